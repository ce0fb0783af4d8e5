import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isLater } from '../../src/source/instant.ts';
import { rfc3339Nano } from '../support/docker-envelope.ts';

test('later by a nanosecond is later, whatever is left out at the end of the fraction', () => {
  const at = fc.bigInt(0n, 4_102_444_800_000_000_000n);
  const apart = fc.bigInt(-2_000_000_000n, 2_000_000_000n);
  fc.assert(
    fc.property(at, apart, (one, by) => {
      const other = one + by < 0n ? 0n : one + by;
      assert.equal(isLater(rfc3339Nano(one), rfc3339Nano(other)), one > other);
    }),
  );
});

test('zones do not matter, and zeros neither', () => {
  assert.equal(isLater('2026-08-06T16:00:00.2+02:00', '2026-08-06T14:00:00.200Z'), false);
  assert.equal(isLater('2026-08-06T14:00:00.200Z', '2026-08-06T16:00:00.2+02:00'), false);
  assert.equal(isLater('2026-08-06T14:00:00.200000001Z', '2026-08-06T16:00:00.2+02:00'), true);
});

test('what is no time is not later', () => {
  for (const none of ['', 'now', '2026-08-06']) assert.equal(isLater(none, '2026-08-06T14:00:00Z'), false);
});
