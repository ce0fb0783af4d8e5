import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('reply-slow: answers take half a second: more are awaited at the same time, each line arrives once', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  let most = 0;
  elasticsearch.inject = () => {
    most = Math.max(most, elasticsearch.underWay);
    return { kind: 'slow', milliseconds: 500 };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(31));
  for (let i = 0; i < 3000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`answers after 0.5 s, up to ${most} at a time`);
  assert.equal(elasticsearch.seen.duplicates, 0);
  assert.ok(most > 5, `${most} at a time`);
});

test('reply-slow: a stop waits for the answers that are under way, so that nothing is sent again', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  elasticsearch.inject = () => ({ kind: 'slow', milliseconds: 700 });
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print(`line ${i}`);
  const first = scenario.startAgent('prod1');
  await waitFor(() => elasticsearch.underWay > 0, 'a request under way');
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  const second = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('stopped while an answer was under way');
  assert.equal(elasticsearch.seen.duplicates, 0);
});
