/** Fine below, coarse above: 1 ms up to 10 s, then 100 ms for half an hour more. */
const FINE = 10_000;
const COARSE_MS = 100;
const BUCKETS = FINE + 18_000;

export interface DelayFigures {
  readonly count: number;
  /** Milliseconds, as `p99` and `max`. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** A histogram of delays, of the same size however many there are. */
export class Delays {
  readonly #counts = new Float64Array(BUCKETS);
  #count = 0;
  #max = 0;

  /** In milliseconds. A clock that was set back gives negative ones, which count as none. */
  add(delay: number): void {
    const fine = Math.max(0, Math.floor(delay));
    const bucket = fine < FINE ? fine : FINE + Math.floor((fine - FINE) / COARSE_MS);
    const at = Math.min(bucket, BUCKETS - 1);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
    this.#count++;
    this.#max = Math.max(this.#max, delay);
  }

  figures(): DelayFigures {
    return { count: this.#count, p50: this.#part(0.5), p99: this.#part(0.99), max: this.#max };
  }

  clear(): void {
    this.#counts.fill(0);
    this.#count = 0;
    this.#max = 0;
  }

  /** The upper end of the bucket below which this part of all delays lies; 0 when there are none. */
  #part(part: number): number {
    let left = Math.ceil(part * this.#count);
    if (left === 0) return 0;
    let bucket = 0;
    for (; bucket < BUCKETS - 1; bucket++) {
      left -= this.#counts[bucket] ?? 0;
      if (left <= 0) break;
    }
    const end = bucket < FINE ? bucket + 1 : FINE + (bucket - FINE + 1) * COARSE_MS;
    return Math.min(end, this.#max);
  }
}

export function shownDelays({ p50, p99, max }: DelayFigures): string {
  return `p50 ${p50.toFixed(0)} ms, p99 ${p99.toFixed(0)} ms, max ${max.toFixed(0)} ms`;
}
