import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Watermark } from '../../src/state/watermark.ts';

/** What a watermark means, without any cleverness: one flag per byte. */
class NaiveWatermark {
  private readonly settled = new Set<number>();
  private readonly start: number;

  constructor(start: number) {
    this.start = start;
  }

  settle(from: number, to: number): void {
    for (let byte = from; byte < to; byte++) this.settled.add(byte);
  }

  get offset(): number {
    let offset = this.start;
    while (this.settled.has(offset)) offset++;
    return offset;
  }

  /** Runs of settled bytes that lie above the offset. */
  get waiting(): number {
    const { offset } = this;
    return [...this.settled].filter((byte) => byte > offset && !this.settled.has(byte - 1)).length;
  }
}

const range = fc
  .tuple(fc.nat(60), fc.nat(12))
  .map(([from, length]): [number, number] => [from, from + length]);

test('any ranges in any order: the offset is the lowest unsettled byte', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(range, { maxLength: 40 }), (start, ranges) => {
      const watermark = new Watermark(start);
      const naive = new NaiveWatermark(start);
      for (const [from, to] of ranges) {
        const before = watermark.offset;
        const settled = watermark.settled;
        const news = watermark.settle(from, to);
        naive.settle(from, to);
        assert.equal(watermark.offset, naive.offset);
        assert.equal(watermark.settled.length, 2 * naive.waiting);
        if (!news) assert.deepEqual([watermark.offset, watermark.settled], [before, settled]);
        const again = new Watermark(watermark.offset, watermark.settled);
        assert.deepEqual([again.offset, again.settled], [watermark.offset, watermark.settled]);
      }
    }),
    { numRuns: 2000 },
  );
});

test('contiguous ranges shuffled: all settled in the end, nothing waits', () => {
  const pieces = fc
    .array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 50 })
    .chain((lengths) => {
      let from = 0;
      const ranges = lengths.map((length): [number, number] => {
        from += length;
        return [from - length, from];
      });
      return fc.shuffledSubarray(ranges, { minLength: ranges.length, maxLength: ranges.length });
    });
  fc.assert(
    fc.property(pieces, (ranges) => {
      const watermark = new Watermark(0);
      for (const [from, to] of ranges) watermark.settle(from, to);
      assert.equal(watermark.offset, Math.max(...ranges.map(([, to]) => to)));
      assert.equal(watermark.settled.length, 0);
    }),
  );
});

test('an unfinished event holds the offset while much settles above it', () => {
  const watermark = new Watermark(100);
  for (let from = 200; from < 100_000; from += 100) watermark.settle(from, from + 100);
  assert.equal(watermark.offset, 100);
  assert.equal(watermark.settled.length, 2);
  assert.equal(watermark.settle(100, 200), true);
  assert.equal(watermark.offset, 100_000);
  assert.equal(watermark.settled.length, 0);
});

test('touching ranges join, apart ones stay apart', () => {
  const watermark = new Watermark(0);
  watermark.settle(10, 20);
  watermark.settle(30, 40);
  assert.equal(watermark.settled.length, 4);
  watermark.settle(20, 30);
  assert.equal(watermark.settled.length, 2);
  watermark.settle(5, 50);
  assert.equal(watermark.settled.length, 2);
  watermark.settle(0, 5);
  assert.equal(watermark.offset, 50);
});

test('what has settled before and empty ranges change nothing', () => {
  const watermark = new Watermark(10);
  assert.equal(watermark.settle(0, 10), false);
  assert.equal(watermark.settle(50, 50), false);
  assert.equal(watermark.settle(10, 10), false);
  assert.equal(watermark.settled.length, 0);
  assert.equal(watermark.settle(5, 12), true);
  assert.equal(watermark.offset, 12);
});

test('offsets beyond 32 bits', () => {
  const watermark = new Watermark(2 ** 40);
  watermark.settle(2 ** 40 + 10, 2 ** 41);
  watermark.settle(2 ** 40, 2 ** 40 + 10);
  assert.equal(watermark.offset, 2 ** 41);
});

test('what is no range is refused', () => {
  const watermark = new Watermark(0);
  for (const [from, to] of [
    [5, 4],
    [-1, 4],
    [0, Number.NaN],
    [0.5, 4],
    [0, 2 ** 53],
  ] as const) {
    assert.throws(() => watermark.settle(from, to), RangeError);
  }
  assert.throws(() => new Watermark(-1), RangeError);
});

test('thousands of gaps at once', () => {
  const watermark = new Watermark(0);
  for (let from = 20_000; from > 0; from -= 2) watermark.settle(from, from + 1);
  assert.equal(watermark.settled.length, 20_000);
  for (let from = 1; from < 20_001; from += 2) watermark.settle(from, from + 1);
  assert.equal(watermark.offset, 0);
  assert.equal(watermark.settled.length, 2);
  watermark.settle(0, 1);
  assert.equal(watermark.offset, 20_001);
});
