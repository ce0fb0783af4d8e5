/**
 * The lowest unsettled offset of one generation, over ranges that settle in any order.
 *
 * Replies come out of order and an unfinished event's lines settle late, so ranges above the offset are kept until the gap
 * below them closes. A range may overlap others or have settled before.
 */
export class Watermark {
  private lowest: number;
  /** Settled ranges above the offset: from, to, from, to …; ascending, apart from each other and from the offset. */
  private readonly ahead: number[] = [];

  /** `settled`: ranges above the offset as `settled` gave them out. */
  constructor(offset: number, settled: readonly number[] = []) {
    assertRange(offset, offset);
    this.lowest = offset;
    for (let i = 0; i + 1 < settled.length; i += 2) this.settle(at(settled, i), at(settled, i + 1));
  }

  /** Every byte below it is settled. Never falls. */
  get offset(): number {
    return this.lowest;
  }

  /** Ranges that wait for a gap below them to close: from, to, from, to …, ascending. */
  get settled(): readonly number[] {
    return [...this.ahead];
  }

  /** Bytes `from` up to, not including, `to` have settled. True when that is news. Throws RangeError on what is no range. */
  settle(from: number, to: number): boolean {
    assertRange(from, to);
    if (to <= this.lowest || from === to) return false;
    if (from > this.lowest) {
      this.keep(from, to);
      return true;
    }
    this.lowest = to;
    this.absorb();
    return true;
  }

  private keep(from: number, to: number): void {
    const ahead = this.ahead;
    // Searched from the end because ranges mostly arrive in order.
    let end = ahead.length;
    while (end > 0 && at(ahead, end - 2) > to) end -= 2;
    let start = end;
    while (start > 0 && at(ahead, start - 1) >= from) start -= 2;
    if (start === end) {
      ahead.splice(start, 0, from, to);
      return;
    }
    const merged = [Math.min(from, at(ahead, start)), Math.max(to, at(ahead, end - 1))];
    ahead.splice(start, end - start, ...merged);
  }

  private absorb(): void {
    const ahead = this.ahead;
    let gone = 0;
    while (gone < ahead.length && at(ahead, gone) <= this.lowest) {
      this.lowest = Math.max(this.lowest, at(ahead, gone + 1));
      gone += 2;
    }
    if (gone > 0) ahead.splice(0, gone);
  }
}

function at(numbers: readonly number[], index: number): number {
  return numbers[index] as number;
}

function assertRange(from: number, to: number): void {
  if (Number.isSafeInteger(from) && Number.isSafeInteger(to) && from >= 0 && from <= to) return;
  throw new RangeError(`not a range of bytes: ${from} to ${to}`);
}
