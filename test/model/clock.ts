/** Time that passes only when told: the wall clock, the steady clock and all timers of everything in the model. */
export class ModelClock {
  #now = Date.UTC(2024, 4, 1, 10);
  readonly #timers = new Set<{ readonly due: number; readonly run: () => void }>();

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, run: () => void): () => void {
    const timer = { due: this.#now + milliseconds, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** A moment later than any before, for times of files. */
  tick(): number {
    this.#now += 0.01;
    return this.#now;
  }

  /** Lets so much time pass; after each timer everything that it has set off comes to rest. */
  async pass(milliseconds: number, rest: () => Promise<void>): Promise<void> {
    const end = this.#now + milliseconds;
    await rest();
    while (this.#fire(end)) await rest();
    this.#now = Math.max(this.#now, end);
  }

  /** Fires the next timer that is due until then; false when there is none. */
  #fire(end: number): boolean {
    let next: { readonly due: number; readonly run: () => void } | undefined;
    for (const timer of this.#timers) {
      if (timer.due <= end && (next === undefined || timer.due < next.due)) next = timer;
    }
    if (next === undefined) return false;
    this.#timers.delete(next);
    this.#now = Math.max(this.#now, next.due);
    next.run();
    return true;
  }
}

/** Everything has happened that needs neither time nor a file. */
export function afterEvents(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
