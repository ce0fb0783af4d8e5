import { test } from 'node:test';
import fc from 'fast-check';
import { containersFolder, deaf, type Harness, receives, startTail } from '../tail/harness.ts';
import { PodFolder } from './pod-folder.ts';
import { PodsLayout } from './pods-layout.ts';

const action = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ do: fc.constant('write' as const), lines: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('rotate' as const), gzip: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('start' as const, 'half a rotation' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('compress' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'wait' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('full' as const, 'room' as const) }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does one action to the container, or to the tail that reads its log. */
async function perform(
  step: Action,
  web: PodFolder,
  harness: Harness,
  restart: () => Promise<Harness>,
): Promise<Harness> {
  const [oldest] = web.rotated;
  if (step.do === 'write') web.write(...Array.from({ length: step.lines }, (_, n) => 'x'.repeat(n * 3)));
  else if (step.do === 'rotate') web.rotate({ gzip: step.gzip });
  else if (step.do === 'start') web.start();
  else if (step.do === 'half a rotation') {
    const { done } = web.beginRotation();
    await new Promise((resolve) => setImmediate(resolve));
    done();
  } else if (step.do === 'compress') {
    if (oldest !== undefined) web.compress(oldest);
  } else if (step.do === 'restart') {
    await harness.stop();
    return restart();
  } else {
    harness.sink.room = step.do !== 'full';
    harness.tail.resume();
    if (step.do === 'wait') await receives(harness, web.written);
  }
  return harness;
}

const ways = [
  { watched: true, maxDescriptors: 1000 },
  { watched: false, maxDescriptors: 1000 },
  { watched: false, maxDescriptors: 0 },
];

for (const { watched, maxDescriptors } of ways) {
  const how = `${watched ? 'with events' : 'by scans alone'}, ${maxDescriptors} descriptors`;
  test(`random writes, rotations, starts of the container and restarts of the tail, ${how}`, async (t) => {
    const run = fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (steps) => {
      const root = containersFolder(t);
      const web = new PodFolder(root, 'pod', 'web');
      const options = {
        layout: new PodsLayout(root),
        maxDescriptors,
        blockBytes: 512,
        scanIntervalMs: watched ? 50 : 5,
        ...(!watched && { watch: deaf }),
      };
      let harness = await startTail(t, root, options);
      const { sink } = harness;
      const restart = () => startTail(t, root, { ...options, sink });
      for (const step of [...steps, { do: 'wait' as const }])
        harness = await perform(step, web, harness, restart);
      await harness.stop();
    });
    await fc.assert(run, { numRuns: Number(process.env.RUNS ?? 60) });
  });
}
