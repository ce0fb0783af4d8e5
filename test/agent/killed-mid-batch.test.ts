import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import type { Fault } from '../support/fault.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const KILLS = 20;

test('killed-mid-batch: SIGKILL 20 times in one run, under load with rotation', async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(3);
  const make = combinedLines(random);
  // More files than will be written: what Docker itself deletes, nobody can ship.
  const prod1 = scenario.docker.create({ name: 'prod1', maxSize: 64_000, maxFile: 1000 });
  const prod2 = scenario.docker.create({ name: 'prod2', maxSize: 64_000, maxFile: 1000, compress: true });
  const { accepted } = scenario.elasticsearch;
  let down = false;
  scenario.elasticsearch.inject = () => (down ? { kind: 'status', status: 503 } : sometimes(random));
  const writer = new BusyWriter(
    () => {
      for (let i = 0; i < 20; i++) prod1.printLine(make);
      for (let i = 0; i < 10; i++) prod2.printLine(make, { stream: random() < 0.5 ? 'stdout' : 'stderr' });
    },
    () => scenario.waiting < 5000,
  );
  for (let kills = 1; kills <= KILLS; kills++) {
    const began = performance.now();
    const enough = accepted.size + Math.floor(random() * 1500);
    const agent = scenario.startAgent('prod*', '--batch-bytes', '16kib', '--budget', '256kib');
    await waitFor(
      () => accepted.size > enough,
      () => `${enough} documents${agent.tail()}`,
    );
    // Offsets are saved once a second. Some lives are too short for it; the others end with batches that nobody took.
    down = kills % 3 === 0;
    const life = down ? 1500 : random() * 300;
    await waitFor(() => performance.now() - began > life, 'the end of its life');
    await agent.kill();
    down = false;
  }
  await writer.stop();
  const agent = scenario.startAgent('prod*');
  await scenario.delivered();
  await agent.stop();
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`${KILLS} kills, ${duplicates.toLocaleString('en')} documents sent again`);
});

/** Trouble with every fourth request. */
function sometimes(random: () => number): Fault | undefined {
  const dice = random();
  if (dice < 0.2) return { kind: 'slow', milliseconds: Math.floor(random() * 20) };
  if (dice < 0.22) return { kind: 'reset' };
  if (dice < 0.24) return { kind: 'reply-lost' };
  return undefined;
}
