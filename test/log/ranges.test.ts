import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { assertRange, Ranges } from '../../src/log/ranges.ts';

const SIZE = 80;

/** What ranges mean, without any cleverness: one flag per byte. */
class NaiveRanges {
  readonly bytes = new Set<number>();

  add(from: number, to: number): void {
    for (let byte = from; byte < to; byte++) this.bytes.add(byte);
  }

  absorb(offset: number): number {
    let reached = offset;
    while (this.bytes.has(reached)) reached++;
    for (let byte = 0; byte < reached; byte++) this.bytes.delete(byte);
    return reached;
  }

  /** As `Ranges.toJSON`: where the flags change. */
  get bounds(): number[] {
    const changes: number[] = [];
    for (let byte = 0; byte <= 2 * SIZE; byte++)
      if (this.bytes.has(byte) !== this.bytes.has(byte - 1)) changes.push(byte);
    return changes;
  }
}

const range = fc
  .tuple(fc.nat(60), fc.nat(12))
  .map(([from, length]): [number, number] => [from, from + length]);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('add' as const), range }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('absorb' as const), at: fc.nat(70) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('gaps' as const), range }) },
);

const flat = (gaps: readonly { from: number; to: number }[]) => gaps.flatMap(({ from, to }) => [from, to]);

test('any ranges added, absorbed and asked for: as one flag per byte says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const ranges = new Ranges();
      const naive = new NaiveRanges();
      for (const one of steps) {
        if (one.do === 'add') {
          ranges.add(...one.range);
          naive.add(...one.range);
        } else if (one.do === 'absorb') {
          assert.equal(ranges.absorb(one.at), naive.absorb(one.at));
        } else {
          const [from, to] = one.range;
          const missing = new NaiveRanges();
          for (let byte = from; byte < to; byte++) if (!naive.bytes.has(byte)) missing.add(byte, byte + 1);
          assert.deepEqual(flat(ranges.gaps(from, to)), missing.bounds);
        }
        assert.deepEqual(ranges.toJSON(), naive.bounds);
        assert.equal(ranges.isEmpty, naive.bytes.size === 0);
        assert.equal(ranges.end, naive.bounds.at(-1) ?? 0);
        assert.deepEqual(new Ranges(ranges.toJSON()).toJSON(), ranges.toJSON());
      }
    }),
    { numRuns: 3000 },
  );
});

test('what is covered is left out of the gaps, the rest comes in order', () => {
  const gaps = (from: number, to: number, bounds: number[]) => flat(new Ranges(bounds).gaps(from, to));
  assert.deepEqual(gaps(0, 100, []), [0, 100]);
  assert.deepEqual(gaps(0, 100, [20, 30]), [0, 20, 30, 100]);
  assert.deepEqual(gaps(0, 100, [0, 30, 90, 100]), [30, 90]);
  assert.deepEqual(gaps(0, 100, [0, 100]), []);
  assert.deepEqual(gaps(40, 60, [0, 10, 50, 55, 70, 80]), [40, 50, 55, 60]);
  assert.deepEqual(gaps(40, 60, [30, 50]), [50, 60]);
  assert.deepEqual(gaps(40, 60, [50, 70]), [40, 50]);
  assert.deepEqual(gaps(40, 40, [50, 70]), []);
});

test('each byte is either covered or in a gap, never both', () => {
  const bounds = fc
    .uniqueArray(fc.nat(60), { maxLength: 12 })
    .map((points) => points.sort((a, b) => a - b))
    .map((points) => points.slice(0, points.length - (points.length % 2)));
  const inside = (byte: number, all: readonly number[]): boolean =>
    all.some((from, i) => i % 2 === 0 && byte >= from && byte < (all[i + 1] ?? 0));
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), bounds, (a, b, covered) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const parts = flat(new Ranges(covered).gaps(from, to));
      for (let byte = from; byte < to; byte++) assert.equal(inside(byte, parts), !inside(byte, covered));
      assert.deepEqual(
        parts,
        parts.toSorted((x, y) => x - y),
      );
      assert.ok(parts.every((at) => at >= from && at <= to));
    }),
  );
});

test('touching ranges join, apart ones stay apart, and an empty one is nothing', () => {
  const ranges = new Ranges();
  ranges.add(10, 20);
  ranges.add(30, 40);
  ranges.add(25, 25);
  assert.deepEqual(ranges.toJSON(), [10, 20, 30, 40]);
  ranges.add(20, 30);
  assert.deepEqual(ranges.toJSON(), [10, 40]);
  ranges.add(5, 50);
  assert.deepEqual(ranges.toJSON(), [5, 50]);
});

test('absorb takes what begins at or below the offset, and all that adjoins it', () => {
  const ranges = new Ranges([0, 5, 8, 12, 15, 20]);
  assert.equal(ranges.absorb(10), 12);
  assert.deepEqual(ranges.toJSON(), [15, 20]);
  assert.equal(ranges.absorb(14), 14);
  assert.equal(ranges.absorb(15), 20);
  assert.equal(ranges.isEmpty, true);
});

test('what toJSON gives is a copy', () => {
  const ranges = new Ranges([1, 2]);
  const bounds = ranges.toJSON();
  ranges.add(5, 6);
  assert.deepEqual(bounds, [1, 2]);
});

test('what is no range is refused, and changes nothing', () => {
  const ranges = new Ranges([0, 1]);
  for (const [from, to] of [
    [5, 4],
    [-1, 4],
    [0, Number.NaN],
    [0.5, 4],
    [0, 2 ** 53],
  ] as const) {
    assert.throws(() => ranges.add(from, to), RangeError);
    assert.throws(() => new Ranges([from, to]), RangeError);
    assert.throws(() => assertRange(from, to), /not a range of bytes/);
  }
  assert.deepEqual(ranges.toJSON(), [0, 1]);
});
