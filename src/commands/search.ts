import { join } from 'node:path';
import { harmlessJson } from '../harmless.ts';
import { countBetween } from '../options/option-values.ts';
import { type Given, resolveOption } from '../options/options.ts';
import { lineNames } from '../parse/schemas/line-names.ts';
import { searchStore } from '../store/documents/search-text.ts';
import { oneLine } from '../store/one-line.ts';

const parseLimit = countBetween(1, 1_000_000);

/** `logagent search TEXT`: finds text in the embedded store. Returns 0 when something was found, else 1, as grep does. */
export async function search(
  given: Given,
  env: NodeJS.ProcessEnv,
  words: readonly string[],
): Promise<number> {
  const file = join(resolveOption('stateDir', given, env), 'store.db');
  const limit = parseLimit(String(given.limit), 'limit');
  const found = searchStore(file, words.join(' '), { limit });
  const show = given.json === undefined ? (source: string) => oneLine(source, lineNames) : harmlessJson;
  for (const { source } of found) process.stdout.write(`${show(source)}\n`);
  return found.length > 0 ? 0 : 1;
}
