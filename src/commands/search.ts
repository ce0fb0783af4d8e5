import { join } from 'node:path';
import { parseCount } from '../option-values.ts';
import { type Given, rawOption } from '../options.ts';
import { oneLine } from '../store/one-line.ts';
import { searchStore } from '../store/search-text.ts';

const MOST_DOCUMENTS = 1_000_000;

/** Finds text in the embedded store: 0 when something was found, 1 when not, as grep does. */
export async function search(
  given: Given,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<number> {
  const file = join(rawOption('state-dir', given, env), 'store.db');
  const limit = parseCount('limit', String(given.limit), 1, MOST_DOCUMENTS);
  const found = searchStore(file, words.join(' '), { limit });
  // JSON escapes control characters; C1 controls and bidi marks stay, for programs to read.
  const show = given.json === undefined ? oneLine : (source: string) => source;
  process.stdout.on('error', () => {});
  for (const { source } of found) process.stdout.write(`${show(source)}\n`);
  return found.length > 0 ? 0 : 1;
}
