import { isDigit } from '../../../../scan/copy-dates.ts';
import type { EscapedScanner } from '../../../../scan/escaped-scanner.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SPACE = 0x20;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const MOST_DIGITS = 15;
const ESCAPE_BYTES = 6;
const TRUE = Buffer.from('true');
const FALSE = Buffer.from('false');

/** Copies logfmt's value without quotes as JSON: a number, a word of its own, else a string. False for one that only the decoded way can tell. */
export function copyBare(scan: EscapedScanner): boolean {
  const { source, target, at: from, out: began } = scan;
  let at = from;
  let out = began;
  target[out++] = QUOTE;
  for (;;) {
    const byte = source[at] as number;
    // Beyond ASCII there are more spaces than one.
    if (byte < SPACE || byte > 0x7e || byte === QUOTE) return false;
    if (byte === SPACE) break;
    if (byte !== BACKSLASH) {
      target[out++] = byte;
      at++;
      continue;
    }
    if (isEnd(source, at)) break;
    if (!isMarkup(source, at)) return false;
    for (let i = 0; i < ESCAPE_BYTES; i++) target[out++] = source[at++] as number;
  }
  scan.at = at;
  if (isPlain(source, from, at)) {
    for (let i = began; i < out - 1; i++) target[i] = target[i + 1] as number;
    scan.out = out - 1;
  } else {
    target[out] = QUOTE;
    scan.out = out + 1;
  }
  return true;
}

/** Whether the text may end there. */
function isEnd(source: Buffer, at: number): boolean {
  const letter = source[at + 1];
  return letter === 0x6e || (letter === 0x72 && source[at + 3] === 0x6e);
}

/** Whether `&`, `<` or `>` stands escaped there: of the escapes `\u002x` and `\u003x` there are no others. */
export function isMarkup(source: Buffer, at: number): boolean {
  if (source[at + 1] !== 0x75 || source[at + 2] !== ZERO || source[at + 3] !== ZERO) return false;
  const high = source[at + 4];
  const low = (source[at + 5] as number) | 0x20;
  return high === 0x32 ? low === 0x36 : high === 0x33 && (low === 0x63 || low === 0x65);
}

/** Whether it is in JSON what it is in the text. */
function isPlain(source: Buffer, from: number, to: number): boolean {
  const first = source[from] as number;
  if (isDigit(first) || first === MINUS) return isNumber(source, from, to);
  return stands(source, from, to, TRUE) || stands(source, from, to, FALSE);
}

function isNumber(source: Buffer, from: number, to: number): boolean {
  const whole = source[from] === MINUS ? from + 1 : from;
  const end = digitsEnd(source, whole);
  const digits = end - whole;
  if (digits === 0 || digits > MOST_DIGITS || (digits > 1 && source[whole] === ZERO)) return false;
  if (source[end] !== DOT) return end === to;
  const fractionEnd = digitsEnd(source, end + 1);
  const fraction = fractionEnd - end - 1;
  return fractionEnd === to && fraction > 0 && fraction <= MOST_DIGITS;
}

function digitsEnd(source: Buffer, from: number): number {
  let at = from;
  while (isDigit(source[at] as number)) at++;
  return at;
}

function stands(source: Buffer, from: number, to: number, word: Buffer): boolean {
  if (to - from !== word.length) return false;
  for (let i = 0; i < word.length; i++) if (source[from + i] !== word[i]) return false;
  return true;
}
