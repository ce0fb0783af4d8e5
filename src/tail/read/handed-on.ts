import { isStampOf, type Stamp, stampOf, stampOfNuls } from '../../log/stamp.ts';
import { type Bytes, isAt } from '../file/bytes.ts';
import { beginsWith, type FirstLine } from '../file/fingerprint.ts';

const LF = 10;
const NUL = 0;
const NOTHING = Buffer.alloc(0);
/** So many of the last bytes are kept: a copy that ends within them is compared with them. */
export const TAIL_BYTES = 64;

/** Noted by an earlier run: the line before `top`, or that it is not known. */
export interface Expected {
  readonly top: number;
  readonly stamp: Stamp | undefined;
}

/**
 * The last line of a generation that was handed on, by which it is told whether a file still holds all of them: a file that has
 * lost its end never gets it back, since each line's time stands in it. `at` is where the next bytes to be handed on stand.
 */
export class HandedOn {
  readonly #first: FirstLine;
  /** Of the last line; undefined when nothing was handed on. */
  #stamp: Stamp | undefined;
  #tail: Buffer = NOTHING;
  /** Until reading has passed its place. */
  #expected: Expected | undefined;
  /** The file is a copy of so many bytes, made before the last lines were handed on. */
  #copiedEarlier: number | undefined;
  /** The contents of a compressed file have been compared. */
  #compared = false;
  /** They don't reach far enough to be compared. */
  #undecided = false;

  constructor(first: FirstLine) {
    this.#first = first;
  }

  expect(expected: Expected): void {
    this.#expected = expected;
  }

  /** These bytes, which stand before the new `at` and begin with a line or a piece of one, were handed on. */
  note(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const lineBegin = bytes.length < 2 ? 0 : bytes.lastIndexOf(LF, bytes.length - 2) + 1;
    const last = bytes.subarray(lineBegin);
    this.#stamp = last.at(-1) === NUL ? stampOfNuls(last) : stampOf(last);
    const all = bytes.length >= TAIL_BYTES ? bytes : Buffer.concat([this.#tail, bytes]);
    this.#tail = toKeep(all.subarray(-TAIL_BYTES));
  }

  forget(): void {
    this.#stamp = undefined;
    this.#tail = NOTHING;
    this.#expected = undefined;
    this.#copiedEarlier = undefined;
  }

  /** Reading goes on from this file of `size` bytes: an `other` one than before, or the same one opened again. */
  take(other: boolean, size: number, at: number): void {
    if (other) this.#copiedEarlier = this.#tail.length > 0 && size < at ? size : undefined;
    this.#compared = false;
    this.#undecided = false;
  }

  /** A half-written file may have been written on. */
  compareAgain(): void {
    this.#undecided = false;
  }

  /** Where `isIn` begins to read of a compressed file. */
  comparedFrom(at: number): number {
    if (this.#needsNoComparing) return at;
    const { top, stamp } = this.#lastOf(at);
    return Math.max(0, top - lengthOf(top, stamp));
  }

  /** Of a compressed file, which does not change, the first answer stays. `complete`: the generation does not grow. */
  async isIn(bytes: Bytes, at: number, complete: boolean): Promise<boolean> {
    if (bytes.isCompressed) return this.#needsNoComparing || this.#isDecoded(bytes, at);
    if (complete && this.#copiedEarlier !== undefined) return this.#isCopied(bytes, this.#copiedEarlier, at);
    const last = this.#stamp;
    const holds = last === undefined ? beginsWith(bytes, this.#first) : isAt(bytes, at, last);
    if (!(await holds)) return false;
    const expected = this.#expected;
    if (expected === undefined) return true;
    if (!(await isAt(bytes, expected.top, expected.stamp))) return false;
    // Ranges settled above are passed over only while all below the last one's end is as it was.
    if (at < expected.top) return true;
    this.#expected = undefined;
    if (at === expected.top) this.#stamp ??= expected.stamp;
    return true;
  }

  get #needsNoComparing(): boolean {
    return this.#compared || this.#undecided || this.#copiedEarlier !== undefined;
  }

  /** The last line that is known of, by this run or an earlier one. */
  #lastOf(at: number): Expected {
    return this.#expected ?? { top: at, stamp: this.#stamp };
  }

  /** True as long as a half-written file doesn't reach far enough to tell. */
  async #isDecoded(bytes: Bytes, at: number): Promise<boolean> {
    const { top, stamp } = this.#lastOf(at);
    // At once: the bytes before would be decoded from the beginning again.
    const line = await bytes.before(top, lengthOf(top, stamp));
    if (line === undefined) {
      this.#undecided = bytes.trouble() !== undefined;
      return this.#undecided;
    }
    this.#compared = true;
    this.#expected = undefined;
    return stamp === undefined || isStampOf(stamp, line);
  }

  /** A copy that ends within the last bytes that were handed on ends as they do. Of a shorter one nothing is known. */
  async #isCopied(bytes: Bytes, size: number, at: number): Promise<boolean> {
    if (!(await beginsWith(bytes, this.#first))) return false;
    const common = this.#tail.subarray(0, Math.max(0, this.#tail.length - (at - size)));
    if (common.length === 0) return true;
    return (await bytes.before(size, common.length))?.equals(common) === true;
  }
}

/** Of a line that is not known one byte tells whether the file reaches so far. */
function lengthOf(top: number, stamp: Stamp | undefined): number {
  return stamp?.length ?? Math.min(1, top);
}

/** A copy in memory of its own: one of Node's pool would hold on to 8 KiB for each file. */
function toKeep(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(kept);
  return kept;
}
