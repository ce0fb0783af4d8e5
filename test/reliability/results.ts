import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../.cache/results/', import.meta.url));

/** The outcome of the last run of a test that takes too long for every day. */
export interface Result {
  /** The test is `npm run test:NAME`, which may have options. */
  readonly name: string;
  /** What it does, in a few words. */
  readonly what: string;
  /** In the order in which they are to be read. */
  readonly figures: Readonly<Record<string, string | number>>;
}

/** Keeps the figures until docs/reliability.md is written the next time. */
export function saveResult(name: string, what: string, figures: Result['figures']): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, `${name.replaceAll(/[^a-z]+/g, '-')}.json`),
    `${JSON.stringify({ name, what, figures }, undefined, 2)}\n`,
  );
}

export function savedResults(): Result[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files.sort().map((name) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result);
}
