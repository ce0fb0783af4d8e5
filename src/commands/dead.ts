import { harmless, harmlessJson } from '../harmless.ts';
import { parseIndex } from '../options/index-values.ts';
import { countBetween, oneOf } from '../options/option-values.ts';
import { type Given, resolveOption, resolveOptions } from '../options/options.ts';
import { lineNames } from '../parse/schemas/line-names.ts';
import { type DeadLetterFile, openDeadLetters } from '../state/dead-letter-file.ts';
import { oneLine } from '../store/one-line.ts';
import { groupLetters, type LetterGroup } from './letter-groups.ts';
import { replayLetters } from './replay.ts';

const parseLimit = countBetween(1, 1_000_000);
const parseGrouping = oneOf(['reason', 'container']);

/** `logagent dead list`: one line for each letter, the oldest first, or with `--by` for each group, the largest first. */
export async function listDead(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  return withLetters(given, env, ({ letters }) => {
    if (given.by !== undefined) {
      const groups = groupLetters(letters.each(), parseGrouping(String(given.by), 'by'));
      for (const group of groups) printGroup(group, given.json !== undefined);
      return 0;
    }
    const limit = parseLimit(String(given.limit), 'limit');
    const listed = letters.list(limit);
    for (const letter of listed) {
      const { id, time, index, status, reason } = letter;
      const when = new Date(time).toISOString();
      if (given.json === undefined) print(`${id}  ${when}  ${index}  ${status}  ${reason}`);
      else process.stdout.write(`${harmlessJson(JSON.stringify(letter))}\n`);
    }
    const left = letters.size().letters - listed.length;
    if (left > 0) process.stderr.write(`${left} more; --limit shows them.\n`);
    return 0;
  });
}

/** `logagent dead show ID...`: the reason why a document was refused, and the document. */
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
      print(`  ${oneLine(letter.document, lineNames)}`);
      print(`  ${letter.document}`);
      return false;
    });
    return complain(unknown);
  });
}

/** `logagent dead purge ID...` or `--all`: deletes letters for good. */
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
 * `logagent dead replay ID...` or `--all`: sends letters again under their ids, so that none is doubled, and deletes those that
 * were delivered. `--index` sends them to another index than theirs, `--as-message` with their text only. Returns 0 when all were delivered.
 */
export async function replayDead(
  given: Given,
  env: NodeJS.ProcessEnv,
  ids: readonly string[],
): Promise<number> {
  // The agent's own options say where to send. They require containers, though none are followed here.
  const options = resolveOptions({ containers: '*', ...given }, env);
  return withLetters(given, env, async ({ letters }) => {
    const chosen = choose(given, ids, () => letters.names().map(({ id }) => id));
    const unknown = chosen.filter((id) => letters.get(id) === undefined);
    const index = given.index === undefined ? undefined : parseIndex(String(given.index), 'index');
    const asMessage = given['as-message'] !== undefined;
    const { delivered, refused, left, cause } = await replayLetters(letters, chosen, options, {
      index,
      asMessage,
    });
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
  const file = openDeadLetters(resolveOption('stateDir', given, env), Date.now);
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

function printGroup(group: LetterGroup, asJson: boolean): void {
  const [first, last] = [group.first, group.last].map((time) => new Date(time).toISOString());
  if (asJson) process.stdout.write(`${harmlessJson(JSON.stringify({ ...group, first, last }))}\n`);
  else print(`${group.letters}  ${first} to ${last}  ${group.name}  (such as ${group.example})`);
}

/** Prints made harmless, because Elasticsearch's reasons and the documents quote log lines, which could command a terminal. */
function print(line: string): void {
  process.stdout.write(`${harmless(line)}\n`);
}
