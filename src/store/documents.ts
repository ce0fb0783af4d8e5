import type { Statement } from 'better-sqlite3';
import type { Database } from '../sqlite.ts';
import { openStoreFile } from './store-file.ts';

/** A document as it was sent; `source` is its JSON text. */
export interface StoredDocument {
  /** Rises with every document that is new. */
  readonly seq: number;
  readonly index: string;
  readonly id: string;
  readonly source: string;
}

export type Written = 'created' | 'updated' | 'conflict';

/** Documents dropped at a time while the file is too large: few enough to keep requests waiting for milliseconds only. */
const DROP_SLICE = 2000;

const COLUMNS = 'seq, idx AS "index", id, source';

/**
 * The documents on disk, bounded in size. What a write has returned for survives the end of the process, however it dies.
 *
 * When the file grows beyond its bound the oldest documents go, and with them the memory of their ids: a document that old,
 * sent again, would be new. The agent sends again what it sent a moment ago, not what it sent a gigabyte ago.
 */
export class Documents {
  private readonly database: Database;
  private readonly maxBytes: number;
  private readonly dropped: (documents: number) => void;
  private readonly insert: Statement<[string, string, string]>;
  private readonly replace: Statement<[string, string, string]>;
  private readonly select: Statement<[string, string], StoredDocument>;
  private readonly selectSlice: Statement<[number, number], StoredDocument>;
  private readonly names: Set<string>;

  /**
   * Creates the file (0600) and its folder when they are missing. `dropped` is told how many documents went each time.
   * Throws StoreError when the file can't be used.
   */
  static open(file: string, maxBytes: number, dropped: (documents: number) => void): Documents {
    return openStoreFile(file, (database) => new Documents(database, maxBytes, dropped));
  }

  private constructor(database: Database, maxBytes: number, dropped: (documents: number) => void) {
    this.database = database;
    this.maxBytes = maxBytes;
    this.dropped = dropped;
    const values = 'INTO documents (idx, id, source) VALUES (?, ?, ?) ON CONFLICT (idx, id)';
    this.insert = database.prepare(`INSERT ${values} DO NOTHING`);
    this.replace = database.prepare(`INSERT ${values} DO UPDATE SET source = excluded.source`);
    this.select = database.prepare(`SELECT ${COLUMNS} FROM documents WHERE idx = ? AND id = ?`);
    this.selectSlice = database.prepare(
      `SELECT ${COLUMNS} FROM documents WHERE seq > ? ORDER BY seq LIMIT ?`,
    );
    this.names = new Set(readNames(database));
  }

  /** Does all writes of one request in one transaction: when `work` throws, none of them has happened. */
  transaction<T>(work: () => T): T {
    const names = [...this.names];
    let result: T;
    try {
      result = this.database.transaction(work).immediate();
    } catch (error) {
      this.names.clear();
      for (const name of names) this.names.add(name);
      throw error;
    }
    this.makeRoom();
    return result;
  }

  /** Keeps a document unless its id is there already. */
  create(index: string, id: string, source: string): Written {
    if (this.insert.run(index, id, source).changes === 0) return 'conflict';
    this.names.add(index);
    return 'created';
  }

  /** Keeps a document in the place of the one of its id, if there is one. */
  put(index: string, id: string, source: string): Written {
    if (this.create(index, id, source) === 'created') return 'created';
    this.replace.run(index, id, source);
    return 'updated';
  }

  get(index: string, id: string): StoredDocument | undefined {
    return this.select.get(index, id);
  }

  /** The next documents after `seq`, oldest first. */
  slice(seq: number, limit: number): StoredDocument[] {
    return this.selectSlice.all(seq, limit);
  }

  count(index: string): number {
    const sql = 'SELECT count(*) FROM documents WHERE idx = ?';
    return this.database.prepare<[string], number>(sql).pluck().get(index) ?? 0;
  }

  indices(): readonly string[] {
    return [...this.names].sort();
  }

  deleteIndex(index: string): void {
    this.database.prepare('DELETE FROM documents WHERE idx = ?').run(index);
    this.names.delete(index);
  }

  /** Bytes of the file that hold something. Freed pages don't count: they are used again before the file grows. */
  size(): number {
    const number = (name: string) => this.database.pragma(name, { simple: true }) as number;
    return (number('page_count') - number('freelist_count')) * number('page_size');
  }

  close(): void {
    this.database.close();
  }

  private makeRoom(): void {
    if (this.size() <= this.maxBytes) return;
    const drop = this.database.prepare(
      'DELETE FROM documents WHERE seq IN (SELECT seq FROM documents ORDER BY seq LIMIT ?)',
    );
    // Between the ends there are few gaps, so that their distance is nearly the number of documents.
    const number = this.database.prepare<[], number>('SELECT max(seq) - min(seq) + 1 FROM documents').pluck();
    let gone = 0;
    let changes: number;
    do {
      const excess = (this.size() - this.maxBytes) / this.size();
      const slice = Math.ceil(excess * (number.get() ?? 0));
      ({ changes } = drop.run(Math.min(DROP_SLICE, Math.max(1, slice))));
      gone += changes;
    } while (changes > 0 && this.size() > this.maxBytes);
    if (gone > 0) this.dropped(gone);
  }
}

/** Hops from name to name in the index on (idx, id): reading every row would take seconds. */
function readNames(database: Database): string[] {
  const next = database
    .prepare<[string], string | null>('SELECT min(idx) FROM documents WHERE idx > ?')
    .pluck();
  const names: string[] = [];
  for (let name = next.get(''); typeof name === 'string'; name = next.get(name)) names.push(name);
  return names;
}
