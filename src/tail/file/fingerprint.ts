import { createHash } from 'node:crypto';
import type { Stamp } from '../../log/stamp.ts';
import { type Bytes, isAt } from './bytes.ts';

/** Of a longer first line the beginning stands for the whole. */
export const MAX_FIRST_LINE = 1024 * 1024;

export interface FirstLine {
  /** `Source.key`. */
  readonly key: string;
  /** By it a look at an open file tells whether it still is the same generation. */
  readonly stamp: Stamp;
  /** Where the line begins: behind a run of NULs, or at 0. */
  readonly at: number;
}

/** False when the file no longer begins with that line: it was cut short and has grown again, or is another one. */
export function beginsWith(bytes: Bytes, { at, stamp }: FirstLine): Promise<boolean> {
  return isAt(bytes, at + stamp.length, stamp);
}

/** 12 bytes of SHA-256 over container id, NUL and the first line, as 16 base64url characters. */
export function fingerprint(containerId: string, firstLine: Buffer): string {
  const hash = createHash('sha256').update(containerId).update('\0').update(firstLine);
  return hash.digest().toString('base64url', 0, 12);
}
