import type { Time } from '../time.ts';

/** Shippers that wait until a host may be tried. One timer serves all of them; without anybody waiting none runs. */
export class WaitingRoom {
  readonly #time: Time;
  readonly #nextTrial: () => number;
  readonly #waiting = new Set<() => void>();
  #cancelTimer: (() => void) | undefined;

  /** `nextTrial` tells the time at which a host may next be tried, infinite when none is planned. */
  constructor(time: Time, nextTrial: () => number) {
    this.#time = time;
    this.#nextTrial = nextTrial;
  }

  /** Resolves at the next `wake`, when the next trial is due, or when the signal is aborted. Never rejects. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const end = (): void => {
        this.#waiting.delete(end);
        signal.removeEventListener('abort', end);
        if (this.#waiting.size === 0) this.#disarm();
        resolve();
      };
      this.#waiting.add(end);
      signal.addEventListener('abort', end);
      this.replan();
    });
  }

  /** Sets the timer anew: the next trial may have another time. */
  replan(): void {
    this.#disarm();
    if (this.#waiting.size === 0) return;
    const due = this.#nextTrial();
    if (due === Number.POSITIVE_INFINITY) return;
    // Timers count whole milliseconds and may fire a fraction early.
    const milliseconds = Math.ceil(Math.max(0, due - this.#time.now()));
    this.#cancelTimer = this.#time.after(milliseconds, () => this.wake());
  }

  /** Everybody looks again. */
  wake(): void {
    for (const end of [...this.#waiting]) end();
  }

  /** Stops the timer. Those who wait go on waiting until `wake` or their signal. */
  close(): void {
    this.#disarm();
  }

  #disarm(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
  }
}
