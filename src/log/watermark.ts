import { assertRange, Ranges } from './ranges.ts';
import type { Stamp } from './stamp.ts';

/**
 * The lowest unsettled offset of one generation, over ranges that settle in any order.
 *
 * Replies come out of order and an unfinished event's lines settle late, so ranges above the offset are kept until the gap
 * below them closes. A range may overlap others or have settled before.
 */
export class Watermark {
  /** Ranges that wait for a gap below them to close: above the offset and apart from it. */
  readonly settled: Ranges;
  #offset: number;
  #stamp: Stamp | undefined;

  /** `settled`: above the offset. `stamp`: of the line before `top`, where that is known. */
  constructor(offset: number, settled: readonly number[] = [], stamp?: Stamp) {
    assertRange(offset, offset);
    this.settled = new Ranges(settled);
    this.#offset = this.settled.absorb(offset);
    this.#stamp = stamp;
  }

  /** Every byte below it is settled. Never falls. */
  get offset(): number {
    return this.#offset;
  }

  /** The end of all that has settled: the line before it tells of everything below. */
  get top(): number {
    return Math.max(this.#offset, this.settled.end);
  }

  /** Of the line that ends at `top`; undefined when that is not known. */
  get stamp(): Stamp | undefined {
    return this.#stamp;
  }

  /** Bytes `from` up to, not including, `to` have settled. True when that is news. Throws RangeError on what is no range. */
  settle(from: number, to: number, stamp: Stamp): boolean {
    assertRange(from, to);
    if (to <= this.#offset || from === to) return false;
    if (to > this.top) this.#stamp = stamp;
    this.settled.add(from, to);
    this.#offset = this.settled.absorb(this.#offset);
    return true;
  }
}
