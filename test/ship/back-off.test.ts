import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backOff, MAX_BACK_OFF_MS, MAX_RETRY_AFTER_MS, retryAfter } from '../../src/ship/back-off.ts';

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

test('Retry-After is seconds or a date', () => {
  assert.equal(retryAfter(undefined, undefined), 0);
  assert.equal(retryAfter('0', undefined), 0);
  assert.equal(retryAfter('7', undefined), 7000);
  assert.equal(retryAfter(' 7 ', undefined), 7000);
  assert.equal(retryAfter('Wed, 01 May 2024 10:00:09 GMT', 'Wed, 01 May 2024 10:00:00 GMT'), 9000);
});

test('Retry-After that makes no sense, or asks for too much, does no harm', () => {
  assert.equal(retryAfter('999999', undefined), MAX_RETRY_AFTER_MS);
  assert.equal(retryAfter('1'.repeat(400), undefined), 0);
  assert.equal(retryAfter('-5', undefined), 0);
  assert.equal(retryAfter('soon', 'Wed, 01 May 2024 10:00:00 GMT'), 0);
  assert.equal(retryAfter('Wed, 01 May 2024 10:00:00 GMT', undefined), 0);
  assert.equal(retryAfter('Wed, 01 May 2024 09:00:00 GMT', 'Wed, 01 May 2024 10:00:00 GMT'), 0);
  fc.assert(
    fc.property(fc.string(), fc.string(), (header, date) => {
      const milliseconds = retryAfter(header, date);
      assert.ok(milliseconds >= 0 && milliseconds <= MAX_RETRY_AFTER_MS);
    }),
  );
});
