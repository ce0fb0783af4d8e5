import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const LINGER_MS = 200;

test('stream: many small writes make few requests, and each line after quiet goes at once', async (t) => {
  const scenario = await Scenario.begin(t);
  const containers = Array.from({ length: 20 }, (_, i) => scenario.docker.create({ name: `prod${i}` }));
  scenario.startAgent('*', '--scan-interval', '10m');
  const began = performance.now();
  let lines = 0;
  const writer = new BusyWriter(() => containers[lines++ % 20]?.print(`line ${lines}`));
  await waitFor(() => lines >= 3000, '3,000 lines printed');
  await writer.stop();
  await scenario.delivered();
  const { bulks } = scenario.elasticsearch.seen;
  const lingers = (performance.now() - began) / LINGER_MS;
  // Two more that the bucket holds, and one each for a line that a scan finds.
  assert.ok(bulks <= lingers + 10, `${bulks} requests in ${lingers.toFixed(1)} lingers`);
  for (const container of containers) {
    container.print('the last one');
    await scenario.delivered();
  }
  await scenario.assertDelivered(`${bulks} requests in ${lingers.toFixed(0)} times 200 ms`);
});

test('stream: files that are rotated while they are looked at in waves, not watched: each line once', async (t) => {
  const scenario = await Scenario.begin(t);
  const containers = Array.from({ length: 4 }, (_, i) =>
    scenario.docker.create({ name: `prod${i}`, maxFile: 3 }),
  );
  scenario.startAgent('*', '--scan-interval', '10m');
  let turns = 0;
  let rotations = 0;
  const writer = new BusyWriter(() => {
    turns++;
    for (const container of containers) container.print(`line ${turns}`);
    // What is two rotations old has arrived: on a machine that is busy for long more files are made than are kept.
    if (turns % 50 !== 0 || scenario.waiting > 200) return;
    rotations++;
    for (const container of containers) container.rotate();
  });
  await waitFor(() => turns >= 1500, '1,500 turns');
  await writer.stop();
  await scenario.delivered();
  for (const container of containers) container.print('the last one');
  await scenario.delivered();
  assert.ok(rotations > 0);
  await scenario.assertDelivered(`4 containers, ${rotations} rotations of each`);
});
