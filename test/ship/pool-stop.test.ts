import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from './clocks.ts';
import { ok, setUp } from './pool-rig.ts';

test('stop ships what is waiting, and says that nothing is left', async () => {
  const { time, pool, sender, add, settledBatches } = setUp({ max: 2 });
  pool.start();
  add(6, 3);
  const stopping = pool.stop(10_000);
  for (let i = 0; i < 6; i++) await sender.take();
  assert.deepEqual(await stopping, { documentsLeft: 0 });
  assert.equal(settledBatches.length, 6);
  assert.ok(sender.closed);
  assert.equal(time.pending, 0);
});

test('stop ends at the time-out, settles nothing more, and says how many documents are left', async () => {
  const { time, pool, sender, add, settledBatches } = setUp({ max: 2 });
  pool.start();
  add(6, 3);
  await sender.take();
  const stopping = pool.stop(10_000);
  await time.pass(9_999);
  assert.equal(sender.closed, false);
  await time.pass(1);
  assert.deepEqual(await stopping, { documentsLeft: 15 });
  assert.equal(settledBatches.length, 1);
  assert.equal(time.pending, 0);
});

test('stop ends waits for hosts and back-offs at the time-out too', async () => {
  const { time, pool, sender, add } = setUp();
  pool.start();
  add(2, 4);
  sender.pending.shift()?.answer(ok('{"errors":true,"items":[{},{},{},{}]}'));
  await settled();
  sender.pending
    .shift()
    ?.answer(ok(`{"errors":true,"items":[${Array(4).fill('{"create":{"status":503}}')}]}`));
  await settled();
  const stopping = pool.stop(10);
  await time.pass(10);
  assert.deepEqual(await stopping, { documentsLeft: 8 });
  assert.equal(time.pending, 0);
});

test('stop of an idle pool, or of one that never started, ends at once', async () => {
  const idle = setUp();
  idle.pool.start();
  assert.deepEqual(await idle.pool.stop(10_000), { documentsLeft: 0 });
  const unstarted = setUp();
  unstarted.add(1, 7);
  assert.deepEqual(await unstarted.pool.stop(10_000), { documentsLeft: 7 });
});

test('abort ends at once, and can be repeated', async () => {
  const { time, pool, sender, add, settledBatches } = setUp();
  pool.start();
  add(8, 1);
  await Promise.all([pool.abort(), pool.abort()]);
  await settled();
  assert.ok(sender.closed);
  assert.deepEqual([settledBatches, time.pending, sender.sent], [[], 0, 5]);
  add(1, 1, 'late');
  assert.equal(sender.sent, 5);
});
