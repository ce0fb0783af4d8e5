import type { Constant } from '../../scan/constant.ts';
import type { EscapedScanner } from '../../scan/escaped-scanner.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const SPACE = 0x20;

/** Copies the quote before a name, and passes over white space before it. */
export function beginName(scan: EscapedScanner): boolean {
  passSpaces(scan);
  const { source, at } = scan;
  if (source[at] !== BACKSLASH || source[at + 1] !== QUOTE) return false;
  scan.at = at + 2;
  putByte(scan, QUOTE);
  return true;
}

/** Passes over spaces; tabs and newlines between tokens are left to the decoded way. */
export function passSpaces(scan: EscapedScanner): void {
  while (scan.source[scan.at] === SPACE) scan.at++;
}

/** Passes over this byte, if it stands there. */
export function passByte(scan: EscapedScanner, byte: number): boolean {
  if (scan.source[scan.at] !== byte) return false;
  scan.at++;
  return true;
}

/** Writes a byte. */
export function putByte(scan: EscapedScanner, byte: number): void {
  scan.target[scan.out++] = byte;
}

/** Copies a byte, whichever it is. */
export function copyByte(scan: EscapedScanner): true {
  scan.target[scan.out++] = scan.source[scan.at++] as number;
  return true;
}

/** Copies these bytes, if they stand there. */
export function copyWord(scan: EscapedScanner, word: Constant): boolean {
  if (!scan.pass(word)) return false;
  scan.put(word);
  return true;
}
