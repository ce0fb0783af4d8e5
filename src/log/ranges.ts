/** Bytes `from` up to, not including, `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Ranges of one generation's bytes, ascending and apart from each other. */
export class Ranges {
  /** from, to, from, to … */
  readonly #bounds: number[] = [];

  /** `bounds` as `toJSON` gives them. Throws RangeError on what is no range. */
  constructor(bounds: readonly number[] = []) {
    for (let i = 0; i + 1 < bounds.length; i += 2) this.add(bounds[i] as number, bounds[i + 1] as number);
  }

  get isEmpty(): boolean {
    return this.#bounds.length === 0;
  }

  /** The end of the last one; 0 when there is none. */
  get end(): number {
    return this.#bounds[this.#bounds.length - 1] ?? 0;
  }

  /** Adds a range, which may overlap others. Throws RangeError on what is no range. */
  add(from: number, to: number): void {
    assertRange(from, to);
    if (from === to) return;
    const bounds = this.#bounds;
    // Searched from the end because ranges mostly arrive in order.
    let end = bounds.length;
    while (end > 0 && at(bounds, end - 2) > to) end -= 2;
    let start = end;
    while (start > 0 && at(bounds, start - 1) >= from) start -= 2;
    if (start === end) {
      bounds.splice(start, 0, from, to);
      return;
    }
    const merged = [Math.min(from, at(bounds, start)), Math.max(to, at(bounds, end - 1))];
    bounds.splice(start, end - start, ...merged);
  }

  /** Takes out the ranges that begin at or below the offset, and returns the end of all that adjoins it. */
  absorb(offset: number): number {
    const bounds = this.#bounds;
    let reached = offset;
    let gone = 0;
    for (; gone < bounds.length && at(bounds, gone) <= reached; gone += 2) {
      reached = Math.max(reached, at(bounds, gone + 1));
    }
    if (gone > 0) bounds.splice(0, gone);
    return reached;
  }

  /** The parts of `[from, to)` that none of the ranges covers, ascending. */
  gaps(from: number, to: number): Range[] {
    const gaps: Range[] = [];
    let reached = from;
    for (let i = 0; i < this.#bounds.length && reached < to; i += 2) {
      const begin = at(this.#bounds, i);
      const end = at(this.#bounds, i + 1);
      if (end <= reached) continue;
      if (begin > reached) gaps.push({ from: reached, to: Math.min(begin, to) });
      reached = Math.max(reached, end);
    }
    if (reached < to) gaps.push({ from: reached, to });
    return gaps;
  }

  /** from, to, from, to …, ascending. */
  toJSON(): number[] {
    return [...this.#bounds];
  }
}

/** Throws RangeError unless these are two offsets of which the second is not the lower. */
export function assertRange(from: number, to: number): void {
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to) return;
  throw new RangeError(`not a range of bytes: ${from} to ${to}`);
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] as number;
}
