import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Controller, Load, Measurement } from '../../src/ship/pool/controller.ts';
import { bodyOf, documents } from './batches.ts';
import { settled } from './clocks.ts';
import { ok, setUp } from './pool-rig.ts';

const PERIOD_MS = 100;

/** Sends for a period, then rests for one: a pace, and nothing like the controller that the pool has by itself. */
class Pace implements Controller {
  limit = 1;
  readonly seen: Measurement[] = [];

  measured(seen: Measurement): void {
    this.seen.push(seen);
    this.limit = seen.requests > 0 ? 0 : 1;
  }

  nextMeasurement({ waiting, busy }: Load): number {
    return waiting > 0 || busy > 0 ? PERIOD_MS : Number.POSITIVE_INFINITY;
  }
}

/** The same number always. */
class Fixed implements Controller {
  readonly limit: number;
  measurements = 0;

  constructor(limit: number) {
    this.limit = limit;
  }

  measured(): void {
    this.measurements++;
  }

  nextMeasurement(): number {
    return Number.POSITIVE_INFINITY;
  }
}

test('a controller that is handed in decides, whatever the bounds of the usual one', async () => {
  const controller = new Fixed(3);
  const { time, pool, sender, add } = setUp({ controller, min: 5, start: 7, queueHigh: 1 });
  pool.start();
  add(10, 1);
  assert.equal(sender.sent, 3);
  await time.pass(60_000);
  assert.equal(sender.sent, 3);
  assert.equal(pool.running, 3);
  await sender.take();
  assert.equal(sender.sent, 4);
  assert.equal(controller.measurements, 0);
});

test('a controller may let nothing be sent until its next measurement', async () => {
  const controller = new Pace();
  const { time, pool, sender, add, events } = setUp({ controller });
  pool.start();
  add(5, 1);
  await sender.take();
  assert.equal(sender.sent, 2);
  await time.pass(PERIOD_MS);
  await sender.take();
  assert.equal(sender.sent, 2);
  await time.pass(PERIOD_MS);
  assert.equal(sender.sent, 2);
  await time.pass(PERIOD_MS);
  assert.equal(sender.sent, 3);
  assert.deepEqual(events.sizes, [
    { running: 0, queue: 3 },
    { running: 1, queue: 3 },
  ]);
});

test('a pool that stops delivers what is waiting, though the controller lets nothing be sent', async () => {
  const controller = new Pace();
  const { pool, sender, add, settledBatches } = setUp({ controller });
  controller.limit = 0;
  pool.start();
  add(3, 1);
  assert.equal(sender.sent, 0);
  const stopped = pool.stop(10_000);
  for (let i = 0; i < 3; i++) await sender.take();
  assert.deepEqual(await stopped, { documentsLeft: 0 });
  assert.equal(settledBatches.length, 3);
});

test('a controller is told the sums since its last measurement', async () => {
  const controller = new Pace();
  const { time, pool, sender, add } = setUp({ controller });
  pool.start();
  add(3, 2);
  await time.pass(30);
  await sender.take();
  await time.pass(20);
  await sender.take();
  await time.pass(50);
  const bytes = bodyOf(documents('k0', 2)).length + bodyOf(documents('k1', 2)).length;
  assert.deepEqual(controller.seen, [
    {
      now: 100,
      waiting: 0,
      inFlight: 2,
      busy: 1,
      requests: 2,
      documents: 4,
      bytes,
      milliseconds: 50,
      pushBack: false,
    },
  ]);
});

test('a controller is told of a push-back at once', async () => {
  const controller = new Pace();
  const { pool, sender, add } = setUp({ controller });
  pool.start();
  add(1, 1);
  sender.pending.shift()?.answer(ok('{"error":{"type":"es_rejected_execution_exception"}}', 429));
  await settled();
  assert.deepEqual(
    controller.seen.map(({ pushBack, requests }) => ({ pushBack, requests })),
    [{ pushBack: true, requests: 0 }],
  );
});
