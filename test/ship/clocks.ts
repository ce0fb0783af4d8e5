import type { Time } from '../../src/ship/time.ts';

/** Time that passes only when told, for what touches no network. */
export class VirtualTime implements Time {
  #now = 0;
  readonly #timers = new Set<{ due: number; run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { due: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Timers that have not fired. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Lets so much time pass: each timer fires at its time, and everything it sets off happens before the next. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds;
    await settled();
    for (let timer = this.#next(end); timer !== undefined; timer = this.#next(end)) {
      this.#now = Math.max(this.#now, timer.due);
      this.#timers.delete(timer);
      timer.run();
      await settled();
    }
    this.#now = end;
  }

  #next(end: number): { due: number; run: () => void } | undefined {
    const due = [...this.#timers].filter((timer) => timer.due <= end);
    return due.sort((a, b) => a.due - b.due)[0];
  }
}

/** Everything that needs neither a timer nor the network has happened. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Real time, but this many times as fast: back-offs of seconds pass in milliseconds. */
export function fastTime(factor = 100): Time {
  return {
    now: () => performance.now() * factor,
    after(milliseconds, run) {
      const timer = setTimeout(run, milliseconds / factor);
      return () => clearTimeout(timer);
    },
  };
}
