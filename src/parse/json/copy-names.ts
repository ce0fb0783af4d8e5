import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { MOST_MEMBERS, MOST_NAMES } from './limits.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const DOT = 0x2e;
const SPACE = 0x20;

/** A line with more names than this in objects that are open at one time is read the decoded way. */
const MOST_OPEN = 256;

/** 1 for what a name can't begin with, nor a part of it after a dot, without a closer look: it may be blank or escaped. */
const ODD_BEGINNING = new Uint8Array(256).fill(1, 0, SPACE + 1).fill(1, 0x7f);
for (const byte of [BACKSLASH, QUOTE, DOT]) ODD_BEGINNING[byte] = 1;

/** 1 for what ends a run of a name's bytes. */
const NAME_END = new Uint8Array(256).fill(1, 0, SPACE);
for (const byte of [BACKSLASH, QUOTE, DOT]) NAME_END[byte] = 1;

/** Copies the names of JSON objects and knows which ones an open object has already. */
export class NamesCopier {
  /** Names of all open objects, the outermost first: where they stand in the source and how long they are. */
  readonly #at = new Float64Array(MOST_OPEN);
  readonly #length = new Float64Array(MOST_OPEN);
  #count = 0;
  /** Of closed objects too. */
  #all = 0;
  /** One of the names has a dot. */
  #hasDots = false;
  /** In the last name: it stands for an object more for each. */
  dots = 0;

  /** Forgets all names. */
  clear(): void {
    this.#count = 0;
    this.#all = 0;
    this.#hasDots = false;
  }

  /** Begins an object; `leave` is to be called with what this returned. */
  enter(): number {
    return this.#count;
  }

  /** Ends the object that began here. */
  leave(began: number): void {
    this.#count = began;
  }

  /**
   * Copies a name whose first quote has been read, up to and with its last one, and notes it. False for a name with escapes,
   * one that Elasticsearch may not take, be it for the number of names, and one that the object, whose names begin at `began`,
   * has already or has as a part of another one's path.
   */
  copy(scan: EscapedScanner, began: number): boolean {
    const { source, target, at: from } = scan;
    let { at, out } = scan;
    let byte = source[at] as number;
    let dots = 0;
    do {
      if (byte === DOT && at > from) {
        dots++;
        target[out++] = byte;
        byte = source[++at] as number;
      }
      if (ODD_BEGINNING[byte] === 1) return false;
      while (NAME_END[byte] === 0) {
        target[out++] = byte;
        byte = source[++at] as number;
      }
    } while (byte === DOT);
    if (byte !== BACKSLASH || source[at + 1] !== QUOTE) return false;
    if (!this.note(source, from, at - from, began, dots)) return false;
    target[out] = QUOTE;
    scan.at = at + 2;
    scan.out = out + 1;
    return true;
  }

  /** Notes a name that stands there and has so many dots; false as `copy`. */
  note(source: Buffer, at: number, length: number, began: number, dots: number): boolean {
    this.dots = dots;
    this.#hasDots ||= dots > 0;
    const count = this.#count;
    if (count === MOST_OPEN || this.#all === MOST_NAMES || count === began + MOST_MEMBERS) return false;
    for (let i = began; i < count; i++) {
      if (this.#length[i] === length && isSame(source, at, this.#at[i] as number, length)) return false;
    }
    if (this.#hasDots && this.#clashes(source, at, length, began)) return false;
    this.#at[count] = at;
    this.#length[count] = length;
    this.#count = count + 1;
    this.#all++;
    return true;
  }

  /** Whether the object has a name that is this one's beginning up to a dot, or the other way round. */
  #clashes(source: Buffer, at: number, length: number, began: number): boolean {
    for (let i = began; i < this.#count; i++) {
      const other = this.#at[i] as number;
      const otherLength = this.#length[i] as number;
      const short = Math.min(length, otherLength);
      if (source[(length > short ? at : other) + short] === DOT && isSame(source, at, other, short))
        return true;
    }
    return false;
  }
}

/** From the last byte: names that differ often begin alike. */
function isSame(source: Buffer, one: number, other: number, length: number): boolean {
  for (let i = length - 1; i >= 0; i--) if (source[one + i] !== source[other + i]) return false;
  return true;
}
