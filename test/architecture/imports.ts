import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const src = join(root, 'src');

/** Absolute paths of all sources. */
export const files: readonly string[] = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(src, name));

/** One file importing another; paths below `src`. */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

export const imports: readonly Import[] = files.flatMap(importsOf);

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|(import)\(\s*'(\.[^']+)'|new URL\('(\.[^']+\.[tj]s)'/g,
  );
  return [...found].map((match) => ({
    file: relative(src, file),
    target: relative(src, resolve(dirname(file), match[3] ?? match[5] ?? match[6]!)),
    typeOnly: match[2] !== undefined,
  }));
}
