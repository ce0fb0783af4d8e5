import type { EscapedScanner } from './escaped-scanner.ts';

const ZERO = 0x30;
const NINE = 0x39;

/** Writes a whole number, not negative, in decimal. */
export function putNumber(scan: EscapedScanner, value: number): void {
  // Nine digits at a time: below 2 ** 31 the divisions are of integers.
  if (value >= 1e9) {
    const high = Math.floor(value / 1e9);
    putNumber(scan, high);
    putDigits(scan, value - high * 1e9, 9);
    return;
  }
  let digits = 1;
  for (let limit = 10; value >= limit; limit *= 10) digits++;
  putDigits(scan, value, digits);
}

/** Copies a number of at most `most` digits that JSON would read as the same; false when there is none, as the scanner's methods. */
export function copyNumber(scan: EscapedScanner, most: number): boolean {
  const { at, out, source, target } = scan;
  let count = 0;
  for (let byte = source[at] as number; byte >= ZERO && byte <= NINE; byte = source[at + count] as number) {
    if (count === most) return false;
    target[out + count++] = byte;
  }
  if (count === 0 || (count > 1 && source[at] === ZERO)) return false;
  scan.at = at + count;
  scan.out = out + count;
  return true;
}

/** Where the decimal digits that begin at `at` end: `at` if there are none. */
export function digitsEnd(source: Buffer, at: number): number {
  let end = at;
  for (let byte = source[end] as number; byte >= ZERO && byte <= NINE; byte = source[end] as number) end++;
  return end;
}

function putDigits(scan: EscapedScanner, value: number, digits: number): void {
  const { out, target } = scan;
  let rest = value | 0;
  for (let place = out + digits - 1; place >= out; place--) {
    const tenth = (rest / 10) | 0;
    target[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  scan.out = out + digits;
}
