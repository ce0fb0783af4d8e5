import { test } from 'node:test';
import fc from 'fast-check';
import { PodsLayout as KubernetesLayout } from '../../src/source/kubernetes/layout.ts';
import { containersFolder, deaf, type Harness, receives, startTail, until } from '../tail/harness.ts';
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
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rotate late' as const), scanned: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('restart' as const, 'wait' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('full' as const, 'room' as const) }) },
);

type Action = typeof action extends fc.Arbitrary<infer T> ? T : never;

/** Does one action to the container, or to the tail that reads its log. */
async function perform(
  step: Action,
  web: PodFolder,
  layout: { lateMs: number },
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
  } else if (step.do === 'rotate late') {
    const { length } = harness.scans;
    layout.lateMs = Number.POSITIVE_INFINITY;
    await web.rotateLate(['late'], () => until(() => !step.scanned || harness.scans.length > length + 1));
    layout.lateMs = 0;
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

const POD = 'shop_web-x2x9k_0f1c2d3e-4b5a-4697-8877-665544332211';

/** The tests' own and Kubernetes'; how long lines come late the steps decide. */
const layouts = [
  (root: string) => Object.assign(new PodsLayout(root), { lateMs: 0 }),
  (root: string) => Object.assign(new KubernetesLayout(root), { lateMs: 0 }),
];

const ways = [
  { watched: true, maxDescriptors: 1000 },
  { watched: false, maxDescriptors: 1000 },
  { watched: false, maxDescriptors: 0 },
];

for (const [i, makeLayout] of layouts.entries())
  for (const { watched, maxDescriptors } of ways) {
    const how = `layout ${i}, ${watched ? 'with events' : 'by scans alone'}, ${maxDescriptors} descriptors`;
    test(`random writes, rotations, starts of the container and restarts of the tail, ${how}`, async (t) => {
      const run = fc.asyncProperty(fc.array(action, { maxLength: 25 }), async (steps) => {
        const root = containersFolder(t);
        const web = new PodFolder(root, POD, 'web');
        const layout = makeLayout(root);
        const options = {
          layout,
          maxDescriptors,
          blockBytes: 512,
          scanIntervalMs: watched ? 50 : 5,
          ...(!watched && { watch: deaf }),
        };
        let harness = await startTail(t, root, options);
        const { sink } = harness;
        const restart = () => startTail(t, root, { ...options, sink });
        for (const step of [...steps, { do: 'wait' as const }])
          harness = await perform(step, web, layout, harness, restart);
        await harness.stop();
      });
      await fc.assert(run, { numRuns: Number(process.env.RUNS ?? 60) });
    });
  }
