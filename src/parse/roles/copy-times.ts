import { isDigit } from '../../scan/copy-dates.ts';
import { copyWords } from '../../scan/copy-words.ts';
import { type EscapedScanner, OVERHANG_BYTES, wordsOf } from '../../scan/escaped-scanner.ts';
import { COPIED, type Copied, OTHER } from '../copied.ts';
import { isoOfSeconds, LONGEST_TIME, timeOfJson } from './read-times.ts';

const QUOTE = 0x22;
const PLUS = 0x2b;
const DASH = 0x2d;
const DOT = 0x2e;
const COLON = 0x3a;
const FIVE = 0x35;
const Z = 0x5a;
/** `2015-05-17T10:05` */
const MINUTE_BYTES = 16;
/** `2015-05-17T10:05:03` */
const SECOND_BYTES = 19;
const SECONDS_DIGITS = 10;
/** Of the digits before the point. */
const MILLISECONDS = 13;
const MICROSECONDS = 16;
const NANOSECONDS = 19;
const FRACTION_DIGITS = 9;

/** The fast way of `timeOfJson`. The minute or second of the last time is that of most others, so it is looked at once. */
export class TimesCopier {
  /** A value in ISO 8601 with its quotes. */
  readonly #bytes = Buffer.alloc(LONGEST_TIME + OVERHANG_BYTES);
  readonly #words = wordsOf(this.#bytes);
  #length = 0;
  readonly #minute = Buffer.alloc(MINUTE_BYTES);
  readonly #minuteWords = wordsOf(this.#minute);
  readonly #seconds = Buffer.alloc(SECONDS_DIGITS);
  readonly #second = Buffer.alloc(SECOND_BYTES);

  /** Takes the value, as JSON, that has been written from `from` on: COPIED. OTHER when it is no time. */
  take({ target: bytes, targetWords, out: to }: EscapedScanner, from: number): Copied {
    if (bytes[from] !== QUOTE) return this.#epoch(bytes, from, to) ? COPIED : OTHER;
    if (to - from <= LONGEST_TIME && this.#isUsual(bytes, targetWords, from + 1, to - 1)) {
      this.#length = to - from;
      copyWords(targetWords, from, this.#words, 0, to - from);
      return COPIED;
    }
    if (to - from > 6 * LONGEST_TIME) return OTHER;
    // An escape stands for one character in at most six.
    const text = JSON.parse(bytes.toString('utf8', from, to)) as string;
    return this.#unusual(JSON.stringify(text)) ? COPIED : OTHER;
  }

  /** Writes the value that was taken. */
  put(scan: EscapedScanner): void {
    copyWords(this.#words, 0, scan.targetWords, scan.out, this.#length);
    scan.out += this.#length;
  }

  /** In the minute of the last one, and in ISO 8601 as it stands. */
  #isUsual(bytes: Buffer, words: DataView, from: number, to: number): boolean {
    for (let i = 0; i < MINUTE_BYTES; i += 4) {
      if (words.getInt32(from + i, true) !== this.#minuteWords.getInt32(i, true)) return false;
    }
    let at = from + MINUTE_BYTES;
    const tens = bytes[at + 1] as number;
    if (bytes[at] !== COLON || !isDigit(tens) || tens > FIVE || !isDigit(bytes[at + 2] as number))
      return false;
    at += 3;
    if (bytes[at] === DOT) {
      const fraction = ++at;
      while (isDigit(bytes[at] as number)) at++;
      if (at === fraction || at > fraction + FRACTION_DIGITS) return false;
    }
    if (bytes[at] === Z) return at + 1 === to;
    // `+05:30`; ten hours and more are left to the decoded way.
    if (bytes[at] !== PLUS && bytes[at] !== DASH) return at === to;
    if (at + 6 !== to || bytes[at + 3] !== COLON) return false;
    const hours = bytes[at + 1] as number;
    const minutes = bytes[at + 4] as number;
    return (
      hours === 0x30 &&
      isDigit(bytes[at + 2] as number) &&
      isDigit(minutes) &&
      minutes <= FIVE &&
      isDigit(bytes[at + 5] as number)
    );
  }

  #unusual(json: string): boolean {
    const time = timeOfJson(json);
    if (time === undefined) return false;
    this.#length = this.#bytes.write(`"${time}"`, 'latin1');
    if (json.slice(1, 1 + MINUTE_BYTES) === time.slice(0, MINUTE_BYTES)) this.#minute.write(time, 'latin1');
    return true;
  }

  #epoch(bytes: Buffer, from: number, to: number): boolean {
    if (to - from > LONGEST_TIME) return false;
    let at = from;
    while (at < to && isDigit(bytes[at] as number)) at++;
    const digits = at - from;
    const isWhole =
      digits === SECONDS_DIGITS ||
      digits === MILLISECONDS ||
      digits === MICROSECONDS ||
      digits === NANOSECONDS;
    if (!isWhole || (at < to && bytes[at] !== DOT)) return false;
    for (let i = at + 1; i < to; i++) if (!isDigit(bytes[i] as number)) return false;
    this.#putSecond(bytes, from);
    const value = this.#bytes;
    let out = 1 + SECOND_BYTES;
    let left = FRACTION_DIGITS;
    value[out++] = DOT;
    for (let i = from + SECONDS_DIGITS; i < to && left > 0; i++) {
      if (i === at) continue;
      value[out++] = bytes[i] as number;
      left--;
    }
    if (left === FRACTION_DIGITS) out--;
    value[out] = Z;
    value[out + 1] = QUOTE;
    this.#length = out + 2;
    return true;
  }

  #putSecond(bytes: Buffer, from: number): void {
    let i = SECONDS_DIGITS - 1;
    while (i >= 0 && bytes[from + i] === this.#seconds[i]) i--;
    if (i >= 0) {
      bytes.copy(this.#seconds, 0, from, from + SECONDS_DIGITS);
      this.#second.write(isoOfSeconds(Number(this.#seconds.toString('latin1'))), 'latin1');
    }
    this.#bytes[0] = QUOTE;
    for (let k = 0; k < SECOND_BYTES; k++) this.#bytes[1 + k] = this.#second[k] as number;
  }
}
