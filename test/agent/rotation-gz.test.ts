import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('rotation-gz: rotated files are compressed under the reader', async (t) => {
  const scenario = await Scenario.begin(t);
  const options = { maxSize: 20_000, maxFile: 10, compress: true };
  const containers = ['prod1', 'prod2'].map((name) => scenario.docker.create({ name, ...options }));
  const make = combinedLines(seededRandom(12));
  const agent = scenario.startAgent('prod1,prod2');
  const writer = new BusyWriter(
    () => {
      for (const container of containers) for (let i = 0; i < 5; i++) container.printLine(make);
    },
    () => scenario.waiting < 300,
  );
  await waitFor(
    () => containers.every(({ printed }) => printed.length >= 2000),
    () => `2,000 lines each${agent.tail()}`,
  );
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('2 containers, about 70 compressed rotations');
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});

test('rotation-gz: a container seen for the first time is read from its oldest compressed file on', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 10_000, maxFile: 50, compress: true });
  const make = combinedLines(seededRandom(13));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('about 30 compressed files');
});
