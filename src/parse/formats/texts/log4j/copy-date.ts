import { isZone } from '../../../../scan/calendar.ts';
import { isDigit } from '../../../../scan/copy-dates.ts';
import { copyWords } from '../../../../scan/copy-words.ts';
import { type EscapedScanner, wordsOf } from '../../../../scan/escaped-scanner.ts';
import { readTime } from '../../../roles/read-times.ts';

const SPACE = 0x20;
const PLUS = 0x2b;
const COMMA = 0x2c;
const DASH = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const FIVE = 0x35;
const COLON = 0x3a;
const Z = 0x5a;
const CLOSE = 0x5d;
/** `2015-05-17 10:05` */
const MINUTE_BYTES = 16;
const FRACTION_DIGITS = 9;
/** The longest time, and what is looked at behind it. */
export const DATE_REACH = 48;

/** Copies the times that text formats write (`DATE`) in ISO 8601. The minute of the last one is that of most others, so it is looked at once. */
export class DateCopier {
  /** As it stood in the source; no text has these bytes, so that nothing is known before the first. */
  readonly #known = wordsOf(Buffer.alloc(MINUTE_BYTES, 0xff));
  readonly #iso = wordsOf(Buffer.alloc(MINUTE_BYTES));

  /** Moves on as the scanner's methods do. The source must have DATE_REACH bytes more. */
  copy(scan: EscapedScanner): boolean {
    const { source, target } = scan;
    if (!this.#copyMinute(scan)) return false;
    let { at, out } = scan;
    const tens = source[at + 1] as number;
    const ones = source[at + 2] as number;
    if (source[at] !== COLON || !isDigit(tens) || tens > FIVE || !isDigit(ones)) return false;
    target[out] = COLON;
    target[out + 1] = tens;
    target[out + 2] = ones;
    at += 3;
    out += 3;
    if (source[at] === COMMA || source[at] === DOT) {
      const first = at + 1;
      target[out++] = DOT;
      at = first;
      while (isDigit(source[at] as number)) target[out++] = source[at++] as number;
      if (at === first || at > first + FRACTION_DIGITS) return false;
    }
    scan.at = at;
    scan.out = out;
    copyZone(scan);
    return true;
  }

  #copyMinute(scan: EscapedScanner): boolean {
    const { source, sourceWords, at } = scan;
    for (let i = 0; i < MINUTE_BYTES; i += 4) {
      if (sourceWords.getInt32(at + i, true) === this.#known.getInt32(i, true)) continue;
      const iso = readTime(`${source.toString('latin1', at, at + MINUTE_BYTES)}:00`);
      if (iso === undefined) return false;
      for (let k = 0; k < MINUTE_BYTES; k++) this.#iso.setUint8(k, iso.charCodeAt(k));
      copyWords(sourceWords, at, this.#known, 0, MINUTE_BYTES);
      break;
    }
    copyWords(this.#iso, 0, scan.targetWords, scan.out, MINUTE_BYTES);
    scan.at = at + MINUTE_BYTES;
    scan.out += MINUTE_BYTES;
    return true;
  }
}

/** Copies an offset from UTC, if one stands there, alone or behind a space, and a space or a bracket behind it. */
function copyZone(scan: EscapedScanner): void {
  const { source, target } = scan;
  let { at, out } = scan;
  if (source[at] === SPACE) at++;
  const sign = source[at] as number;
  if (sign === Z || (sign === 0x55 && source[at + 1] === 0x54 && source[at + 2] === 0x43)) {
    at += sign === Z ? 1 : 3;
    target[out++] = Z;
  } else {
    if (sign !== PLUS && sign !== DASH) return;
    const minutesAt = source[at + 3] === COLON ? at + 4 : at + 3;
    if (!isZone(number(source, at + 1), number(source, minutesAt))) return;
    for (let i = 0; i < 3; i++) target[out++] = source[at + i] as number;
    target[out++] = COLON;
    target[out++] = source[minutesAt] as number;
    target[out++] = source[minutesAt + 1] as number;
    at = minutesAt + 2;
  }
  if (source[at] !== SPACE && source[at] !== CLOSE) return;
  scan.at = at;
  scan.out = out;
}

/** Of two digits; less than 0 for anything else. */
function number(source: Buffer, at: number): number {
  const [tens, ones] = [source[at] as number, source[at + 1] as number];
  return isDigit(tens) && isDigit(ones) ? (tens - ZERO) * 10 + ones - ZERO : -1;
}
