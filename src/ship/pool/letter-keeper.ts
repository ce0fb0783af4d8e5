import { backOff } from '../back-off.ts';
import type { DeadLetter, ShipEvents } from '../ship-events.ts';
import { pause, type Time } from '../time.ts';

/** Keeps letters on disk. Returns undefined when they are there, otherwise why not, as one clause. */
export type Keep = (letters: readonly DeadLetter[]) => string | undefined;

/** Has refused documents kept, however long that takes: a document that can't be kept can't be settled. */
export class LetterKeeper {
  readonly #keep: Keep;
  readonly #time: Time;
  readonly #random: () => number;
  readonly #events: ShipEvents;
  /** The calls that wait until their letters can be kept, and why they can't. */
  readonly #stuck = new Map<readonly DeadLetter[], string>();

  constructor(keep: Keep, time: Time, random: () => number, events: ShipEvents) {
    this.#keep = keep;
    this.#time = time;
    this.#random = random;
    this.#events = events;
  }

  /** Why some letters can't be kept at the moment; undefined when none is waiting. */
  get stuck(): string | undefined {
    const [cause] = this.#stuck.values();
    return cause;
  }

  /** Resolves with true once the letters are on disk, with false when the signal was aborted before. */
  async keep(letters: readonly DeadLetter[], signal: AbortSignal): Promise<boolean> {
    for (let failures = 1; ; failures++) {
      const cause = this.#keep(letters);
      this.#note(letters, cause);
      if (cause === undefined) {
        this.#events.refused(letters);
        return true;
      }
      await pause(backOff(failures, this.#random()), this.#time, signal);
      if (!signal.aborted) continue;
      this.#stuck.delete(letters);
      return false;
    }
  }

  #note(letters: readonly DeadLetter[], cause: string | undefined): void {
    const before = this.#stuck.size;
    if (cause === undefined) this.#stuck.delete(letters);
    else this.#stuck.set(letters, cause);
    if (before === 0 && cause !== undefined) this.#events.deadLettersStuck(cause);
    if (before > 0 && this.#stuck.size === 0) this.#events.deadLettersAgain();
  }
}
