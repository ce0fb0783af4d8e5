import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('host-returns: a host that was down is used again as soon as it answers', async (t) => {
  const scenario = await Scenario.beginCluster(t, 3);
  const returning = scenario.hosts[2]!;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(23));
  const writer = new BusyWriter(
    () => {
      for (let i = 0; i < 10; i++) container.printLine(make);
    },
    () => scenario.waiting < 10_000,
  );
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await waitFor(() => returning.seen.bulks > 5, 'that it is used');
  await returning.refuse();
  await agent.line(({ msg }) => /does not take requests/.test(msg), 'that it is down');

  const used = returning.seen.bulks;
  await returning.listen();
  const { host } = await agent.line(({ msg }) => /takes requests again/.test(msg), 'that it is up');
  assert.equal(host, returning.url);
  await waitFor(() => returning.seen.bulks > used + 10, 'that it is used again');
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${returning.seen.bulks - used} requests to the host after its return`);
});
