import type { Statement } from 'better-sqlite3';
import type { Database } from '../../sqlite.ts';
import { openStoreFile } from './store-file.ts';

/** What is known of a document without reading its source. */
export interface DocumentRow {
  /** Rises with every new document. */
  readonly seq: number;
  readonly index: string;
  readonly id: string;
  /** Of its source. */
  readonly bytes: number;
}

/** A document as it was sent; `source` is its JSON text. */
export interface StoredDocument {
  /** Rises with every new document. */
  readonly seq: number;
  readonly index: string;
  readonly id: string;
  readonly source: string;
}

export type Written = 'created' | 'updated' | 'conflict';

/** Most documents dropped in one statement. Few enough that requests wait for milliseconds only. */
const DROP_SLICE = 2000;

const COLUMNS = 'seq, idx AS "index", id, source';

/**
 * The documents on disk, bounded in size. Once a write has returned, its document survives any end of the process.
 *
 * When the file grows beyond its bound, the oldest documents are dropped. Their ids are forgotten with them, so such a document
 * would count as new if it were sent again. The agent never does that: it only repeats what it sent a moment ago.
 */
export class Documents {
  readonly #database: Database;
  readonly #maxBytes: number;
  readonly #dropped: (documents: number) => void;
  readonly #insert: Statement<[string, string, string]>;
  readonly #replace: Statement<[string, string, string]>;
  readonly #select: Statement<[string, string], StoredDocument>;
  readonly #selectBySeq: Statement<[number], StoredDocument>;
  readonly #selectRows: Statement<[number, number], DocumentRow>;
  readonly #selectSource: Statement<[number], string>;
  readonly #countPage: Statement<[string, string, number], { count: number; last: string | null }>;
  readonly #names: Set<string>;

  /**
   * Opens the file; creates it (0600) and its folder when they are missing. `dropped` is called with the number of documents each
   * time some are dropped. Throws StoreError when the file can't be used.
   */
  static open(file: string, maxBytes: number, dropped: (documents: number) => void): Documents {
    return openStoreFile(file, (database) => new Documents(database, maxBytes, dropped));
  }

  private constructor(database: Database, maxBytes: number, dropped: (documents: number) => void) {
    this.#database = database;
    this.#maxBytes = maxBytes;
    this.#dropped = dropped;
    const values = 'INTO documents (idx, id, source) VALUES (?, ?, ?) ON CONFLICT (idx, id)';
    this.#insert = database.prepare(`INSERT ${values} DO NOTHING`);
    this.#replace = database.prepare(`INSERT ${values} DO UPDATE SET source = excluded.source`);
    this.#select = database.prepare(`SELECT ${COLUMNS} FROM documents WHERE idx = ? AND id = ?`);
    this.#selectBySeq = database.prepare(`SELECT ${COLUMNS} FROM documents WHERE seq = ?`);
    // The length is in the row's head, so that the source itself is not read.
    this.#selectRows = database.prepare(
      'SELECT seq, idx AS "index", id, octet_length(source) AS bytes FROM documents WHERE seq > ? ORDER BY seq LIMIT ?',
    );
    this.#selectSource = database
      .prepare<[number], string>('SELECT source FROM documents WHERE seq = ?')
      .pluck();
    this.#countPage = database.prepare(
      'SELECT count(*) AS count, max(id) AS last FROM (SELECT id FROM documents WHERE idx = ? AND id > ? ORDER BY id LIMIT ?)',
    );
    this.#names = new Set(readNames(database));
  }

  /** Does all writes of `work` in one transaction. When it throws, none of them has happened. */
  transaction<T>(work: () => T): T {
    const names = [...this.#names];
    let result: T;
    try {
      result = this.#database.transaction(work).immediate();
    } catch (error) {
      this.#names.clear();
      for (const name of names) this.#names.add(name);
      throw error;
    }
    this.#makeRoom();
    return result;
  }

  /** Stores a document unless its id exists already. */
  create(index: string, id: string, source: string): Written {
    if (this.#insert.run(index, id, source).changes === 0) return 'conflict';
    this.#names.add(index);
    return 'created';
  }

  /** Stores a document, replacing the one with the same id if there is one. */
  put(index: string, id: string, source: string): Written {
    if (this.create(index, id, source) === 'created') return 'created';
    this.#replace.run(index, id, source);
    return 'updated';
  }

  get(index: string, id: string): StoredDocument | undefined {
    return this.#select.get(index, id);
  }

  /** At most `limit` documents after `seq`, oldest first, without their sources. */
  rows(seq: number, limit: number): DocumentRow[] {
    return this.#selectRows.all(seq, limit);
  }

  bySeq(seq: number): StoredDocument | undefined {
    return this.#selectBySeq.get(seq);
  }

  /** The source of the document with this `seq`. */
  source(seq: number): string | undefined {
    return this.#selectSource.get(seq);
  }

  /** Counts at most `limit` documents of an index whose ids come after `id`; `last` is the last of these ids, null when there is none. */
  countPage(index: string, id: string, limit: number): { count: number; last: string | null } {
    return this.#countPage.get(index, id, limit) ?? { count: 0, last: null };
  }

  count(index: string): number {
    const sql = 'SELECT count(*) FROM documents WHERE idx = ?';
    return this.#database.prepare<[string], number>(sql).pluck().get(index) ?? 0;
  }

  indices(): readonly string[] {
    return [...this.#names].sort();
  }

  deleteIndex(index: string): void {
    this.#database.prepare('DELETE FROM documents WHERE idx = ?').run(index);
    this.#names.delete(index);
  }

  /** Bytes of the file that hold data. Freed pages don't count, because they are used again before the file grows. */
  size(): number {
    const number = (name: string) => this.#database.pragma(name, { simple: true }) as number;
    return (number('page_count') - number('freelist_count')) * number('page_size');
  }

  close(): void {
    this.#database.close();
  }

  #makeRoom(): void {
    if (this.size() <= this.#maxBytes) return;
    const drop = this.#database.prepare(
      'DELETE FROM documents WHERE seq IN (SELECT seq FROM documents ORDER BY seq LIMIT ?)',
    );
    // Nearly the number of documents, since there are few gaps between the first and the last. Counting would read them all.
    const number = this.#database
      .prepare<[], number>('SELECT max(seq) - min(seq) + 1 FROM documents')
      .pluck();
    let gone = 0;
    let changes: number;
    do {
      const excess = (this.size() - this.#maxBytes) / this.size();
      const slice = Math.ceil(excess * (number.get() ?? 0));
      ({ changes } = drop.run(Math.min(DROP_SLICE, Math.max(1, slice))));
      gone += changes;
    } while (changes > 0 && this.size() > this.#maxBytes);
    if (gone > 0) this.#dropped(gone);
  }
}

/** Jumps from name to name through the index on (idx, id), because reading every row would take seconds. */
function readNames(database: Database): string[] {
  const next = database
    .prepare<[string], string | null>('SELECT min(idx) FROM documents WHERE idx > ?')
    .pluck();
  const names: string[] = [];
  for (let name = next.get(''); typeof name === 'string'; name = next.get(name)) names.push(name);
  return names;
}
