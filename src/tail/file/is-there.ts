import { statSync } from 'node:fs';

/** Something bears the path. Throws what `fs` throws, but for a missing one. */
export function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
