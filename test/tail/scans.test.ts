import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Follower } from '../../src/tail/container/follower.ts';
import { Scans } from '../../src/tail/loop/scans.ts';

/** Followers are compared only. */
const [a, b] = [{}, {}] as [Follower, Follower];

function setUp() {
  const ended: { first: boolean; failed: boolean }[] = [];
  const intervals: number[] = [];
  let wakes = 0;
  let due: (() => void) | undefined;
  let timers = 0;
  const scans = new Scans({
    clock: {
      now: () => 0,
      after: (milliseconds, work) => {
        intervals.push(milliseconds);
        timers++;
        due = work;
        return () => {
          timers--;
        };
      },
    },
    intervalMs: 10_000,
    wake: () => wakes++,
    ended: (scan) => ended.push(scan),
  });
  return { scans, ended, intervals, wakes: () => wakes, timers: () => timers, elapse: () => due?.() };
}

test('the first scan is due at once, the next one an interval after it has ended', () => {
  const { scans, ended, wakes, elapse } = setUp();
  assert.ok(scans.due);
  scans.begin([a, b], false);
  assert.deepEqual([scans.due, scans.underWay], [false, true]);
  scans.looked(a, false);
  assert.deepEqual(ended, []);
  scans.looked(b, false);
  assert.deepEqual(ended, [{ first: true, failed: false }]);
  assert.deepEqual([scans.underWay, scans.due, scans.count], [false, false, 1]);
  elapse();
  assert.ok(scans.due);
  assert.equal(wakes(), 1);
});

test('when scans alone find news they come at shorter intervals, the first at once', () => {
  const { scans, intervals, wakes } = setUp();
  scans.begin([], false);
  scans.hasten(5000);
  assert.ok(scans.due);
  assert.equal(wakes(), 1);
  scans.begin([], false);
  scans.hasten(60_000);
  scans.begin([], false);
  assert.deepEqual(intervals, [10_000, 5000, 10_000]);
});

test('one failure makes the whole scan one that proves nothing', () => {
  const { scans, ended } = setUp();
  scans.begin([a, b], false);
  scans.looked(a, true);
  scans.looked(b, false);
  scans.begin([a], true);
  scans.looked(a, false);
  scans.begin([a], false);
  scans.looked(a, false);
  assert.deepEqual(
    ended.map(({ failed }) => failed),
    [true, true, false],
  );
});

test('a look at somebody who is not waited for changes nothing', () => {
  const { scans, ended } = setUp();
  scans.begin([a], false);
  scans.looked(b, true);
  assert.deepEqual(ended, []);
  scans.looked(a, false);
  assert.deepEqual(ended, [{ first: true, failed: false }]);
  scans.looked(a, true);
  assert.equal(ended.length, 1);
});

test('without containers a scan ends at once', () => {
  const { scans, ended } = setUp();
  scans.begin([], false);
  assert.deepEqual(ended, [{ first: true, failed: false }]);
});

test('asked for while one is under way, another one follows', () => {
  const { scans, wakes } = setUp();
  scans.begin([a], false);
  scans.request();
  assert.ok(scans.due);
  assert.equal(wakes(), 1);
  scans.looked(a, false);
  assert.ok(scans.due);
});

test('at most one timer waits, and none after the end', () => {
  const { scans, timers } = setUp();
  for (let n = 0; n < 3; n++) scans.begin([], false);
  assert.equal(timers(), 1);
  scans.close();
  assert.equal(timers(), 0);
});
