import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { copyByte, putByte } from './copy-tokens.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const MINUS = 0x2d;
const PLUS = 0x2b;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const U = 0x75;
const ESCAPE = 0x1b;
/** Of the greatest `long`. */
const LONG_DIGITS = 19;

/** 1 for letters that may follow a backslash in JSON; `u`, the quote and the backslash are seen to apart. */
const ESCAPES = new Uint8Array(256);
for (const letter of Buffer.from('/bfnrt')) ESCAPES[letter] = 1;

/**
 * Copies a string of a JSON text, whose first quote has been read, up to and with its last one. Its own escapes lose the
 * backslash that JSON string form has put before theirs; characters that this form has escaped stay so.
 */
export function copyJsonString(scan: EscapedScanner): boolean {
  for (;;) {
    if (scan.copyOrdinary() !== BACKSLASH) return false;
    const escaped = scan.source[scan.at + 1] as number;
    if (escaped === QUOTE) break;
    if (!(escaped === BACKSLASH ? copyTextEscape(scan) : copyCharacter(scan))) return false;
  }
  putByte(scan, QUOTE);
  scan.at += 2;
  return true;
}

/** Copies a number as it is written; false also for one that Elasticsearch may not take. */
export function copyJsonNumber(scan: EscapedScanner): boolean {
  const { source } = scan;
  if (source[scan.at] === MINUS) copyByte(scan);
  const { at } = scan;
  if (source[scan.at] === ZERO) copyByte(scan);
  else if (!copyDigits(scan)) return false;
  if (isDigit(source[scan.at] as number)) return false;
  const digits = scan.at - at;
  // As a whole number it is a `long`: at most 9,223,372,036,854,775,807.
  if (digits >= LONG_DIGITS && (digits > LONG_DIGITS || source[at] === NINE)) return false;
  if (source[scan.at] === DOT) {
    copyByte(scan);
    if (!copyDigits(scan)) return false;
  }
  // e or E
  if (((source[scan.at] as number) | 0x20) !== 0x65) return true;
  copyByte(scan);
  if (source[scan.at] === PLUS || source[scan.at] === MINUS) copyByte(scan);
  const exponent = scan.at;
  // With two digits more it is a `double` still.
  return copyDigits(scan) && scan.at - exponent <= 2;
}

/** Copies an escape of the text, whose backslash stands there as two. */
function copyTextEscape(scan: EscapedScanner): boolean {
  const { source, target, at, out } = scan;
  const letter = source[at + 2] as number;
  if (letter === U) return copyUnicode(scan);
  if (ESCAPES[letter] === 1) {
    target[out] = BACKSLASH;
    target[out + 1] = letter;
    scan.at = at + 3;
    scan.out = out + 2;
    return true;
  }
  const escaped = source[at + 3] as number;
  if (letter !== BACKSLASH || (escaped !== BACKSLASH && escaped !== QUOTE)) return false;
  target[out] = BACKSLASH;
  target[out + 1] = escaped;
  scan.at = at + 4;
  scan.out = out + 2;
  return true;
}

/** Copies `\uXXXX` of the text, and the second half with it where this is a surrogate; false for half a pair, and for what may begin a colour. */
function copyUnicode(scan: EscapedScanner): boolean {
  const unit = hexUnit(scan.source, scan.at + 3);
  if (unit < 0 || unit === ESCAPE || (unit >= 0xdc00 && unit < 0xe000)) return false;
  copyUnit(scan);
  if (unit < 0xd800 || unit >= 0xe000) return true;
  const { source, at } = scan;
  if (source[at] !== BACKSLASH || source[at + 1] !== BACKSLASH || source[at + 2] !== U) return false;
  const low = hexUnit(source, at + 3);
  if (low < 0xdc00 || low >= 0xe000) return false;
  copyUnit(scan);
  return true;
}

/** Copies `\\uXXXX` without its first byte. */
function copyUnit(scan: EscapedScanner): void {
  const { source, target, at, out } = scan;
  for (let i = 0; i < 6; i++) target[out + i] = source[at + 1 + i] as number;
  scan.at = at + 7;
  scan.out = out + 6;
}

/** Copies a character that stands escaped in JSON string form: not a control character, which the text may not hold raw. */
function copyCharacter(scan: EscapedScanner): boolean {
  const { source, target, at, out } = scan;
  if (source[at + 1] !== U || scan.escapeLength(source, at) === 0) return false;
  // 0000 to 001f, and some characters beyond ASCII, which the decoded way reads as well.
  if (source[at + 2] === ZERO && (source[at + 4] as number) < 0x32) return false;
  for (let i = 0; i < 6; i++) target[out + i] = source[at + i] as number;
  scan.at = at + 6;
  scan.out = out + 6;
  return true;
}

/** Copies one digit or more. */
function copyDigits(scan: EscapedScanner): boolean {
  const { source, target } = scan;
  let { at, out } = scan;
  for (let byte = source[at] as number; byte >= ZERO && byte <= NINE; byte = source[++at] as number) {
    target[out++] = byte;
  }
  if (at === scan.at) return false;
  scan.at = at;
  scan.out = out;
  return true;
}

/** The value of four hex digits, or -1. */
function hexUnit(source: Buffer, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const digit = hexDigit(source[at + i] as number);
    if (digit < 0) return -1;
    unit = unit * 16 + digit;
  }
  return unit;
}

function hexDigit(byte: number): number {
  if (isDigit(byte)) return byte - ZERO;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
