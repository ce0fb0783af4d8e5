import { isDigit } from './copy-dates.ts';
import type { EscapedScanner } from './escaped-scanner.ts';
import { KnownTimes } from './known-times.ts';
import { readUtcTime } from './read-dates.ts';

/** `2015-05-17T10:05` */
const MINUTE_BYTES = 16;
/** `2015-05-17T10:05:03` */
const SECOND_BYTES = 19;
/** `+01:00` */
const ZONE_BYTES = 6;
const FRACTION_DIGITS = 9;
/** The longest time, and what is looked at behind it. */
const REACH = 40;
const COLON = 0x3a;
const DOT = 0x2e;
const PLUS = 0x2b;
const DASH = 0x2d;
const Z = 0x5a;
const ZERO = 0x30;
const FIVE = 0x35;

/**
 * Copies RFC 3339 times of any zone as UTC, as `readUtcTime` tells them. Of two that follow each other mostly minute and zone are the same: these
 * are reckoned once, and then compared.
 */
export class ZonedTimes {
  readonly #utcTimes = new KnownTimes();
  /** Minute and zone of the last time that was not in UTC, as they stood in the source; empty at first. */
  #known = Buffer.alloc(0);
  /** That minute in UTC. */
  #utc = Buffer.alloc(0);

  /** Copies the time and moves on as the scanner's methods do; all nine digits of its fraction go to `fractionAt` as well. */
  copy(scan: EscapedScanner, fractionAt: number): boolean {
    const { source, at } = scan;
    if (at + REACH > source.length) return false;
    const zoneAt = fractionEnd(source, at);
    const sign = source[zoneAt];
    if (sign === Z) return this.#utcTimes.copyUtcTime(scan, fractionAt);
    if (sign !== PLUS && sign !== DASH) return false;
    if (!this.#isKnown(source, at, zoneAt) && !this.#note(source, at, zoneAt)) return false;
    return this.#copyKnown(scan, zoneAt, fractionAt);
  }

  #isKnown(source: Buffer, at: number, zoneAt: number): boolean {
    const known = this.#known;
    if (known.length === 0) return false;
    for (let i = 0; i < MINUTE_BYTES; i++) if (source[at + i] !== known[i]) return false;
    for (let i = 0; i < ZONE_BYTES; i++) if (source[zoneAt + i] !== known[MINUTE_BYTES + i]) return false;
    return true;
  }

  #note(source: Buffer, at: number, zoneAt: number): boolean {
    const utc = readUtcTime(source.toString('latin1', at, zoneAt + ZONE_BYTES));
    if (utc === undefined) return false;
    this.#utc = Buffer.from(utc.slice(0, MINUTE_BYTES));
    const [minute, zone] = [
      source.subarray(at, at + MINUTE_BYTES),
      source.subarray(zoneAt, zoneAt + ZONE_BYTES),
    ];
    this.#known = Buffer.concat([minute, zone]);
    return true;
  }

  #copyKnown(scan: EscapedScanner, zoneAt: number, fractionAt: number): boolean {
    const { source, target, at, out } = scan;
    const utc = this.#utc;
    const tens = source[at + 17] as number;
    if (source[at + MINUTE_BYTES] !== COLON || tens < ZERO || tens > FIVE) return false;
    if (!isDigit(source[at + 18] as number)) return false;
    for (let i = 0; i < MINUTE_BYTES; i++) target[out + i] = utc[i] as number;
    const length = zoneAt - at;
    for (let i = MINUTE_BYTES; i < length; i++) target[out + i] = source[at + i] as number;
    target[out + length] = Z;
    const digits = Math.max(0, length - SECOND_BYTES - 1);
    for (let i = 0; i < FRACTION_DIGITS; i++)
      target[fractionAt + i] = i < digits ? (source[at + SECOND_BYTES + 1 + i] as number) : ZERO;
    scan.at = zoneAt + ZONE_BYTES;
    scan.out = out + length + 1;
    return true;
  }
}

/** Where the zone of the time at `at` stands, behind at most nine digits; where there is a point without digits, on the point. */
function fractionEnd(source: Buffer, at: number): number {
  const dot = at + SECOND_BYTES;
  if (source[dot] !== DOT) return dot;
  let end = dot + 1;
  while (end <= dot + FRACTION_DIGITS && isDigit(source[end] as number)) end++;
  return end === dot + 1 ? dot : end;
}
