import { readdirSync } from 'node:fs';

/** A folder below which a source's logs lie, in words for the operator. */
export interface RootFolder {
  readonly path: string;
  /** What it is: `containers folder`. */
  readonly what: string;
  /** By which it is named. */
  readonly option: string;
  /** Whose it is: `Docker's folder`. */
  readonly owner: string;
}

/**
 * Throws a sentence with the remedy when the folder can't be read: a start without it would wait for ever for containers that can't
 * appear.
 */
export function requireFolder({ path, what, option, owner }: RootFolder): void {
  try {
    readdirSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const causes: Readonly<Record<string, string>> = {
      ENOENT: `there is no such folder. Name the right one with ${option}`,
      ENOTDIR: `it is not a folder. Name the right one with ${option}`,
      EACCES: `permission denied. ${owner} belongs to root: run logagent as root`,
    };
    throw new Error(`The ${what} ${path} can't be read: ${causes[code ?? ''] ?? message}.`, { cause: error });
  }
}
