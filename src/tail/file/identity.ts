/** Tells one file from another while either is open: the number of an open file's inode is not given away. */
export interface FileId {
  readonly dev: number;
  readonly ino: number;
}

/** The file that stands at the live path now. */
export interface Seen extends FileId {
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * - `same`: nothing has happened;
 * - `grown`: there are bytes to read;
 * - `touched`: written to without a new size, so that its contents must be compared;
 * - `shrunk`: begun anew in place, or cut short;
 * - `replaced`: another file has taken the path.
 */
export type Identity = 'same' | 'grown' | 'touched' | 'shrunk' | 'replaced';

/**
 * The first, cheap look at the live file, which has been read up to `readTo`, the incomplete rest included, and bore the time
 * `mtimeMs` then. `replaced` is certain while the followed file is open. `grown` is not: a file cut short may have grown beyond
 * the old end, so each read is followed by a comparison.
 */
export function identify(followed: FileId, readTo: number, mtimeMs: number, seen: Seen): Identity {
  if (followed.dev !== seen.dev || followed.ino !== seen.ino) return 'replaced';
  if (seen.size < readTo) return 'shrunk';
  if (seen.size > readTo) return 'grown';
  return mtimeMs === seen.mtimeMs ? 'same' : 'touched';
}
