import { firstMarked, specialIn } from './four-bytes.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const LF = 0x0a;
const ZERO = 0x30;

/** The longest escape, of one byte of text. */
export const LONGEST_ESCAPE = 6;

/** By a byte that JSON forbids raw in a string, the letter of its escape of two bytes; 0 where it has none. */
const LETTERS = new Uint8Array(256);
for (const [raw, letter] of ['""', '\\\\', '\bb', '\ff', '\nn', '\rr', '\tt'].map((pair) =>
  Buffer.from(pair),
))
  LETTERS[raw as number] = letter as number;
const HEX = Buffer.from('0123456789abcdef');

/** Bytes, and the same as words. */
export interface Bytes {
  bytes: Buffer;
  words: DataView;
}

/** A text that is read: the next byte is that at `at`. */
export interface RawText extends Bytes {
  at: number;
}

/**
 * Copies raw text up to an LF, escaped as in a JSON string, to the beginning of `to`, which has room for `LONGEST_ESCAPE` times as many bytes and
 * four more, and passes over the LF. Returns how many bytes it wrote, or -1 for a text of more than `most` bytes, or one without an LF.
 */
export function escapeText(from: RawText, most: number, to: Bytes): number {
  const { bytes, words } = from;
  const { bytes: target, words: targetWords } = to;
  const lastWord = Math.min(bytes.length - 4, from.at + most);
  const end = Math.min(bytes.length, from.at + most + 1);
  let { at } = from;
  let out = 0;
  for (;;) {
    let special = 0;
    for (; at <= lastWord; at += 4, out += 4) {
      const word = words.getInt32(at, true);
      targetWords.setInt32(out, word, true);
      special = specialIn(word);
      if (special !== 0) break;
    }
    const ordinary = special === 0 ? 0 : firstMarked(special);
    at += ordinary;
    out += ordinary;
    if (at >= end) return -1;
    const byte = bytes[at++] as number;
    if (byte === LF) break;
    // Of the last bytes there was no word that told.
    if (isOrdinary(byte)) target[out++] = byte;
    else out = putEscape(byte, target, out);
  }
  from.at = at;
  return out;
}

function isOrdinary(byte: number): boolean {
  return byte >= 0x20 && byte !== QUOTE && byte !== BACKSLASH;
}

function putEscape(byte: number, target: Buffer, out: number): number {
  const letter = LETTERS[byte] as number;
  target[out] = BACKSLASH;
  if (letter !== 0) {
    target[out + 1] = letter;
    return out + 2;
  }
  target[out + 1] = 0x75;
  target[out + 2] = ZERO;
  target[out + 3] = ZERO;
  target[out + 4] = HEX[byte >> 4] as number;
  target[out + 5] = HEX[byte & 15] as number;
  return out + LONGEST_ESCAPE;
}
