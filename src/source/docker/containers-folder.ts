import { readdirSync } from 'node:fs';

/**
 * Throws a sentence with the remedy when the containers folder can't be read: a start without it would wait for ever for
 * containers that can't appear.
 */
export function requireFolder(path: string): void {
  try {
    readdirSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause = CAUSES.get(code) ?? (error as Error).message;
    throw new Error(`The containers folder ${path} can't be read: ${cause}.`, { cause: error });
  }
}

const CAUSES = new Map<string | undefined, string>([
  ['ENOENT', 'there is no such folder. Name the right one with --containers-dir'],
  ['ENOTDIR', 'it is not a folder. Name the right one with --containers-dir'],
  ['EACCES', "permission denied. Docker's folder belongs to root: run logagent as root"],
]);
