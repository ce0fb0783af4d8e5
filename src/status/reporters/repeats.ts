/**
 * Decides which reports of the same kind are logged: the first, then one in each interval, which tells how many were left out
 * before it. Remembers at most 1,000 kinds. `now` gives milliseconds that never run backwards.
 */
export class Repeats {
  readonly #seen = new Map<string, { last: number; left: number }>();
  readonly #now: () => number;
  readonly #interval: number;

  constructor(now: () => number, interval = 60_000) {
    this.#now = now;
    this.#interval = interval;
  }

  /** The number of reports of this kind left out since the last logged one; undefined when this one is to be left out too. */
  tell(kind: string): number | undefined {
    const now = this.#now();
    const entry = this.#seen.get(kind);
    if (entry !== undefined && now - entry.last < this.#interval) {
      entry.left++;
      return undefined;
    }
    const left = entry?.left ?? 0;
    this.#remember(kind, now);
    return left;
  }

  /** Forgets the kind. True when a report of it had been logged, so that its end is worth a line too. */
  end(kind: string): boolean {
    return this.#seen.delete(kind);
  }

  #remember(kind: string, now: number): void {
    // Inserted again at the end, so that the first key is the kind that was logged longest ago.
    this.#seen.delete(kind);
    this.#seen.set(kind, { last: now, left: 0 });
    if (this.#seen.size <= MOST_REMEMBERED) return;
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined) this.#seen.delete(oldest);
  }
}

const MOST_REMEMBERED = 1000;
