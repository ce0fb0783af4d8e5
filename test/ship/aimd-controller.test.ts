import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  type AimdState,
  type Bounds,
  decide,
  initialState,
  MAX_STEP_MS,
  nextMeasurement,
} from '../../src/ship/pool/aimd-controller.ts';

const bounds: Bounds = { min: 1, max: 32, queueHigh: 100 };

/** What Elasticsearch is like, and what comes in. */
interface World {
  readonly start?: number;
  readonly seconds: number;
  readonly arriving: (second: number) => number;
  /** Documents in a request, and its duration with so many requests at the same time. */
  readonly batch: number;
  readonly latency: (busy: number) => number;
  readonly pushesBack?: (busy: number, second: number) => boolean;
}

interface Past {
  readonly second: number;
  readonly limit: number;
  readonly waiting: number;
}

/** Plays a world on a clock of its own and returns what was seen at each measurement. */
function play({ start = 5, seconds, arriving, batch, latency, pushesBack = () => false }: World): Past[] {
  let state = initialState(start, 0);
  let waiting = 0;
  let now = 0;
  const past: Past[] = [];
  let carry = 0;
  while (now < seconds * 1000) {
    const milliseconds = nextMeasurement(state, waiting, bounds);
    now += milliseconds;
    waiting += (arriving(now / 1000) * milliseconds) / 1000;
    const busy = Math.min(state.limit, Math.ceil(waiting / batch));
    const each = latency(Math.max(1, busy));
    carry += (busy * milliseconds) / each;
    const requests = Math.floor(carry);
    carry -= requests;
    const documents = Math.min(waiting, requests * batch);
    waiting -= documents;
    const pushBack = pushesBack(busy, now / 1000);
    const seen = {
      now,
      waiting: Math.round(waiting),
      inFlight: 0,
      busy,
      requests,
      documents,
      bytes: 0,
      milliseconds: requests * each,
      pushBack,
    };
    state = decide(state, seen, bounds);
    past.push({ second: now / 1000, limit: state.limit, waiting: seen.waiting });
  }
  return past;
}

function limitsFrom(past: readonly Past[], second: number): number[] {
  return past.filter((moment) => moment.second >= second).map(({ limit }) => limit);
}

function between(limits: readonly number[], low: number, high: number): void {
  const [least, most] = [Math.min(...limits), Math.max(...limits)];
  assert.ok(least >= low && most <= high, `${least} to ${most} is not within ${low} to ${high}`);
}

const quiet = { batch: 100, latency: () => 20 };

test('a quiet agent shrinks to the minimum, one shipper a second', () => {
  const past = play({ ...quiet, seconds: 10, arriving: () => 5 });
  assert.deepEqual(limitsFrom(past, 0).slice(0, 5), [4, 3, 2, 1, 1]);
  between(limitsFrom(past, 4), 1, 1);
});

test('the first shipper comes 10 ms after the queue became high, each next 10 ms later', () => {
  let state = initialState(5, 0);
  const grownAt: number[] = [];
  for (let now = 0; now <= 500; now += 5) {
    const before = state.limit;
    // Every shipper has an answer at each measurement, and more of them settle more.
    const seen = {
      now,
      waiting: 101 + now,
      inFlight: 0,
      busy: state.limit,
      requests: 99,
      documents: 99 * state.limit,
      bytes: 0,
    };
    state = decide(state, { ...seen, milliseconds: 99, pushBack: false }, bounds);
    if (state.limit > before) grownAt.push(now);
  }
  assert.deepEqual(grownAt, [10, 30, 60, 100, 150, 210, 280, 360, 450]);
});

test('a backlog that more shippers work off faster brings the most', () => {
  const past = play({ seconds: 20, arriving: () => 50_000, batch: 100, latency: () => 50 });
  between(limitsFrom(past, 15), 26, 32);
});

test('a queue that is not high, or becomes shorter, brings none', () => {
  const short = play({ ...quiet, seconds: 5, arriving: () => 4000 });
  between(limitsFrom(short, 0), 1, 5);

  let state: AimdState = initialState(5, 0);
  for (let now = 0; now < 5000; now += 10) {
    const seen = {
      now,
      waiting: 100_000 - now,
      inFlight: 0,
      busy: 5,
      requests: 5,
      documents: 500,
      bytes: 0,
      milliseconds: 100,
      pushBack: false,
    };
    state = decide(state, seen, bounds);
  }
  assert.equal(state.limit, 5);
});

test('an Elasticsearch at its limit is not pressed harder: more shippers only wait longer', () => {
  // 20,000 documents a second, however many ask.
  const past = play({ seconds: 120, arriving: () => 40_000, batch: 1000, latency: (busy) => busy * 50 });
  between(limitsFrom(past, 30), 5, 16);
});

test('an Elasticsearch whose limit is at 12 shippers gets about as many', () => {
  const latency = (busy: number): number => (busy <= 12 ? 100 : (busy / 12) * 100);
  const past = play({ seconds: 120, arriving: () => 500_000, batch: 1000, latency });
  between(limitsFrom(past, 30), 9, 20);
});

test('an Elasticsearch that answers slowly brings no more than one stride unproven', () => {
  const past = play({ seconds: 3, arriving: () => 50_000, batch: 1000, latency: () => 1e6 });
  between(limitsFrom(past, 2), 10, 10);
});

test('push-back multiplies by 0.7, once for requests that were in flight together', () => {
  let state = initialState(20, 0);
  const pushed = {
    waiting: 5000,
    inFlight: 0,
    busy: 20,
    requests: 5,
    documents: 0,
    bytes: 0,
    milliseconds: 100,
    pushBack: true,
  };
  for (const now of [1000, 1001, 1200, 1499]) state = decide(state, { now, ...pushed }, bounds);
  assert.equal(state.limit, 14);
  state = decide(state, { now: 1500, ...pushed }, bounds);
  assert.equal(state.limit, 9);
});

test('push-back without end leads to the minimum, and growth is slow afterwards', () => {
  const pushesBack = (_: number, second: number): boolean => second < 20;
  const past = play({ ...quiet, seconds: 23, arriving: () => 50_000, pushesBack });
  const during = past.filter(({ second }) => second >= 10 && second < 20).map(({ limit }) => limit);
  between(during, 1, 1);
  between(limitsFrom(past, 22), 2, 5);
});

test('push-back from 12 shippers on keeps the number around it', () => {
  const pushesBack = (busy: number): boolean => busy > 12;
  const past = play({ seconds: 120, arriving: () => 100_000, batch: 100, latency: () => 50, pushesBack });
  between(limitsFrom(past, 20), 8, 13);
});

test('a burst brings shippers that leave again', () => {
  const arriving = (second: number): number => (second < 3 ? 60_000 : 10);
  const past = play({ seconds: 90, arriving, batch: 100, latency: () => 20 });
  assert.ok(Math.max(...limitsFrom(past, 0)) > 10);
  between(limitsFrom(past, 80), 1, 1);
});

test('measurements are close together only while the queue is high', () => {
  assert.equal(nextMeasurement(initialState(5, 0), 100, bounds), MAX_STEP_MS);
  assert.equal(nextMeasurement(initialState(5, 0), 101, bounds), 10);
});

test('whatever is measured, the limit stays within its bounds and moves in the allowed steps', () => {
  const measurement = fc.record({
    passed: fc.integer({ min: 0, max: 2000 }),
    waiting: fc.integer({ min: 0, max: 100_000 }),
    inFlight: fc.integer({ min: 0, max: 100_000 }),
    busy: fc.integer({ min: 0, max: 40 }),
    requests: fc.integer({ min: 0, max: 100 }),
    documents: fc.integer({ min: 0, max: 100_000 }),
    bytes: fc.integer({ min: 0, max: 100_000_000 }),
    milliseconds: fc.integer({ min: 0, max: 100_000 }),
    pushBack: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(measurement, { maxLength: 200 }), (list) => {
      let state = initialState(5, 0);
      let now = 0;
      for (const { passed, ...seen } of list) {
        now += passed;
        const next = decide(state, { now, ...seen }, bounds);
        assert.ok(next.limit >= bounds.min && next.limit <= bounds.max);
        assert.ok(next.limit <= state.limit + 1);
        assert.ok(next.step >= 10 && next.step <= MAX_STEP_MS);
        if (seen.pushBack) assert.ok(next.limit <= state.limit);
        state = next;
      }
    }),
  );
});
