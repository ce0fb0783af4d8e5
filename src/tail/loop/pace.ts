import type { Clock } from '../clock.ts';

/** A step that took some time is followed by a pause of so many times as long. */
const PAUSE = 3;

/**
 * Keeps work that may go on for hours to a quarter of the time: a hole of a terabyte must neither cost its host a core nor hold up
 * what others print.
 */
export class Pace {
  /** A step may be taken. */
  due = true;
  /** Milliseconds that the last round's step has taken; 0 when there was none. */
  lastMs = 0;
  readonly #clock: Clock;
  readonly #wake: () => void;
  #cancel = () => {};

  /** `wake`: a step may be taken again. */
  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Takes one step if it is wanted and due. */
  async run(wanted: boolean, step: () => Promise<unknown>): Promise<void> {
    this.lastMs = 0;
    if (!wanted || !this.due) return;
    const began = performance.now();
    await step();
    this.lastMs = performance.now() - began;
    this.due = false;
    this.#cancel = this.#clock.after(PAUSE * this.lastMs, () => {
      this.due = true;
      this.#wake();
    });
  }

  /** No timer is left. */
  close(): void {
    this.#cancel();
  }
}
