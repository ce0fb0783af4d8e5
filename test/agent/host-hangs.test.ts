import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('host-hangs: one of three stops answering without breaking a connection: its requests go to the others, and it is used again when it goes on', async (t) => {
  const scenario = await Scenario.beginCluster(t, 3);
  const { accepted } = scenario.elasticsearch;
  const hanging = scenario.hosts[1]!;
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(76));
  let [longest, last, at] = [0, 0, performance.now()];
  const writer = new BusyWriter(
    () => {
      const now = performance.now();
      if (accepted.size > 0) longest = Math.max(longest, now - at);
      if (accepted.size !== last || last === 0) [last, at] = [accepted.size, now];
      for (let i = 0; i < 20; i++) container.printLine(make);
    },
    () => scenario.waiting < 20_000,
  );
  const agent = scenario.startAgent('prod1', '--batch-bytes', '32kib', '--listen', '127.0.0.1:0');
  t.after(() => writer.stop());
  await waitFor(() => hanging.seen.bulks > 10, 'that it is used');
  const goOn = hanging.hang();
  const { host } = await agent.line(
    ({ cause }) => cause === 'the host has stopped answering',
    'that it is left',
  );
  assert.equal(host, hanging.url);
  const before = accepted.size;
  await waitFor(
    () => accepted.size > before + 10_000,
    () => `10,000 documents more by two hosts${agent.tail()}`,
  );
  assert.equal(await agent.unready(), undefined, 'two of three are enough');

  const used = hanging.seen.bulks;
  goOn();
  await waitFor(
    () => hanging.seen.bulks > used + 10,
    () => `that it is used again; ${hanging.seen.bulks - used} requests${agent.tail()}`,
  );
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(
    `1 of 3 hosts hung, longest time without an acknowledgement ${Math.round(longest)} ms`,
  );
});

test('host-hangs: the only line goes to a host that hangs: it arrives by the other one', async (t) => {
  const scenario = await Scenario.beginCluster(t, 2);
  const [first, second] = scenario.hosts;
  first!.hang();
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('the only line');
  const agent = scenario.startAgent('prod1');
  const began = performance.now();
  await scenario.delivered();
  const milliseconds = Math.round(performance.now() - began);
  assert.equal(first!.seen.bulks, 0);
  assert.equal(second!.seen.bulks, 1);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${milliseconds} ms from the agent's start`);
});
