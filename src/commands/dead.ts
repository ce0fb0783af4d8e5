import { parseCount } from '../option-values.ts';
import { type Given, rawOption, resolveOptions } from '../options.ts';
import { type DeadLetterFile, openDeadLetters } from '../state/dead-letter-file.ts';
import { harmless, oneLine } from '../store/one-line.ts';
import { replayLetters } from './replay.ts';

const MOST_LETTERS = 1_000_000;

/** `logagent dead list`: one line for each letter, the oldest first. */
export async function listDead(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  return withLetters(given, env, ({ letters }) => {
    const limit = parseCount('limit', String(given.limit), 1, MOST_LETTERS);
    const listed = letters.list(limit);
    for (const letter of listed) {
      const { id, time, index, status, reason } = letter;
      const when = new Date(time).toISOString();
      print(
        given.json === undefined ? `${id}  ${when}  ${index}  ${status}  ${reason}` : JSON.stringify(letter),
      );
    }
    const left = letters.size().letters - listed.length;
    if (left > 0) process.stderr.write(`${left} more; --limit shows them.\n`);
    return 0;
  });
}

/** `logagent dead show ID...`: why a document was refused, and the document. */
export async function showDead(
  given: Given,
  env: NodeJS.ProcessEnv,
  ids: readonly string[],
): Promise<number> {
  return withLetters(given, env, ({ letters }) => {
    const unknown = ids.filter((id) => {
      const letter = letters.get(id);
      if (letter === undefined) return true;
      print(`${letter.id}: ${letter.status} ${letter.reason}`);
      print(`  ${oneLine(letter.document)}`);
      print(`  ${letter.document}`);
      return false;
    });
    return complain(unknown);
  });
}

/** `logagent dead purge ID...` or `--all`: forgets letters for good. */
export async function purgeDead(
  given: Given,
  env: NodeJS.ProcessEnv,
  ids: readonly string[],
): Promise<number> {
  return withLetters(given, env, ({ letters }) => {
    const chosen = choose(given, ids, () => letters.names().map(({ id }) => id));
    const unknown = chosen.filter((id) => letters.get(id) === undefined);
    print(`Purged ${letters.remove(chosen)} dead letters.`);
    return complain(unknown);
  });
}

/**
 * `logagent dead replay ID...` or `--all`: sends letters again under their ids, so that none is doubled, and forgets those
 * that were taken. 0 when all were taken.
 */
export async function replayDead(
  given: Given,
  env: NodeJS.ProcessEnv,
  ids: readonly string[],
): Promise<number> {
  // The agent's own options say where to; what is followed doesn't matter here.
  const options = resolveOptions({ containers: '*', ...given }, env);
  return withLetters(given, env, async ({ letters }) => {
    const chosen = choose(given, ids, () => letters.names().map(({ id }) => id));
    const unknown = chosen.filter((id) => letters.get(id) === undefined);
    const { delivered, refused, left, cause } = await replayLetters(letters, chosen, options);
    print(`Delivered ${delivered} dead letters, ${refused} were refused again, ${left} could not be sent.`);
    if (cause !== undefined) process.stderr.write(`${harmless(cause)}\n`);
    return complain(unknown) || (refused + left > 0 ? 1 : 0);
  });
}

async function withLetters(
  given: Given,
  env: NodeJS.ProcessEnv,
  work: (file: DeadLetterFile) => number | Promise<number>,
): Promise<number> {
  const file = openDeadLetters(rawOption('state-dir', given, env), Date.now);
  try {
    return await work(file);
  } finally {
    file.close();
  }
}

function choose(given: Given, ids: readonly string[], all: () => string[]): readonly string[] {
  const wantsAll = given.all !== undefined;
  if (wantsAll === ids.length > 0)
    throw new Error('Name the ids of dead letters, or all of them with --all.');
  return wantsAll ? all() : ids;
}

function complain(unknown: readonly string[]): number {
  for (const id of unknown) process.stderr.write(`No dead letter has the id ${harmless(id)}.\n`);
  return unknown.length > 0 ? 1 : 0;
}

/** Elasticsearch's reasons and the documents quote log lines: nothing of them may command a terminal. */
function print(line: string): void {
  process.stdout.write(`${harmless(line)}\n`);
}
