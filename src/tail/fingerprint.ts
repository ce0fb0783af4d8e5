import { createHash } from 'node:crypto';
import type { Bytes } from './bytes.ts';
import { endOfNuls } from './pieces.ts';

const LF = 10;
/** Of a longer first line the beginning stands for the whole. */
const MAX_FIRST_LINE = 1024 * 1024;
/** Docker's nanosecond time stands at the line's end and tells any two lines of a container apart. */
export const STAMP_BYTES = 64;
/** Of a thousand files the memory for what is seldom longer; then 32 times as much, until it is enough. */
const FIRST_READ = 2 * 1024;

export interface FirstLine {
  /** `Source.key`. */
  readonly key: string;
  /** The line's last bytes, by which a look at an open file tells whether it still is the same generation. */
  readonly stamp: Buffer;
  readonly stampAt: number;
}

/** 12 bytes of SHA-256 over container id, NUL and the first line, as 16 base64url characters. */
export function fingerprint(containerId: string, firstLine: Buffer): string {
  const hash = createHash('sha256').update(containerId).update('\0').update(firstLine);
  return hash.digest().toString('base64url', 0, 12);
}

/**
 * Finds the first line, behind any run of NULs, and its fingerprint. Undefined when it is not complete;
 * of a file that will not grow (`complete`) a rest without LF counts as a line.
 */
export async function readFirstLine(
  bytes: Bytes,
  containerId: string,
  complete: boolean,
): Promise<FirstLine | undefined> {
  // Not from Node's pool: a stamp, which is kept, would hold on to 8 KiB of what is not.
  let buffer = Buffer.allocUnsafeSlow(FIRST_READ);
  let from = 0;
  for (;;) {
    const length = await bytes.read(buffer, from);
    const seen = buffer.subarray(0, length);
    const begin = endOfNuls(seen, 0);
    from += begin;
    const lf = begin > 0 ? -1 : seen.indexOf(LF);
    const ended = lf >= 0 || length === MAX_FIRST_LINE || (length < buffer.length && complete);
    if (begin === 0 && ended)
      return length === 0 ? undefined : describe(lf < 0 ? seen : seen.subarray(0, lf + 1));
    if (length < buffer.length && begin === length) return undefined;
    if (begin === 0 && length < buffer.length) return undefined;
    if (buffer.length < MAX_FIRST_LINE)
      buffer = Buffer.allocUnsafe(Math.min(32 * buffer.length, MAX_FIRST_LINE));
  }

  function describe(line: Buffer): FirstLine {
    const stamp = Buffer.from(line.subarray(-STAMP_BYTES));
    return { key: fingerprint(containerId, line), stamp, stampAt: from + line.length - stamp.length };
  }
}
