import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Outbox } from '../../src/pipeline/outbox.ts';

const BATCH = 100;

function setUp() {
  const timers: (() => void)[] = [];
  const calls: string[] = [];
  const time = {
    now: () => 0,
    after: (_milliseconds: number, run: () => void) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  };
  const outbox = new Outbox({
    ...{ batchBytes: BATCH, budgetBytes: 3 * BATCH, time },
    beforeDeparture: () => calls.push('before'),
    depart: () => calls.push('depart'),
    onRoom: () => calls.push('room'),
  });
  const add = (bytes: number) => outbox.writer.append(`${'x'.repeat(bytes - 1)}\n`, '');
  return { outbox, calls, timers, add };
}

test('a lone document leaves as soon as nothing more is to be read', () => {
  const { outbox, calls, add } = setUp();
  add(10);
  outbox.read();
  assert.equal(outbox.take(), undefined, 'it waits for company while reading goes on');
  assert.deepEqual([outbox.documents, outbox.waiting], [1, 0]);
  outbox.rest();
  assert.equal(outbox.waiting, 1);
  assert.deepEqual(calls, ['before', 'depart']);
  assert.equal(outbox.take()?.documents, 1);
  assert.equal(outbox.take(), undefined);
});

test('a full batch leaves while reading goes on, the open one behind it does not', () => {
  const { outbox, calls, add } = setUp();
  add(60);
  add(60);
  outbox.read();
  assert.deepEqual(calls, ['before', 'depart']);
  assert.deepEqual([outbox.documents, outbox.waiting], [2, 1]);
  assert.equal(outbox.take()?.length, 60);
  assert.equal(outbox.take(), undefined);
  outbox.rest();
  assert.equal(outbox.take()?.length, 60);
});

test('batches leave in the order in which they were sealed, each after what is due before a departure', () => {
  const { outbox, calls, add } = setUp();
  for (const bytes of [51, 52, 53]) add(bytes);
  outbox.rest();
  calls.length = 0;
  assert.deepEqual(
    [1, 2, 3].map(() => outbox.take()?.length),
    [51, 52, 53],
  );
  assert.deepEqual(calls, ['before', 'before', 'before']);
});

test('while reading goes on the open batch leaves when its time is over', () => {
  const { outbox, calls, timers, add } = setUp();
  add(10);
  outbox.read();
  assert.deepEqual(calls, []);
  timers.shift()?.();
  assert.deepEqual(calls, ['before', 'depart']);
  assert.equal(outbox.take()?.documents, 1);
});

test('a document that was added outside of a turn leaves at once when nothing is read', () => {
  const { outbox, calls, add } = setUp();
  add(10);
  outbox.added();
  assert.deepEqual(calls, ['before', 'depart']);
});

test('bodies count until they are released, and then there is room', () => {
  const { outbox, calls, add } = setUp();
  for (const bytes of [60, 60, 60]) add(bytes);
  assert.equal(outbox.writer.hasRoom(), false);
  outbox.rest();
  const batch = outbox.take();
  assert.ok(batch);
  assert.equal(outbox.usedBytes, 3 * BATCH);
  calls.length = 0;
  outbox.release(batch);
  assert.deepEqual(calls, ['room']);
  assert.equal(outbox.usedBytes, 2 * BATCH);
});
