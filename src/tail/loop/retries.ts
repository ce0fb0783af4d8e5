import type { Clock } from '../clock.ts';

const FIRST_MS = 5;
const LAST_MS = 1000;
/** A tenth later than what was waited for so far: a container may begin to write at any moment, and fills its files within tenths of a second. */
const GROWTH = 1.1;

/** Looks again, soon at first and then once a second, at what was incomplete or failed. */
export class Retries<Thing> {
  readonly #clock: Clock;
  readonly #retry: (thing: Thing) => void;
  readonly #waiting = new Map<Thing, { readonly delay: number; readonly cancel: () => void }>();

  constructor(clock: Clock, retry: (thing: Thing) => void) {
    this.#clock = clock;
    this.#retry = retry;
  }

  /** Plans the next try; each one comes a tenth later than the one before. */
  again(thing: Thing): void {
    const last = this.#waiting.get(thing);
    last?.cancel();
    const delay = Math.min(LAST_MS, last === undefined ? FIRST_MS : GROWTH * last.delay);
    const cancel = this.#clock.after(delay, () => this.#retry(thing));
    this.#waiting.set(thing, { delay, cancel });
  }

  /** It works. */
  done(thing: Thing): void {
    this.#waiting.get(thing)?.cancel();
    this.#waiting.delete(thing);
  }

  cancelAll(): void {
    for (const thing of this.#waiting.keys()) this.done(thing);
  }
}
