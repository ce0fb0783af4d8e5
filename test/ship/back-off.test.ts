import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backOff, MAX_BACK_OFF_MS } from '../../src/ship/back-off.ts';

test('the ceiling doubles from 100 ms to 30 s', () => {
  const ceilings = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map((failures) => backOff(failures, 1));
  assert.deepEqual(ceilings, [100, 200, 400, 800, 1600, 3200, 6400, 12_800, 25_600, 30_000, 30_000]);
  assert.equal(backOff(5000, 1), MAX_BACK_OFF_MS);
});

test('the jitter is full: anything from nothing to the ceiling', () => {
  assert.equal(backOff(4, 0), 0);
  assert.equal(backOff(4, 0.25), 200);
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (n, jitter) => {
        const milliseconds = backOff(n, jitter);
        assert.ok(milliseconds >= 0 && milliseconds <= MAX_BACK_OFF_MS);
      },
    ),
  );
});
