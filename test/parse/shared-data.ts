import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Real data that lives beside the project and isn't part of it; undefined where it is absent. */
export function sharedData(name: string): Buffer | undefined {
  const path = fileURLToPath(new URL(`../../../shared/data/${name}`, import.meta.url));
  return existsSync(path) ? readFileSync(path) : undefined;
}
