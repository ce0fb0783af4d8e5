import type { Time } from '../ship/time.ts';

/** While there is more to read the open batch waits so long to become full. */
const READING_MS = 5;

/** With one alone a departure between two waves of reading would make each wave wait for the time of the next one. */
const BUCKET = 2;

/**
 * When the open batch leaves though it is not full: as soon as for now there is nothing more to read, if a bucket of departures is not empty. It
 * holds two, and one is added each `lingerMs`. So a line after quiet is not delayed, and there are few requests however lines come. While
 * reading goes on it leaves after 5 ms if the bucket is full: the first lines need not wait for those of a thousand other files.
 */
export class Departure {
  readonly #time: Time;
  readonly #lingerMs: number;
  readonly #depart: () => void;
  #cancel: (() => void) | undefined;
  #reading = false;
  #overdue = false;
  #hurried = false;
  /** When the bucket is full again. */
  #fullAt = Number.NEGATIVE_INFINITY;

  /** `depart`: batches may be taken. */
  constructor(time: Time, lingerMs: number, depart: () => void) {
    this.#time = time;
    this.#lingerMs = lingerMs;
    this.#depart = depart;
  }

  /** A batch that is not full may leave. */
  get open(): boolean {
    if (this.#hurried) return true;
    return (!this.#reading || this.#overdue) && this.#wait <= 0;
  }

  /** Something was read, and more may be. */
  read(): void {
    this.#reading = true;
    this.added();
  }

  /** The open batch has something to carry. */
  added(): void {
    if (this.open) this.#depart();
    else this.#plan();
  }

  /** For now nothing more is read. */
  rest(): void {
    this.#reading = false;
    this.#begin();
    this.added();
  }

  /** The open batch has left though it was not full. */
  left(): void {
    this.#fullAt = Math.max(this.#time.now(), this.#fullAt) + this.#lingerMs;
    this.#begin();
  }

  /** The open batch was full: such a one leaves in any case, and what is open now has not waited yet. */
  filled(): void {
    this.#begin();
  }

  /** From now on nothing waits. */
  hurry(): void {
    this.#hurried = true;
    this.#begin();
    this.#depart();
  }

  /** Milliseconds until the bucket is not empty, or full while reading goes on; not above 0 when it is so. */
  get #wait(): number {
    const wanted = this.#reading ? BUCKET : 1;
    return this.#fullAt - (BUCKET - wanted) * this.#lingerMs - this.#time.now();
  }

  /** What is open now has not waited yet. */
  #begin(): void {
    this.#overdue = false;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #plan(): void {
    if (this.#cancel !== undefined) return;
    const milliseconds = Math.max(this.#reading ? READING_MS : 0, this.#wait);
    this.#cancel = this.#time.after(milliseconds, () => {
      this.#cancel = undefined;
      this.#overdue = true;
      this.added();
    });
  }
}
