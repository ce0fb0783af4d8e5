import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause, systemTime } from '../../src/ship/time.ts';
import { settled, VirtualTime } from './clocks.ts';

test('a pause ends at its time', async () => {
  const time = new VirtualTime();
  let over = false;
  const pausing = pause(100, time, new AbortController().signal).then(() => {
    over = true;
  });
  await time.pass(99);
  assert.equal(over, false);
  await time.pass(1);
  assert.equal(over, true);
  await pausing;
});

test('a pause ends when aborted and leaves no timer', async () => {
  const time = new VirtualTime();
  const controller = new AbortController();
  let ended = 0;
  void pause(100, time, controller.signal).then(() => ended++);
  controller.abort();
  await settled();
  assert.equal(ended, 1);
  assert.equal(time.pending, 0);
  await pause(100, time, controller.signal);
  assert.equal(time.pending, 0);
});

test('the system’s timers fire and can be cancelled', async () => {
  const before = systemTime.now();
  let cancelled = true;
  const cancel = systemTime.after(1, () => {
    cancelled = false;
  });
  cancel();
  await new Promise<void>((resolve) => systemTime.after(5, resolve));
  assert.ok(cancelled);
  assert.ok(systemTime.now() > before);
});
