import * as fs from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { containersFolder, deaf, type Harness, LogFolder, receives, startTail } from './harness.ts';

/** What can happen to a container's log and to the tail that reads it. */
const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rotate' as const), gzip: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compress' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('truncate' as const, 'copy and truncate' as const) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('restart' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('full' as const, 'room' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('rename' as const), wanted: fc.boolean() }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does one action; what would legitimately lose lines waits until these have been received. */
async function perform(
  step: Action,
  prod: LogFolder,
  harness: Harness,
  restart: () => Promise<Harness>,
): Promise<Harness> {
  switch (step.do) {
    case 'write':
      prod.write(...Array.from({ length: step.lines }, (_, n) => 'x'.repeat(n * 3)));
      return harness;
    case 'rotate':
      prod.rotate({ gzip: step.gzip, maxFile: 60 });
      return harness;
    case 'copy and truncate':
      prod.copyAndTruncate({ maxFile: 60 });
      return harness;
    case 'compress':
      if (fs.existsSync(prod.sibling(2))) prod.compress(2);
      return harness;
    case 'rename':
      prod.rename(step.wanted ? `prod${prod.written.length}` : 'other');
      return harness;
    case 'restart':
      await harness.stop();
      return restart();
    case 'full':
      harness.sink.room = false;
      return harness;
    default:
      harness.sink.room = true;
      harness.tail.resume();
      if (step.do === 'room') return harness;
  }
  if (prod.name === 'other') prod.rename('prod');
  await receives(harness, prod.written);
  if (step.do === 'wait') return harness;
  fs.truncateSync(prod.live);
  return harness;
}

const ways = [
  { watched: true, maxDescriptors: 1000 },
  { watched: false, maxDescriptors: 1000 },
  { watched: true, maxDescriptors: 0 },
  { watched: false, maxDescriptors: 0 },
  { watched: true, maxDescriptors: 2 },
];

for (const { watched, maxDescriptors } of ways) {
  const how = `${watched ? 'with events' : 'by scans alone'}, ${maxDescriptors} descriptors`;
  test(`random writes, rotations, truncations and restarts, ${how}`, async (t) => {
    const run = fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (steps) => {
      const dir = containersFolder(t);
      const prod = new LogFolder(dir, 'prod1');
      const options = {
        maxDescriptors,
        patterns: ['prod*'],
        blockBytes: 512,
        ...(watched ? { scanIntervalMs: 1000 } : { scanIntervalMs: 5, watch: deaf }),
      };
      let harness = await startTail(t, dir, options);
      const { sink } = harness;
      const restart = () => startTail(t, dir, { ...options, sink });
      for (const step of [...steps, { do: 'wait' as const }])
        harness = await perform(step, prod, harness, restart);
      await harness.stop();
    });
    await fc.assert(run, { numRuns: Number(process.env.RUNS ?? 100) });
  });
}
