import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Given } from '../options/options.ts';
import { resolveParsing } from '../options/parsing.ts';
import { TextLines } from './parsing/lines.ts';
import { readLines } from './parsing/read-lines.ts';
import { jsonOf, linesOf } from './parsing/show.ts';
import { Teller } from './parsing/teller.ts';
import { type Text, TextsReader } from './parsing/texts.ts';

/**
 * `logagent parse`: tells of each line on standard input which format it has and the document that the agent would make of it, or how far the
 * nearest format fits. Returns 0 when every line has fields, else 1: a sample in a build then fails with the line that no format fits any more.
 */
export async function parseLines(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  const options = resolveParsing(given, env);
  const teller = new Teller(options);
  const show = given.json === undefined ? linesOf : jsonOf;
  const texts = new TextsReader(options.maxLine);
  const lines = new TextLines(options);
  const { stdin, stdout, stderr } = process;
  if (stdin.isTTY) stderr.write('Type or paste lines; Ctrl-D ends.\n');
  let count = 0;
  let without = 0;
  const tell = async (each: readonly Text[]): Promise<boolean> => {
    for (const text of each) {
      const told = teller.tell(text);
      count++;
      if (!told.isMatched) without++;
      if (!(await print(stdout, `${show(told)}\n`))) return false;
    }
    return true;
  };
  let isRead = true;
  for await (const line of readLines(stdin, options.maxLine)) {
    isRead = await tell(texts.add(line).flatMap((text) => lines.add(text)));
    if (!isRead) break;
  }
  if (isRead) await tell([...texts.end().flatMap((text) => lines.add(text)), ...lines.end()]);
  if (count === 0) {
    stderr.write('No lines came on standard input. Give some: docker logs shop 2>&1 | logagent parse\n');
  }
  return count > 0 && without === 0 ? 0 : 1;
}

/** False when nobody reads any more. */
async function print(out: Writable, text: string): Promise<boolean> {
  if (!out.writable) return false;
  if (out.write(text)) return true;
  const closed = new AbortController();
  const close = (): void => closed.abort();
  out.once('close', close);
  try {
    await once(out, 'drain', { signal: closed.signal });
  } catch {
    // What a broken output means is told by `bearBrokenOutput`.
    return false;
  } finally {
    out.off('close', close);
  }
  return out.writable;
}
