import { crc32 } from 'node:zlib';

/**
 * Tells a line: its length and a hash of its bytes. Noted of the last line before an offset, it tells later whether a file still
 * holds what was read up to there: a file that was cut short never gets a line back, since the time of each stands in it,
 * wherever its source writes that. A hash of 32 bits takes another line of the same length at the same place for it once in 4·10⁹.
 */
export interface Stamp {
  /** Bytes, the line's end included. */
  readonly length: number;
  readonly hash: number;
}

/** Of a whole line, or of the piece of one that was cut. */
export function stampOf(line: Buffer): Stamp {
  return { length: line.length, hash: crc32(line) };
}

/** Each NUL is as good as any other: so many tell as much as all of a hole, of which every read would compare half a MiB. */
const NULS_STAMPED = 64;

/** Of a run of NULs that was passed over: of its last bytes. */
export function stampOfNuls(nuls: Buffer): Stamp {
  return stampOf(nuls.subarray(-NULS_STAMPED));
}

/** Whether these bytes are the line. */
export function isStampOf({ length, hash }: Stamp, bytes: Buffer): boolean {
  return bytes.length === length && crc32(bytes) === hash;
}
