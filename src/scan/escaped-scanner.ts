import type { Constant } from './constant.ts';
import type { EscapeLength } from './escapes.ts';
import { firstMarked, spacesIn, specialIn } from './four-bytes.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SPACE = 0x20;
const NO_BYTE = -1;
const EMPTY = Buffer.alloc(0);
const EMPTY_WORDS = new DataView(new ArrayBuffer(0));
/** Up to so many bytes behind what it writes the scanner may overwrite: what it copies goes in words of four bytes. */
export const OVERHANG_BYTES = 4;

/** 1 for bytes that end a run of ordinary text inside a JSON string: what JSON forbids raw, quotes and backslashes. */
const SPECIAL = new Uint8Array(256).fill(1, 0, 0x20);
SPECIAL[QUOTE] = SPECIAL[BACKSLASH] = 1;

/**
 * Copies from a block into a body while it reads a text in JSON string form (see `escapes.ts`). Text stays escaped as it is,
 * because what is a valid JSON string in the file is one in the body.
 *
 * Each method begins at `at` and `out` and moves both when it returns true; false means that the bytes aren't what
 * the method reads, and leaves `at` and `out` anywhere: the caller goes back. No run of text goes over a raw LF, so
 * `source` must hold one at or behind `at`. Copies are never longer than what was read, but for the overhang.
 *
 * One pass checks, splits and copies, and leaves no garbage, four bytes at a time through DataViews, which V8 compiles to plain
 * unaligned loads and stores: 0.40 ns a byte against 1.00 byte by byte (Node 20). The block as a latin1 string, with
 * indexOf, slices and concatenation, was slower than the latter.
 */
export class EscapedScanner {
  /** The next byte of `source`. */
  at = 0;
  /** The next byte of `target`. */
  out = 0;
  #source: Buffer = EMPTY;
  sourceWords: DataView = EMPTY_WORDS;
  #target: Buffer = EMPTY;
  targetWords: DataView = EMPTY_WORDS;
  /** Which escapes may occur in what is read. */
  readonly escapeLength: EscapeLength;

  constructor(escapeLength: EscapeLength) {
    this.escapeLength = escapeLength;
  }

  /** The bytes that are read. */
  get source(): Buffer {
    return this.#source;
  }

  set source(bytes: Buffer) {
    this.#source = bytes;
    this.sourceWords = wordsOf(bytes);
  }

  /** Reads on in these bytes, of which `words` are the same: where the source changes with each line nothing is made for it. */
  readIn(bytes: Buffer, words: DataView): void {
    this.#source = bytes;
    this.sourceWords = words;
  }

  /** The bytes that are written to: OVERHANG_BYTES more than what is written. */
  get target(): Buffer {
    return this.#target;
  }

  set target(bytes: Buffer) {
    if (bytes === this.#target) return;
    this.#target = bytes;
    this.targetWords = wordsOf(bytes);
  }

  /** Writes constant bytes. */
  put({ bytes, words }: Constant): void {
    const target = this.targetWords;
    const { out } = this;
    for (let i = 0; i < words.length; i++) target.setInt32(out + 4 * i, words[i] as number, true);
    this.out = out + bytes.length;
  }

  /** Writes bytes, some hundred, without an overhang. */
  putLong(bytes: Buffer): void {
    this.#target.set(bytes, this.out);
    this.out += bytes.length;
  }

  /** Writes again what stands in `target` between the two places. */
  putAgain(from: number, to: number): void {
    const target = this.targetWords;
    const { out } = this;
    for (let i = 0; i < to - from; i += 4) target.setInt32(out + i, target.getInt32(from + i, true), true);
    this.out = out + to - from;
  }

  /** What was read and written from here on is read anew. */
  goBack(at: number, out: number): void {
    this.at = at;
    this.out = out;
  }

  /** Passes over exactly these bytes. */
  pass({ words, bytes, lastMask }: Constant): boolean {
    const { at } = this;
    const source = this.sourceWords;
    const last = words.length - 1;
    if (at + 4 * words.length > this.#source.length) return this.#passBytes(bytes);
    for (let i = 0; i < last; i++) if (source.getInt32(at + 4 * i, true) !== words[i]) return false;
    if (((source.getInt32(at + 4 * last, true) ^ (words[last] as number)) & lastMask) !== 0) return false;
    this.at = at + bytes.length;
    return true;
  }

  /** Copies text up to a space, at least one character, and passes over the space. */
  copyWord(): boolean {
    if (this.#source[this.at] === SPACE) return false;
    for (;;) {
      const byte = this.#copyToSpace();
      if (byte === SPACE) break;
      if (byte !== BACKSLASH || !this.copyEscape()) return false;
    }
    this.at++;
    return true;
  }

  /** Copies text up to a double quote of the text, which stands there as `\"`, and passes over it. */
  copyQuoted(): boolean {
    for (;;) {
      if (this.copyOrdinary() !== BACKSLASH) return false;
      const escaped = this.#source[this.at + 1];
      if (escaped === QUOTE) break;
      if (!this.copyEscape()) return false;
      // A backslash of the text takes the next character with it, be it a quote.
      if (escaped === BACKSLASH && !this.copyCharacter()) return false;
    }
    this.at += 2;
    return true;
  }

  /** Copies the text of a whole line and passes over the newline and the quote at its end. */
  copyLine(): boolean {
    for (;;) {
      if (this.copyOrdinary() !== BACKSLASH) return false;
      if (this.passLineEnd()) return true;
      if (!this.copyEscape()) return false;
    }
  }

  /** Passes over the end of a line's text: LF or CR LF, escaped, and the closing quote. */
  passLineEnd(): boolean {
    const source = this.#source;
    let at = this.at;
    if (source[at] === BACKSLASH && source[at + 1] === 0x72) at += 2;
    if (source[at] !== BACKSLASH || source[at + 1] !== 0x6e || source[at + 2] !== QUOTE) return false;
    this.at = at + 3;
    return true;
  }

  #passBytes(bytes: Buffer): boolean {
    const { at } = this;
    if (!this.#source.subarray(at, at + bytes.length).equals(bytes)) return false;
    this.at = at + bytes.length;
    return true;
  }

  /** Copies ordinary text; returns the special byte before which it ends. */
  copyOrdinary(): number {
    const source = this.sourceWords;
    const target = this.targetWords;
    let { at, out } = this;
    for (const lastAt = this.#source.length - 4; at <= lastAt; at += 4, out += 4) {
      const word = source.getInt32(at, true);
      target.setInt32(out, word, true);
      const special = specialIn(word);
      if (special === 0) continue;
      const ordinary = firstMarked(special);
      this.at = at + ordinary;
      this.out = out + ordinary;
      return this.#source[this.at] as number;
    }
    this.at = at;
    this.out = out;
    return this.#copyRest(NO_BYTE);
  }

  /** Copies ordinary text without spaces; returns the byte before which it ends. */
  #copyToSpace(): number {
    const source = this.sourceWords;
    const target = this.targetWords;
    let { at, out } = this;
    for (const lastAt = this.#source.length - 4; at <= lastAt; at += 4, out += 4) {
      const word = source.getInt32(at, true);
      target.setInt32(out, word, true);
      const ends = specialIn(word) | spacesIn(word);
      if (ends === 0) continue;
      const ordinary = firstMarked(ends);
      this.at = at + ordinary;
      this.out = out + ordinary;
      return this.#source[this.at] as number;
    }
    this.at = at;
    this.out = out;
    return this.#copyRest(SPACE);
  }

  /** The same for the last bytes of `source`. */
  #copyRest(end: number): number {
    let byte = this.#source[this.at] as number;
    while (SPECIAL[byte] === 0 && byte !== end) {
      this.#target[this.out++] = byte;
      byte = this.#source[++this.at] as number;
    }
    return byte;
  }

  /** Copies one character, raw or escaped. */
  copyCharacter(): boolean {
    const byte = this.#source[this.at] as number;
    if (byte === BACKSLASH) return this.copyEscape();
    if (SPECIAL[byte] !== 0) return false;
    this.#target[this.out++] = byte;
    this.at++;
    return true;
  }

  /** Copies one of the escapes that may occur. */
  copyEscape(): boolean {
    const { at, out } = this;
    const source = this.#source;
    const target = this.#target;
    const length = this.escapeLength(source, at);
    if (length === 0) return false;
    for (let i = 0; i < length; i++) target[out + i] = source[at + i] as number;
    this.at = at + length;
    this.out = out + length;
    return true;
  }
}

/** The bytes as words of four. */
export function wordsOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
