import assert from 'node:assert/strict';
import { test } from 'node:test';
import { field } from '../support/audit.ts';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { freePort } from '../support/ports.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('refused-simplified: documents in conflict with the mapping arrive with their text, no other one is held up', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  await elasticsearch.backend.createIndex(index, { auth: { type: 'long' } });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(6));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const conflicting = container.printed.filter(({ fields }) => fields?.auth !== undefined);
  assert.ok(conflicting.length > 10);

  const port = await freePort();
  const agent = scenario.startAgent('prod1', '--batch-bytes', '64kib', '--listen', `127.0.0.1:${port}`);
  await scenario.delivered();
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  // A second run sends nothing again.
  const second = scenario.startAgent('prod1');
  container.printLine((token) => ({ text: `good again ${token}`, fields: undefined }));
  await scenario.delivered();
  await second.stop();
  assert.equal(elasticsearch.seen.duplicates, 0);

  const simple = [...(await scenario.documents()).values()].filter(
    (source) => field(source, 'event.kind') !== undefined,
  );
  assert.equal(simple.length, conflicting.length);
  for (const { token, fields } of conflicting) {
    const source = simple.find((each) => String(each.message).includes(token));
    assert.ok(source !== undefined, token);
    assert.equal(field(source, 'event.kind'), 'pipeline_error');
    assert.equal(field(source, 'container.name'), 'prod1');
    assert.match(String(field(source, 'error.message')), /auth/);
    const original = JSON.parse(String(field(source, 'event.original'))) as Record<string, unknown>;
    for (const [name, value] of Object.entries(fields ?? {})) assert.equal(original[name], value);
  }
  assert.deepEqual(readDeadLetters(scenario.stateDir), []);
  const counted = new RegExp(
    `^logagent_documents_simplified_total\\{container="prod1",reason="(?:mapper|document)_parsing_exception"\\} ${conflicting.length}$`,
    'm',
  );
  assert.match(metrics, counted);
  const warnings = agent.lines.filter(({ msg }) => String(msg).includes('did not fit'));
  assert.deepEqual(
    warnings.map(({ level, container: name }) => [level, name]),
    [[40, 'prod1']],
  );
  const report = await scenario.audit();
  scenario.say(report, `${conflicting.length} of them in conflict with the mapping`);
  assert.deepEqual([report.lost, report.doubled, report.foreign], [[], [], []]);
});

test('refused-simplified: what is refused even so is a dead letter, whole', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  await elasticsearch.backend.createIndex(index, { message: { type: 'long' } });
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('no number');
  const agent = scenario.startAgent('prod1');
  await waitFor(
    () => readDeadLetters(scenario.stateDir).length === 1,
    () => agent.tail(),
  );
  await agent.stop();
  const [letter] = readDeadLetters(scenario.stateDir);
  const { message, event } = JSON.parse(letter?.document ?? '{}') as Record<string, unknown>;
  assert.match(String(message), /^no number/);
  assert.equal(event, undefined);
});
