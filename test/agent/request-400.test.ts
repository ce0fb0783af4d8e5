import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('request-400: documents that break whole requests are found and kept as dead letters, the others arrive', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(29));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const poison = [150, 151, 700].map((i) => container.printed[i]!);
  elasticsearch.inject = ({ documents }) =>
    documents.some(({ source }) => poison.some(({ token }) => source.includes(token)))
      ? { kind: 'status', status: 400 }
      : undefined;
  const agent = scenario.startAgent('prod1');
  await waitFor(
    () => readDeadLetters(scenario.stateDir).length === poison.length && elasticsearch.accepted.size === 997,
    () =>
      `${poison.length} dead letters, 997 documents; ${elasticsearch.accepted.size} are there${agent.tail()}`,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  assert.deepEqual(report.lost, poison);
  scenario.say({ ...report, lost: [] }, `${poison.length} that break requests kept as dead letters`);
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);
  for (const letter of readDeadLetters(scenario.stateDir)) {
    assert.equal(letter.status, 400);
    assert.ok(poison.some(({ token }) => letter.document.includes(token)));
  }
});

test('request-400: to every request: no document becomes a dead letter, unready until requests are taken', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  let refused = 0;
  elasticsearch.inject = () => {
    refused++;
    return { kind: 'status', status: 400 };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(30));
  for (let i = 0; i < 200; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await agent.becomesUnready(/no document is accepted/);
  elasticsearch.inject = () => undefined;
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${refused} requests answered 400`);
});
