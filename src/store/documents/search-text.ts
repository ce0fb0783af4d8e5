import { existsSync } from 'node:fs';
import { type Database, openSqlite } from '../../sqlite.ts';
import { StoreError } from '../store-error.ts';
import type { StoredDocument } from './documents.ts';

export interface TextSearch {
  /** The most documents to return. */
  readonly limit: number;
  readonly index?: string;
}

/**
 * The newest documents whose source contains the text, newest last. Case does not matter, JSON's escapes are resolved before
 * comparing, and no character is special. Reads the file directly, even while an agent writes to it.
 * Throws StoreError when there is no store or it can't be read.
 */
export function searchStore(file: string, text: string, { limit, index }: TextSearch): StoredDocument[] {
  if (!existsSync(file)) {
    throw new StoreError(
      `There is no store at ${file} yet. It begins when logagent runs without --elasticsearch; --state-dir says where.`,
    );
  }
  try {
    const database = openSqlite(file, { readonly: true });
    try {
      return newestContaining(database, text, limit, index);
    } finally {
      database.close();
    }
  } catch (error) {
    const cause = error as Error;
    throw new StoreError(`The store ${file} can't be read: ${cause.message}.`, { cause });
  }
}

/** Documents held in memory at a time. */
const PAGE = 200;

function newestContaining(
  database: Database,
  text: string,
  limit: number,
  index: string | undefined,
): StoredDocument[] {
  const wanted = text.toLowerCase();
  const found: StoredDocument[] = [];
  if (limit < 1) return found;
  for (const document of newestFirst(database, index)) {
    if (!unescapeJson(document.source).toLowerCase().includes(wanted)) continue;
    found.push(document);
    if (found.length >= limit) break;
  }
  return found.reverse();
}

/** Reads page by page, because SQLite's iterators are not safe (see `openSqlite`). */
function* newestFirst(database: Database, index: string | undefined): Iterable<StoredDocument> {
  const older = database.prepare<[string | null, number, number], StoredDocument>(
    'SELECT seq, idx AS "index", id, source FROM documents WHERE idx = coalesce(?, idx) AND seq < ? ORDER BY seq DESC LIMIT ?',
  );
  let before = Number.MAX_SAFE_INTEGER;
  for (;;) {
    const page = older.all(index ?? null, before, PAGE);
    yield* page;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = last.seq;
  }
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** The text of the JSON with its escapes resolved, as a reader of the document sees it. It is no longer JSON. */
function unescapeJson(json: string): string {
  if (!json.includes('\\')) return json;
  return json.replace(/\\(?:u([0-9a-fA-F]{4})|(.))/gs, (_, code: string | undefined, character: string) =>
    code === undefined ? (escapes[character] ?? character) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}
