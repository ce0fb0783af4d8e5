import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Stamp } from '../../src/log/stamp.ts';
import { Watermark } from '../../src/log/watermark.ts';

/** Of the only line that ends there. */
const stampAt = (to: number): Stamp => ({ length: to + 1, hash: 7 * to });

/** Settles bytes with the stamp of the line that ends with them. */
const settle = (watermark: Watermark, from: number, to: number): boolean =>
  watermark.settle(from, to, stampAt(to));

const waiting = ({ settled }: Watermark): number[] => settled.toJSON();

/** What a watermark means, without any cleverness: one flag per byte. */
class NaiveWatermark {
  readonly #settled = new Set<number>();
  readonly #start: number;
  /** Of the last line of each range that has settled, by its end. */
  readonly #stamps = new Map<number, Stamp>();

  constructor(start: number) {
    this.#start = start;
  }

  settle(from: number, to: number): void {
    for (let byte = from; byte < to; byte++) this.#settled.add(byte);
    if (from < to) this.#stamps.set(to, stampAt(to));
  }

  get offset(): number {
    let offset = this.#start;
    while (this.#settled.has(offset)) offset++;
    return offset;
  }

  get top(): number {
    return Math.max(this.#start, ...[...this.#settled].map((byte) => byte + 1));
  }

  /** Undefined at the start: what has settled before is not known to this run. */
  get stamp(): Stamp | undefined {
    return this.top > this.#start ? this.#stamps.get(this.top) : undefined;
  }

  /** Runs of settled bytes that lie above the offset: from, to, from, to … */
  get waiting(): number[] {
    const bounds: number[] = [];
    for (let byte = this.offset + 1; byte <= this.top; byte++)
      if (this.#settled.has(byte) !== this.#settled.has(byte - 1)) bounds.push(byte);
    return bounds;
  }
}

const range = fc
  .tuple(fc.nat(60), fc.nat(12))
  .map(([from, length]): [number, number] => [from, from + length]);

/** All that a watermark says. */
const said = (watermark: Watermark) => {
  const { offset, top, stamp } = watermark;
  return { offset, top, stamp, waiting: waiting(watermark) };
};

test('any ranges in any order: the offset is the lowest unsettled byte, the stamp that of the line before the top', () => {
  fc.assert(
    fc.property(fc.nat(20), fc.array(range, { maxLength: 40 }), (start, ranges) => {
      const watermark = new Watermark(start);
      const naive = new NaiveWatermark(start);
      for (const [from, to] of ranges) {
        const before = said(watermark);
        const news = settle(watermark, from, to);
        naive.settle(from, to);
        const { offset, top, stamp } = naive;
        assert.deepEqual(said(watermark), { offset, top, stamp, waiting: naive.waiting });
        if (!news) assert.deepEqual(said(watermark), before);
        const again = new Watermark(offset, waiting(watermark), stamp);
        assert.deepEqual(said(again), said(watermark));
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
      for (const [from, to] of ranges) settle(watermark, from, to);
      assert.equal(watermark.offset, Math.max(...ranges.map(([, to]) => to)));
      assert.equal(waiting(watermark).length, 0);
    }),
  );
});

test('an unfinished event holds the offset while much settles above it', () => {
  const watermark = new Watermark(100);
  for (let from = 200; from < 100_000; from += 100) settle(watermark, from, from + 100);
  assert.equal(watermark.offset, 100);
  assert.equal(waiting(watermark).length, 2);
  assert.equal(settle(watermark, 100, 200), true);
  assert.equal(watermark.offset, 100_000);
  assert.equal(waiting(watermark).length, 0);
});

test('touching ranges join, apart ones stay apart', () => {
  const watermark = new Watermark(0);
  settle(watermark, 10, 20);
  settle(watermark, 30, 40);
  assert.equal(waiting(watermark).length, 4);
  settle(watermark, 20, 30);
  assert.equal(waiting(watermark).length, 2);
  settle(watermark, 5, 50);
  assert.equal(waiting(watermark).length, 2);
  settle(watermark, 0, 5);
  assert.equal(watermark.offset, 50);
});

test('what has settled before and empty ranges change nothing', () => {
  const watermark = new Watermark(10);
  assert.equal(settle(watermark, 0, 10), false);
  assert.equal(settle(watermark, 50, 50), false);
  assert.equal(settle(watermark, 10, 10), false);
  assert.equal(waiting(watermark).length, 0);
  assert.equal(settle(watermark, 5, 12), true);
  assert.equal(watermark.offset, 12);
});

test('offsets beyond 32 bits', () => {
  const watermark = new Watermark(2 ** 40);
  settle(watermark, 2 ** 40 + 10, 2 ** 41);
  settle(watermark, 2 ** 40, 2 ** 40 + 10);
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
    assert.throws(() => settle(watermark, from, to), RangeError);
  }
  assert.throws(() => new Watermark(-1), RangeError);
});

test('a stamp that was saved holds until something settles above it', () => {
  const saved = { length: 3, hash: 1 };
  const watermark = new Watermark(10, [20, 30], saved);
  assert.deepEqual([watermark.top, watermark.stamp], [30, saved]);
  settle(watermark, 10, 20);
  assert.deepEqual([watermark.offset, watermark.stamp], [30, saved]);
  settle(watermark, 25, 30);
  assert.deepEqual(watermark.stamp, saved);
  settle(watermark, 40, 50);
  assert.deepEqual([watermark.offset, watermark.top, watermark.stamp], [30, 50, stampAt(50)]);
  settle(watermark, 30, 40);
  assert.deepEqual([watermark.offset, watermark.stamp], [50, stampAt(50)]);
});

test('of what was saved without a stamp none is known until something settles above it', () => {
  const watermark = new Watermark(10, [20, 30]);
  settle(watermark, 10, 20);
  assert.deepEqual([watermark.offset, watermark.stamp], [30, undefined]);
  settle(watermark, 30, 31);
  assert.deepEqual(watermark.stamp, stampAt(31));
});

test('ranges that a watermark begins with are its own', () => {
  const bounds = [20, 30];
  const watermark = new Watermark(10, bounds);
  settle(watermark, 30, 40);
  assert.deepEqual(
    [bounds, waiting(watermark)],
    [
      [20, 30],
      [20, 40],
    ],
  );
  assert.equal(new Watermark(20, bounds).offset, 30, 'what adjoins the offset is below it');
});

test('thousands of gaps at once', () => {
  const watermark = new Watermark(0);
  for (let from = 20_000; from > 0; from -= 2) settle(watermark, from, from + 1);
  assert.equal(waiting(watermark).length, 20_000);
  for (let from = 1; from < 20_001; from += 2) settle(watermark, from, from + 1);
  assert.equal(watermark.offset, 0);
  assert.equal(waiting(watermark).length, 2);
  settle(watermark, 0, 1);
  assert.equal(watermark.offset, 20_001);
});
