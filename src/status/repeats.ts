/**
 * Decides which of many like reports are worth a line: the first, and then one in each interval with the number left out
 * since. The memory is capped. `now` gives milliseconds that never run backwards.
 */
export class Repeats {
  private readonly seen = new Map<string, { last: number; left: number }>();
  private readonly now: () => number;
  private readonly interval: number;

  constructor(now: () => number, interval = 60_000) {
    this.now = now;
    this.interval = interval;
  }

  /** The number of like reports left out since the last one told, or undefined when this one should be left out too. */
  tell(what: string): number | undefined {
    const now = this.now();
    const entry = this.seen.get(what);
    if (entry !== undefined && now - entry.last < this.interval) {
      entry.left++;
      return undefined;
    }
    const left = entry?.left ?? 0;
    this.remember(what, now);
    return left;
  }

  /** True when this had been told: its end is worth a line too. */
  end(what: string): boolean {
    return this.seen.delete(what);
  }

  private remember(what: string, now: number): void {
    // Re-inserted at the end, so that the first key is the one told longest ago.
    this.seen.delete(what);
    this.seen.set(what, { last: now, left: 0 });
    if (this.seen.size <= MOST_REMEMBERED) return;
    const [oldest] = this.seen.keys();
    if (oldest !== undefined) this.seen.delete(oldest);
  }
}

const MOST_REMEMBERED = 1000;
