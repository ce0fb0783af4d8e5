import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { unsettledParts } from '../../src/tail/settled.ts';

test('what is settled is left out, the rest comes in order', () => {
  assert.deepEqual(unsettledParts(0, 100, []), [0, 100]);
  assert.deepEqual(unsettledParts(0, 100, [20, 30]), [0, 20, 30, 100]);
  assert.deepEqual(unsettledParts(0, 100, [0, 30, 90, 100]), [30, 90]);
  assert.deepEqual(unsettledParts(0, 100, [0, 100]), []);
  assert.deepEqual(unsettledParts(40, 60, [0, 10, 50, 55, 70, 80]), [40, 50, 55, 60]);
  assert.deepEqual(unsettledParts(40, 60, [30, 50]), [50, 60]);
  assert.deepEqual(unsettledParts(40, 60, [50, 70]), [40, 50]);
});

test('each byte is either settled or in a part, never both', () => {
  const ranges = fc
    .uniqueArray(fc.nat(60), { maxLength: 12 })
    .map((points) => points.sort((a, b) => a - b))
    .map((points) => points.slice(0, points.length - (points.length % 2)));
  const inside = (byte: number, flat: readonly number[]): boolean =>
    flat.some((from, i) => i % 2 === 0 && byte >= from && byte < (flat[i + 1] ?? 0));
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), ranges, (a, b, settled) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const parts = unsettledParts(from, to, settled);
      for (let byte = from; byte < to; byte++) assert.equal(inside(byte, parts), !inside(byte, settled));
      assert.deepEqual(
        parts,
        parts.toSorted((x, y) => x - y),
      );
      assert.ok(parts.every((at) => at >= from && at <= to));
    }),
  );
});
