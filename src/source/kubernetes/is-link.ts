import { lstatSync } from 'node:fs';

/** False when nothing stands there. */
export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
}
