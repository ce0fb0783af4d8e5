import { Constant } from '../../../scan/constant.ts';
import type { EscapedScanner } from '../../../scan/escaped-scanner.ts';
import { digitsEnd } from '../../../scan/numbers.ts';
import { type AccessConstants, NUMBER_ENDS } from './constants.ts';

const ZERO = 0x30;
const DOT = 0x2e;
const SPACE = 0x20;
const BACKSLASH = 0x5c;
const QUOTE = new Constant('\\"');
const NAMED = new Constant('rt=');
/** How many places the point moves to the left, for seconds. */
const UNITS: readonly (readonly [unit: Constant, places: number])[] = [
  [new Constant('ms'), 3],
  [new Constant('s'), 0],
  [new Constant('us'), 6],
  [new Constant('µs'), 6],
  [new Constant('ns'), 9],
];
const NO_UNIT = -1;
const MOST_DIGITS = 9;

export const NO_MEASURE = 0;
export const TIME = 1;
export const RATIO = 2;

type Measure = typeof NO_MEASURE | typeof TIME | typeof RATIO;

/** The fast way of `readMeasure`: copies a token and passes over it. Where there is no measure `at` is anywhere. */
export function copyMeasure(scan: EscapedScanner, names: AccessConstants): Measure {
  const { source } = scan;
  const isQuoted = scan.pass(QUOTE);
  const isNamed = !isQuoted && scan.pass(NAMED);
  const { at: from } = scan;
  const pointAt = digitsEnd(source, from);
  const whole = pointAt - from;
  if (whole === 0 || whole > MOST_DIGITS || (whole > 1 && source[from] === ZERO)) return NO_MEASURE;
  const to = source[pointAt] === DOT ? digitsEnd(source, pointAt + 1) : pointAt;
  const decimals = to - pointAt - 1;
  if (decimals === 0 || decimals > MOST_DIGITS) return NO_MEASURE;
  scan.at = to;
  const places = isQuoted || isNamed ? NO_UNIT : passUnit(scan);
  if (isQuoted && !scan.pass(QUOTE)) return NO_MEASURE;
  if (!endsToken(scan)) return NO_MEASURE;
  const isTime = isNamed || places !== NO_UNIT || decimals === 3;
  if (!isTime && decimals !== 2) return NO_MEASURE;
  const measure = isTime ? TIME : RATIO;
  scan.put(isTime ? names.responseTime : names.gzipRatio);
  if (places > 0) putShifted(scan, from, pointAt, to, places);
  else putBytes(scan, from, to);
  scan.put(NUMBER_ENDS);
  return measure;
}

/** Whether a token ends here: at a space, or with the line. */
export function endsToken(scan: EscapedScanner): boolean {
  const { at } = scan;
  const byte = scan.source[at];
  if (byte !== BACKSLASH) return byte === SPACE;
  const ends = scan.passLineEnd();
  scan.at = at;
  return ends;
}

function passUnit(scan: EscapedScanner): number {
  for (const [unit, places] of UNITS) if (scan.pass(unit)) return places;
  return NO_UNIT;
}

/** Copies a number with its point so many places further to the left. */
function putShifted(scan: EscapedScanner, from: number, pointAt: number, to: number, places: number): void {
  const { target } = scan;
  const shiftedAt = pointAt - places;
  if (shiftedAt > from) putBytes(scan, from, shiftedAt);
  else target[scan.out++] = ZERO;
  target[scan.out++] = DOT;
  for (let i = shiftedAt; i < from; i++) target[scan.out++] = ZERO;
  putBytes(scan, Math.max(shiftedAt, from), pointAt);
  if (to > pointAt) putBytes(scan, pointAt + 1, to);
}

function putBytes(scan: EscapedScanner, from: number, to: number): void {
  const { source, target, out } = scan;
  for (let i = 0; i < to - from; i++) target[out + i] = source[from + i] as number;
  scan.out = out + to - from;
}
