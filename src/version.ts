import { readFileSync } from 'node:fs';

/** This program's version, `1.2.3`. package.json is beside the folder of the sources, and beside that of the build. */
export function version(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
