import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import { PodsLayout } from '../../../src/source/kubernetes/layout.ts';
import type { TailOptions } from '../../../src/tail/tail.ts';
import { containersFolder, deaf, receives, startTail, until } from '../../tail/harness.ts';
import { PodFolder } from '../pod-folder.ts';

const POD = 'shop_web-x2x9k_0f1c2d3e-4b5a-4697-8877-665544332211';

/** A tail over a pod's folder; lines come late until `layout.lateMs` is 0. */
async function begin(t: TestContext, options: Pick<Partial<TailOptions>, 'clock'> = {}) {
  const root = containersFolder(t);
  const web = new PodFolder(root, POD, 'web');
  const layout = Object.assign(new PodsLayout(root), { lateMs: Number.POSITIVE_INFINITY });
  const start = () => startTail(t, root, { layout, scanIntervalMs: 20, watch: deaf, ...options });
  return { root, web, layout, start };
}

test('what is written to the old file when the new one is there is read before the new one', async (t) => {
  const { web, layout, start } = await begin(t);
  const harness = await start();
  web.write('1');
  await receives(harness, web.written);
  let beforeNew: string[] = [];
  await web.rotateLate(['2', '3'], async () => {
    const { length } = harness.scans;
    await until(() => harness.scans.length > length + 1);
    beforeNew = [...web.written];
  });
  const all = [...web.written, ...web.write('4')];
  await until(() => harness.sink.texts.join('').length >= all.slice(0, 3).join('').length);
  // The new one waits until nobody writes to the old one.
  assert.deepEqual(harness.sink.lines.filter(Boolean), all.slice(0, 3));
  assert.equal(beforeNew.length, 1);
  layout.lateMs = 0;
  await receives(harness, all);
});

test('the same for a file that was found when it had been renamed already', async (t) => {
  const { web, layout, start } = await begin(t);
  web.write('1');
  const harness = start();
  await web.rotateLate(['2'], async () => {
    await harness;
  });
  web.write('3');
  layout.lateMs = 0;
  await receives(await harness, web.written);
});

test('a pod that is deleted meanwhile writes no more: all is read, nothing is held open', async (t) => {
  const { web, start } = await begin(t);
  const harness = await start();
  web.write('1');
  await web.rotateLate(['2']);
  web.write('3');
  const { length } = harness.scans;
  await until(() => harness.scans.length > length + 1);
  fs.rmSync(web.folder, { recursive: true });
  await receives(harness, web.written);
  await until(() => harness.tail.heldDescriptors === 0);
});

test('a clock that is put back does not hold up the new file', async (t) => {
  const skew = { ms: 0 };
  const { systemClock } = await import('../../../src/tail/clock.ts');
  const clock = { ...systemClock, now: () => systemClock.now() + skew.ms };
  const { web, start } = await begin(t, { clock });
  const harness = await start();
  web.write('1');
  await web.rotateLate(['2']);
  web.write('3');
  await until(() => harness.sink.lines.length >= 2);
  skew.ms = -3_600_000;
  await receives(harness, web.written);
});
