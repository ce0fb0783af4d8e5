import type { DeadLetters } from './dead-letters.ts';
import type { StateEvents } from './state-events.ts';

/**
 * Which containers are not read on, because their dead letters take their share. What has been read of them by then is kept all the same:
 * it is no more than the budget holds.
 */
export class HeldBack {
  readonly #letters: DeadLetters;
  readonly #events: StateEvents;
  readonly #names = new Set<string>();

  constructor(letters: DeadLetters, events: StateEvents) {
    this.#letters = letters;
    this.#events = events;
  }

  /** Asked before each block, for all that wait, so that it costs nothing for a container without letters nor for one that is held back until `look`. */
  mayReadOn(container: string): boolean {
    if (this.#names.has(container)) return false;
    if (!this.#letters.isOverShare(container)) return true;
    this.#names.add(container);
    this.#events.heldBack(container);
    return false;
  }

  /** Lets those be read on for whose letters there is room again. Whether there are such. */
  look(): boolean {
    const free = [...this.#names].filter((container) => !this.#letters.isOverShare(container));
    for (const container of free) {
      this.#names.delete(container);
      this.#events.heldBackNoMore(container);
    }
    return free.length > 0;
  }
}
