import type { Time } from '../time.ts';

/** After this long a body of any size is tried again: somebody may have raised the limit. */
const FORGET_MS = 10 * 60_000;

/** Remembers the smallest body that was answered 413, so that larger ones are halved before they are sent. */
export class BodyLimit {
  readonly #time: Time;
  #bytes = Number.POSITIVE_INFINITY;
  #learntAt = 0;

  constructor(time: Time) {
    this.#time = time;
  }

  /** Bodies of this many bytes or more are too large, as far as is known. */
  get bytes(): number {
    if (this.#time.now() - this.#learntAt > FORGET_MS) this.#bytes = Number.POSITIVE_INFINITY;
    return this.#bytes;
  }

  /** A body of so many bytes was answered 413. */
  tooLarge(bytes: number): void {
    this.#bytes = Math.min(this.bytes, bytes);
    this.#learntAt = this.#time.now();
  }

  /** A body of so many bytes was taken. If that is above the limit, the limit is forgotten. */
  taken(bytes: number): void {
    if (bytes >= this.#bytes) this.#bytes = Number.POSITIVE_INFINITY;
  }
}
