import type { EscapedScanner } from './escaped-scanner.ts';
import { firstMarked } from './four-bytes.ts';

const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;
const BRACKETS = ONES * 0x5b;
const QUOTES = ONES * 0x22;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
/** Farther on it is not looked for. */
const MOST_BYTES = 512;

/**
 * Whether the text in JSON string form that begins at `scan.at` may hold a bracket with a digit behind it, as every access line has before its time.
 * False for certain: where there is none up to the text's end. It looks at four bytes at a time.
 */
export function mayHoldBracketedNumber(scan: EscapedScanner): boolean {
  const { source, sourceWords, at: from } = scan;
  const last = Math.min(source.length - 4, from + MOST_BYTES);
  let at = from;
  while (at <= last) {
    const word = sourceWords.getInt32(at, true);
    const brackets = word ^ BRACKETS;
    const quotes = word ^ QUOTES;
    const marks = (((brackets - ONES) & ~brackets) | ((quotes - ONES) & ~quotes)) & HIGH_BITS;
    if (marks === 0) {
      at += 4;
      continue;
    }
    at += firstMarked(marks);
    if (source[at] === BRACKET) {
      const next = source[at + 1] as number;
      if (next >= ZERO && next <= ZERO + 9) return true;
    } else if (source[at - 1] !== BACKSLASH) {
      // The text's end; a backslash before it may be of the text, and then what follows is looked at in vain.
      return false;
    }
    at++;
  }
  return true;
}
