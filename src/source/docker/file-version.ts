import type { Stats } from 'node:fs';

/** What tells a file from another one that stands there later, or from itself once it is written to. Not the whole: the four dates of a Stats are half a kilobyte. */
export type FileVersion = Pick<Stats, 'ino' | 'mtimeMs' | 'size'>;

export function versionOf({ ino, mtimeMs, size }: FileVersion): FileVersion {
  return { ino, mtimeMs, size };
}

export function isSameVersion(known: FileVersion | undefined, { ino, mtimeMs, size }: FileVersion): boolean {
  return known?.ino === ino && known.mtimeMs === mtimeMs && known.size === size;
}
