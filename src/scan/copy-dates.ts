import { isDay, isTime, isZone, MONTHS } from './calendar.ts';
import type { EscapedScanner } from './escaped-scanner.ts';

const ACCESS_TIME_BYTES = 26;
const DASH = 0x2d;
const PLUS = 0x2b;
const SLASH = 0x2f;
const COLON = 0x3a;
const SPACE = 0x20;
const DOT = 0x2e;
const T = 0x54;
const Z = 0x5a;
const ZERO = 0x30;

/** `Jan` as 0x4a616e and so on. */
const MONTH_CODES = MONTHS.map((name) => Buffer.from(name).readUIntBE(0, 3));

/** Copies an access log's time, `17/May/2015:10:05:03 +0000`, as `2015-05-17T10:05:03+00:00`. */
export function copyAccessTime(scan: EscapedScanner): boolean {
  const { source, target, at, out } = scan;
  if (at + ACCESS_TIME_BYTES > source.length) return false;
  if (source[at + 2] !== SLASH || source[at + 6] !== SLASH || source[at + 20] !== SPACE) return false;
  if (source[at + 11] !== COLON || source[at + 14] !== COLON || source[at + 17] !== COLON) return false;
  if (source[at + 21] !== PLUS && source[at + 21] !== DASH) return false;
  const month = monthAt(source, at + 3);
  if (!isDay(fourDigits(source, at + 7), month, twoDigits(source, at))) return false;
  if (!isTime(twoDigits(source, at + 12), twoDigits(source, at + 15), twoDigits(source, at + 18)))
    return false;
  if (!isZone(twoDigits(source, at + 22), twoDigits(source, at + 24))) return false;

  copy(source, at + 7, target, out, 4);
  target[out + 4] = DASH;
  target[out + 5] = month > 9 ? ZERO + 1 : ZERO;
  target[out + 6] = ZERO + (month % 10);
  target[out + 7] = DASH;
  copy(source, at, target, out + 8, 2);
  target[out + 10] = T;
  copy(source, at + 12, target, out + 11, 8);
  copy(source, at + 21, target, out + 19, 3);
  target[out + 22] = COLON;
  copy(source, at + 24, target, out + 23, 2);
  scan.at = at + ACCESS_TIME_BYTES;
  scan.out = out + 25;
  return true;
}

/** Whether `2015-05-17T10:05:03` stands there, or another day and time that there are. */
function isSecondAt(source: Buffer, at: number): boolean {
  if (source[at + 4] !== DASH || source[at + 7] !== DASH || source[at + 10] !== T) return false;
  if (source[at + 13] !== COLON || source[at + 16] !== COLON) return false;
  if (!isDay(fourDigits(source, at), twoDigits(source, at + 5), twoDigits(source, at + 8))) return false;
  return isTime(twoDigits(source, at + 11), twoDigits(source, at + 14), twoDigits(source, at + 17));
}

/**
 * Copies a time in UTC as Go's RFC3339Nano writes it, `2015-05-17T10:05:03.123456789Z`, without zeros at the fraction's end. All nine digits of the
 * fraction are also written to `fractionAt`.
 */
export function copyUtcTime(scan: EscapedScanner, fractionAt: number): boolean {
  const { source, target, at, out } = scan;
  if (!isSecondAt(source, at)) return false;
  let length = 19;
  if (source[at + length] === DOT) {
    length++;
    for (; length < 29 && isDigit(source[at + length] as number); length++) {
      target[fractionAt + length - 20] = source[at + length] as number;
    }
    if (length === 20) return false;
  }
  if (source[at + length] !== Z) return false;
  for (let i = length > 20 ? length - 20 : 0; i < 9; i++) target[fractionAt + i] = ZERO;
  length++;
  copy(source, at, target, out, length);
  scan.at = at + length;
  scan.out = out + length;
  return true;
}

/** Copies a time as RFC 3339 has it, `2015-05-17T10:05:03+02:00`, with or without a fraction of up to nine digits, in UTC also with `Z`. */
export function copyRfc3339(scan: EscapedScanner): boolean {
  const { source, target, at, out } = scan;
  if (!isSecondAt(source, at)) return false;
  let length = 19;
  if (source[at + length] === DOT) {
    length++;
    while (length < 29 && isDigit(source[at + length] as number)) length++;
    if (length === 20) return false;
  }
  const sign = source[at + length];
  if (sign === PLUS || sign === DASH) {
    const zone = at + length + 1;
    if (source[zone + 2] !== COLON || !isZone(twoDigits(source, zone), twoDigits(source, zone + 3)))
      return false;
    length += 6;
  } else if (sign === Z) length++;
  else return false;
  copy(source, at, target, out, length);
  scan.at = at + length;
  scan.out = out + length;
  return true;
}

function copy(source: Buffer, at: number, target: Buffer, out: number, length: number): void {
  for (let i = 0; i < length; i++) target[out + i] = source[at + i] as number;
}

/** 1 to 12, or 0. */
function monthAt(source: Buffer, at: number): number {
  const code =
    ((source[at] as number) << 16) | ((source[at + 1] as number) << 8) | (source[at + 2] as number);
  return MONTH_CODES.indexOf(code) + 1;
}

/** 0 to 9999, or less than 0. */
function fourDigits(source: Buffer, at: number): number {
  const high = twoDigits(source, at);
  const low = twoDigits(source, at + 2);
  return high < 0 || low < 0 ? -1 : high * 100 + low;
}

/** 0 to 99, or -1. */
function twoDigits(source: Buffer, at: number): number {
  const tens = source[at] as number;
  const ones = source[at + 1] as number;
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : -1;
}

export function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
