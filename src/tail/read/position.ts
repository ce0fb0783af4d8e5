import { Ranges } from '../../log/ranges.ts';
import type { ResumePoint } from '../../log/resume-point.ts';
import type { FirstLine } from '../file/fingerprint.ts';
import type { Reading } from '../file/held-file.ts';
import { HandedOn } from './handed-on.ts';

/** Where the reading of one generation stands. Only the reader moves it on; others may send it back. */
export class Position implements Reading {
  readonly handedOn: HandedOn;
  /** Nothing is read from here on: the size when the container was renamed to an unwanted name. */
  limit = Number.POSITIVE_INFINITY;
  /** Acknowledged in an earlier run, above the offset at which reading began; see `ResumePoint.settled`. */
  #settled: Ranges;
  #offset: number;
  #readTo: number;
  #cutting: boolean | undefined;
  #skipped = 0;

  /** `resume`: where an earlier run left it. */
  constructor(first: FirstLine, resume?: ResumePoint) {
    const { offset = 0, settled = new Ranges(), stamp } = resume ?? {};
    this.handedOn = new HandedOn(first);
    if (resume !== undefined) this.handedOn.expect({ top: Math.max(offset, settled.end), stamp });
    this.#offset = offset;
    this.#readTo = offset;
    this.#settled = settled;
  }

  get offset(): number {
    return this.#offset;
  }

  get readTo(): number {
    return this.#readTo;
  }

  get settled(): Ranges {
    return this.#settled;
  }

  /** `offset` is within a line that is being cut; undefined when that is to be looked at. */
  get cutting(): boolean | undefined {
    return this.#cutting;
  }

  /** Bytes up to `to` have been handed on. */
  advance(to: number): void {
    this.#offset = to;
    // Behind the last range there is nothing to look for any more.
    if (!this.#settled.isEmpty && to >= this.#settled.end) this.#settled = new Ranges();
  }

  /** All that can be handed on of the bytes up to `to` has been. */
  read(to: number, cutting: boolean): void {
    this.#readTo = to;
    this.#cutting = cutting;
  }

  /** Only a part of what was read was taken: reading goes on behind it. */
  stopWithin(): void {
    this.read(this.#offset, false);
  }

  /** NULs have been handed on as such. */
  skip(bytes: number): void {
    this.#skipped += bytes;
  }

  /** Bytes skipped since it was asked last. */
  takeSkipped(): number {
    const skipped = this.#skipped;
    this.#skipped = 0;
    return skipped;
  }

  /** An incomplete line that was read is not there any more. */
  forgetIncomplete(): void {
    this.#readTo = this.#offset;
  }

  /** Reading goes on at `offset`, which was not reached by reading, or in another file. */
  moveTo(offset: number): void {
    this.#offset = offset;
    this.#readTo = offset;
    this.#cutting = undefined;
  }

  /** Reading goes on in a file that was closed for a while, without a limit. */
  goOn(): void {
    this.moveTo(this.#offset);
    this.limit = Number.POSITIVE_INFINITY;
  }

  /** Everything is handed on once more. */
  reset(): void {
    this.moveTo(0);
    this.handedOn.forget();
    this.#settled = new Ranges();
  }
}
