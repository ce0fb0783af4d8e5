import type { Steps } from './steps.ts';

/** How a piece of work ended: with its value, or given up because its time was over, it was stopped, or nobody waits for it any more. */
export type Ended<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'late' }
  | { readonly kind: 'stopped' };

/** A piece of work goes on for so long before requests have their turn. One that stores documents needs a few turns until it is answered. */
export const SLICE_MS = 10;

export interface Clock {
  /** Milliseconds since any moment; never goes back. */
  readonly now: () => number;
  /** Calls `next` after the event loop has looked for requests. */
  readonly pause: (next: () => void) => void;
}

export const realClock: Clock = { now: () => performance.now(), pause: (next) => setImmediate(next) };

/**
 * Does long work in slices of `SLICE_MS`. However many pieces there are, the event loop looks for requests after each slice: they have a
 * slice in turn.
 */
export class Turns {
  readonly #clock: Clock;
  readonly #waiting: (() => void)[] = [];
  #stopped = false;

  constructor(clock: Clock = realClock) {
    this.#clock = clock;
  }

  /** Does the work for at most `milliseconds`, waiting included, unless `signal` is aborted meanwhile. */
  async run<T>(steps: Steps<T>, milliseconds: number, signal?: AbortSignal): Promise<Ended<T>> {
    const deadline = this.#clock.now() + milliseconds;
    for (;;) {
      await this.next();
      const kind = this.#reasonToEnd(deadline, signal);
      if (kind !== undefined) {
        // Its `finally` blocks run.
        steps.return(undefined as never);
        return { kind };
      }
      const step = this.#slice(steps);
      if (step.done === true) return { kind: 'done', value: step.value };
    }
  }

  /** Waits for a turn, for work that takes little more than a slice at once. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) this.#clock.pause(this.#begin);
    });
  }

  /** All that is not done ends as `stopped`, at its next turn. */
  stop(): void {
    this.#stopped = true;
  }

  #reasonToEnd(deadline: number, signal: AbortSignal | undefined): 'stopped' | 'late' | undefined {
    if (this.#stopped || signal?.aborted === true) return 'stopped';
    return this.#clock.now() >= deadline ? 'late' : undefined;
  }

  #slice<T>(steps: Steps<T>): IteratorResult<undefined, T> {
    const end = this.#clock.now() + SLICE_MS;
    let step = steps.next();
    while (step.done !== true && this.#clock.now() < end) step = steps.next();
    return step;
  }

  readonly #begin = (): void => {
    this.#waiting[0]?.();
    this.#waiting.shift();
    if (this.#waiting.length > 0) this.#clock.pause(this.#begin);
  };
}
