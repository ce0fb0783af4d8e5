import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settled } from './clocks.ts';
import { failure, ok, setUp } from './pool-rig.ts';

test('a high queue brings a shipper after 10 ms, the next 20 ms later', async () => {
  const { time, pool, sender, add, events } = setUp();
  pool.start();
  add(300, 1);
  await time.pass(9);
  assert.equal(sender.sent, 5);
  await time.pass(1);
  assert.equal(sender.sent, 6);
  await time.pass(19);
  assert.equal(sender.sent, 6);
  await time.pass(1);
  assert.equal(sender.sent, 7);
  assert.equal(pool.running, 7);
  assert.deepEqual(events.sizes.slice(-2), [
    { running: 6, queue: 295 },
    { running: 7, queue: 294 },
  ]);
});

test('an idle pool shrinks to the minimum, and then runs no timer', async () => {
  const { time, pool, sender, add, events } = setUp({ min: 2 });
  pool.start();
  add(1, 1);
  await sender.take();
  await time.pass(10_000);
  assert.equal(pool.running, 2);
  assert.equal(time.pending, 0);
  assert.deepEqual(
    events.sizes.slice(-3).map(({ running }) => running),
    [4, 3, 2],
  );
  add(1, 1, 'later');
  assert.equal(sender.sent, 2);
});

test('while busy the number of shippers is told once a second', async () => {
  const { time, pool, add, events } = setUp({ min: 5 });
  pool.start();
  add(10, 1);
  await time.pass(10_500);
  assert.deepEqual(
    events.sizes,
    Array.from({ length: 10 }, () => ({ running: 5, queue: 5 })),
  );
});

test('a request that is pushed back takes shippers away at once', async () => {
  const { time, pool, sender, add } = setUp({ start: 10 });
  pool.start();
  add(20, 1);
  sender.pending.shift()?.answer(ok('{"error":{"type":"es_rejected_execution_exception"}}', 429));
  await settled();
  assert.equal(pool.running, 7);
  await time.pass(100);
  for (let i = 0; i < 9; i++) await sender.take();
  assert.equal(pool.inFlight, 7);
});

test('items and time-outs that are pushed back count too, other failures do not', async () => {
  for (const [reply, running] of [
    [ok('{"errors":true,"items":[{"create":{"status":429}}]}'), 7],
    [failure('no answer within the time-out', true), 7],
    [failure('connection refused'), 10],
    [ok('{"error":"busy"}', 503), 10],
  ] as const) {
    const { pool, sender, add } = setUp({ start: 10 });
    pool.start();
    add(1, 1);
    sender.pending.shift()?.answer(reply);
    await settled();
    assert.equal(pool.running, running);
  }
});

test('while the only host is down there is one try at each end of its rest', async () => {
  const { time, pool, sender, add } = setUp();
  pool.start();
  add(5, 1);
  for (const { answer } of sender.pending.splice(0)) answer(failure('connection refused'));
  await settled();
  assert.equal(sender.sent, 5);
  const triedAt: number[] = [];
  for (let tries = 0; tries < 5; tries++) {
    const sent: number = sender.sent;
    while (sender.sent === sent) await time.pass(1);
    assert.equal(sender.sent, sent + 1);
    triedAt.push(time.now());
    sender.pending.shift()?.answer(failure('connection refused'));
    await settled();
  }
  assert.deepEqual(triedAt, [100, 300, 700, 1500, 3100]);
  await time.pass(3200);
  await sender.take();
  assert.equal(sender.pending.length, 4);
  assert.equal(pool.running, 5);
});

test('a request that others overtake by far keeps no place', async () => {
  const { time, pool, sender, add } = setUp({ start: 2, max: 2, queueHigh: 1e9 });
  pool.start();
  add(30, 1);
  sender.pending.splice(0, 1);
  for (let i = 0; i < 20; i++) await sender.take();
  assert.equal(sender.pending.length, 1, 'there are never more than the most');
  const error = { type: 'es_rejected_execution_exception', reason: 'the queue is full' };
  sender.pending
    .shift()
    ?.answer(ok(JSON.stringify({ errors: true, items: [{ create: { status: 429, error } }] })));
  await settled();
  assert.equal(pool.running, 1);
  await time.pass(100);
  for (let i = 0; i < 8; i++) {
    assert.equal(sender.pending.length, 1, 'the one that may be is not the slow one');
    await sender.take();
  }
});
