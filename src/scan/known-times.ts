import { copyAccessTime, copyUtcTime, isDigit } from './copy-dates.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import { areDigits } from './four-bytes.ts';

const ACCESS_TIME_BYTES = 26;
const ISO_TIME_BYTES = 25;
/** A time in UTC with nine digits of fraction, and the four-byte words that hold it. */
const NANOSECONDS_BYTES = 30;
const NANOSECONDS_REACH = 32;
const COLON = 0x3a;
const ZERO = 0x30;
const FIVE = 0x35;
const DOT = 0x2e;
const Z = 0x5a;

/** Some words of a text, at these places of it. */
class Words {
  readonly #places: readonly number[];
  readonly #words: Int32Array;

  constructor(places: readonly number[]) {
    this.#places = places;
    // No UTF-8 has these bytes, so that nothing is known before the first text: a file may hold NULs.
    this.#words = new Int32Array(places.length).fill(-1);
  }

  note(bytes: DataView, at: number): void {
    this.#places.forEach((place, i) => {
      this.#words[i] = bytes.getInt32(at + place, true);
    });
  }

  areAt(bytes: DataView, at: number): boolean {
    for (let i = 0; i < this.#words.length; i++) {
      if (bytes.getInt32(at + (this.#places[i] as number), true) !== this.#words[i]) return false;
    }
    return true;
  }

  put(bytes: DataView, at: number): void {
    for (let i = 0; i < this.#words.length; i++) {
      bytes.setInt32(at + (this.#places[i] as number), this.#words[i] as number, true);
    }
  }
}

/**
 * Copies times as `copy-dates.ts` does. Of two that follow each other mostly the minutes are the same, and a minute that has been
 * checked and rewritten once is known again by comparing four words: 0.15 us less of 1.1 a combined line.
 */
export class KnownTimes {
  /** `17/May/2015:10:0` and ` +0000` */
  readonly #access = new Words([0, 4, 8, 12, 20, 22]);
  /** `2015-05-17T10:05` and `+00:00` */
  readonly #iso = new Words([0, 4, 8, 12, 19, 21]);
  /** `2015-05-17T10:05` */
  readonly #utc = new Words([0, 4, 8, 12]);

  /** Copies an access log's time as ISO 8601. */
  copyAccessTime(scan: EscapedScanner): boolean {
    const { source, target, at, out } = scan;
    if (at + ACCESS_TIME_BYTES > source.length) return false;
    if (!this.#access.areAt(scan.sourceWords, at)) return this.#copyNewAccessTime(scan);
    const minute = source[at + 16] as number;
    const tens = source[at + 18] as number;
    const ones = source[at + 19] as number;
    if (!isDigit(minute) || source[at + 17] !== COLON) return false;
    if (tens < ZERO || tens > FIVE || !isDigit(ones)) return false;
    this.#iso.put(scan.targetWords, out);
    target[out + 15] = minute;
    target[out + 16] = COLON;
    target[out + 17] = tens;
    target[out + 18] = ones;
    scan.at = at + ACCESS_TIME_BYTES;
    scan.out = out + ISO_TIME_BYTES;
    return true;
  }

  /** Copies a time in UTC, and all nine digits of its fraction to `fractionAt` as well. */
  copyUtcTime(scan: EscapedScanner, fractionAt: number): boolean {
    const { source, sourceWords, target, targetWords, at, out } = scan;
    if (at + NANOSECONDS_REACH > source.length) return copyUtcTime(scan, fractionAt);
    if (!this.#utc.areAt(sourceWords, at) || !hasNanoseconds(scan)) {
      if (!copyUtcTime(scan, fractionAt)) return false;
      this.#utc.note(sourceWords, at);
      return true;
    }
    const tens = source[at + 17] as number;
    if (source[at + 16] !== COLON || tens < ZERO || tens > FIVE) return false;
    if (!isDigit(source[at + 18] as number)) return false;
    for (let i = 0; i < NANOSECONDS_REACH; i += 4) {
      targetWords.setInt32(out + i, sourceWords.getInt32(at + i, true), true);
    }
    targetWords.setInt32(fractionAt, sourceWords.getInt32(at + 20, true), true);
    targetWords.setInt32(fractionAt + 4, sourceWords.getInt32(at + 24, true), true);
    // Behind the ninth digit something has been written already.
    target[fractionAt + 8] = source[at + 28] as number;
    scan.at = at + NANOSECONDS_BYTES;
    scan.out = out + NANOSECONDS_BYTES;
    return true;
  }

  #copyNewAccessTime(scan: EscapedScanner): boolean {
    const { at, out } = scan;
    if (!copyAccessTime(scan)) return false;
    this.#access.note(scan.sourceWords, at);
    this.#iso.note(scan.targetWords, out);
    return true;
  }
}

/** Whether the time that begins here has nine digits of a second's fraction. */
function hasNanoseconds({ source, sourceWords, at }: EscapedScanner): boolean {
  if (source[at + 19] !== DOT || source[at + 29] !== Z) return false;
  if (!areDigits(sourceWords.getInt32(at + 20, true))) return false;
  return areDigits(sourceWords.getInt32(at + 24, true)) && isDigit(source[at + 28] as number);
}
