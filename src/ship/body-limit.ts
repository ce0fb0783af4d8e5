import type { Time } from './time.ts';

/** A limit that was raised, or a proxy's whim, is found out after this long by one request that is too large. */
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

  tooLarge(bytes: number): void {
    this.#bytes = Math.min(this.bytes, bytes);
    this.#learntAt = this.#time.now();
  }

  /** A body of so many bytes was taken: what was said of smaller ones holds no longer, if it ever did. */
  taken(bytes: number): void {
    if (bytes >= this.#bytes) this.#bytes = Number.POSITIVE_INFINITY;
  }
}
