import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setUp } from './pool-rig.ts';

test('a waiting document leaves within the call that says so', () => {
  const { pool, sender, add } = setUp();
  pool.start();
  add(1, 1);
  assert.deepEqual(sender.pending[0]?.ids, ['k0.0']);
  assert.equal(pool.inFlight, 1);
});

test('nothing is taken before the start; then what is waiting is', () => {
  const { pool, sender, add } = setUp();
  add(2, 1);
  assert.equal(sender.sent, 0);
  pool.start();
  assert.equal(sender.sent, 2);
});

test('no more requests at a time than shippers; an answer makes room for the next batch', async () => {
  const { pool, sender, add, settledBatches } = setUp();
  pool.start();
  add(8, 1);
  assert.equal(sender.sent, 5);
  assert.equal(pool.inFlight, 5);
  await sender.take();
  assert.equal(sender.sent, 6);
  for (let i = 0; i < 7; i++) await sender.take();
  assert.equal(settledBatches.length, 8);
  assert.equal(pool.inFlight, 0);
});

test('start is brought within the bounds', () => {
  assert.equal(setUp({ min: 8 }).pool.running, 8);
  assert.equal(setUp({ max: 2 }).pool.running, 2);
  assert.equal(setUp({ start: 7 }).pool.running, 7);
});

test('a batch without documents settles at once, without a request', () => {
  const { pool, sender, add, settledBatches } = setUp();
  pool.start();
  add(3, 0);
  assert.equal(settledBatches.length, 3);
  assert.equal(sender.sent, 0);
});
