import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_RETRY_AFTER_MS, retryAfter } from '../../src/ship/requests/retry-after.ts';

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
