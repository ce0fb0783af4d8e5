import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('index-deleted: what was in it is gone with it, everything else is in the index made anew', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(27));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await scenario.delivered();
  const gone = [...container.printed];
  await elasticsearch.backend.deleteIndex(index);
  for (let i = 0; i < 1000; i++) container.printLine(make);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const report = await scenario.audit();
  assert.deepEqual(report.lost, gone);
  scenario.say({ ...report, lost: [] }, '1,000 lines went with the index that somebody deleted');
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);
});

test('index-deleted: where indices are not made by themselves documents wait until it is there again', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  await elasticsearch.backend.createIndex(index, {});
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(28));
  let missing = 0;
  const error = { type: 'index_not_found_exception', reason: `no such index [${index}]` };
  elasticsearch.inject = () => ({
    kind: 'items',
    choose: () => {
      missing++;
      return { status: 404, error };
    },
  });
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--listen', '127.0.0.1:0');
  await agent.becomesUnready(/no such index.*create the index/);
  await waitFor(
    () => missing > 2000,
    () => `more than one try; ${missing} documents sent`,
  );
  elasticsearch.inject = () => undefined;
  await scenario.delivered();
  await agent.becomesReady();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${missing.toLocaleString('en')} documents sent to no index`);
});
