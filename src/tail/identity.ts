/** What is known of the generation that is followed as the live file. */
export interface Followed {
  readonly dev: number;
  readonly ino: number;
  /** The end of what has been read, the incomplete rest included. */
  readonly readTo: number;
  readonly mtimeMs: number;
}

/** What stands at the live path now. */
export interface Seen {
  readonly dev: number;
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/**
 * - `same`: nothing has happened;
 * - `grown`: there are bytes to read;
 * - `touched`: written to without a new size, so that its first line must be compared;
 * - `shrunk`: begun anew in place, or cut short;
 * - `replaced`: another file has taken the path.
 */
export type Identity = 'same' | 'grown' | 'touched' | 'shrunk' | 'replaced';

/**
 * The first, cheap look at the live file. `replaced` is certain while the descriptor of the followed file is open, since
 * its inode can't be given to another file before. `grown` is not: a file cut short may have grown beyond
 * the old end, so each read is followed by a look at the first line (`FirstLine.stamp`).
 */
export function identify(followed: Followed, seen: Seen): Identity {
  if (followed.dev !== seen.dev || followed.ino !== seen.ino) return 'replaced';
  if (seen.size < followed.readTo) return 'shrunk';
  if (seen.size > followed.readTo) return 'grown';
  return followed.mtimeMs === seen.mtimeMs ? 'same' : 'touched';
}
