import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('items-400: documents in conflict with the mapping are kept as dead letters, those around them arrive', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  await elasticsearch.backend.createIndex(index, { auth: { type: 'long' } });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(6));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const conflicting = container.printed.filter(({ fields }) => fields?.auth !== undefined);

  const first = scenario.startAgent('prod1', '--on-refused', 'dead-letter', '--batch-bytes', '64kib');
  await waitFor(
    () => elasticsearch.accepted.size + conflicting.length >= 1000,
    () => `the good ones; ${elasticsearch.accepted.size} accepted${first.tail()}`,
  );
  await waitFor(
    () => elasticsearch.seen.refused >= conflicting.length,
    () => `all refusals; there are ${elasticsearch.seen.refused}`,
  );
  assert.deepEqual(await first.stop(), { code: 0, signal: null });

  // Settled means settled: a second run sends nothing of it again.
  const second = scenario.startAgent('prod1', '--on-refused', 'dead-letter');
  container.printLine((token) => ({ text: `good again ${token}`, fields: undefined }));
  await waitFor(() => elasticsearch.accepted.size + conflicting.length >= 1001, 'the last good one');
  await second.stop();
  assert.equal(elasticsearch.seen.refused, conflicting.length);
  assert.equal(elasticsearch.seen.duplicates, 0);

  const report = await scenario.audit();
  scenario.say(report, `${conflicting.length} of them in conflict with the mapping and kept as dead letters`);
  assert.deepEqual(report.lost, conflicting);
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);

  const letters = readDeadLetters(scenario.stateDir);
  assert.equal(letters.length, conflicting.length);
  for (const { token, text, fields } of conflicting) {
    const letter =
      letters.find(({ document }) => document.includes(token)) ?? assert.fail(`no letter: ${text}`);
    assert.equal(letter.index, index);
    assert.equal(letter.status, 400);
    assert.match(letter.reason, /auth/);
    assert.equal((JSON.parse(letter.document) as { auth: string }).auth, fields?.auth);
  }
});
