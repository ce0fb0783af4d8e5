import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('reply-unusual: compressed without being asked, in many pieces and without a length: read all the same', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.elasticsearch.inject = () => ({ kind: 'reply-gzip' });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(72));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
  assert.equal(scenario.elasticsearch.seen.duplicates, 0, 'each answer was understood');
});

test('reply-unusual: an answer of gigabytes: given up early, its documents go again, memory stays small', async (t) => {
  const scenario = await Scenario.begin(t);
  let floods = 0;
  scenario.elasticsearch.inject = () => (floods++ < 5 ? { kind: 'reply-flood' } : undefined);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(73));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await agent.line(({ cause }) => /too long for an answer to _bulk/.test(String(cause)), 'why it goes again');
  await scenario.delivered();
  container.print('after the trouble');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`5 answers without end, ${duplicates} documents sent twice`);
  assert.ok(duplicates > 0);
});

test('reply-unusual: an answer that trickles without end holds up neither other lines nor a stop', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  elasticsearch.inject = ({ number }) => (number === 1 ? { kind: 'reply-trickle' } : undefined);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('the first');
  const first = scenario.startAgent('prod1', '--shutdown-timeout', '500ms');
  await waitFor(() => elasticsearch.accepted.size === 1, 'the first to be stored');
  const make = combinedLines(seededRandom(74));
  for (let i = 0; i < 500; i++) container.printLine(make);
  await scenario.delivered();
  assert.equal(elasticsearch.underWay, 1, 'the first answer still goes on');
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  const second = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  await waitFor(() => elasticsearch.seen.duplicates > 0, 'that the first is sent again');
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('an answer that never ended');
});
