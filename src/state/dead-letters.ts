import type { Statement } from 'better-sqlite3';
import type { Database } from '../sqlite.ts';
import { durably } from './database.ts';

/** A document that Elasticsearch refuses for good. */
export interface Letter {
  readonly id: string;
  readonly index: string;
  /** The source line as it was sent, without LF. */
  readonly document: string;
  /** HTTP status of the item, or 0. */
  readonly status: number;
  /** Elasticsearch's `type: reason`. */
  readonly reason: string;
}

export interface KeptLetter extends Letter {
  /** When it was kept: milliseconds since 1970. */
  readonly time: number;
}

/** What a row costs beyond its texts: keys, index entry, page overhead. */
const ROW_BYTES = 100;

/** The refused documents, on disk and bounded. */
export class DeadLetters {
  private readonly database: Database;
  private readonly clock: () => number;
  private readonly maxBytes: number;
  private readonly insert: Statement<[Letter & { time: number; bytes: number }]>;
  private readonly old: Statement<[string], number>;
  /** Kept up to date by every change of ours; measured again after one of another process. */
  private held: { letters: number; bytes: number };
  private version: unknown;

  constructor(database: Database, clock: () => number, maxBytes: number) {
    this.database = database;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.insert = database.prepare(
      `INSERT INTO dead_letters (id, time, status, bytes, index_name, reason, document)
       VALUES (:id, :time, :status, :bytes, :index, :reason, :document)
       ON CONFLICT (id) DO UPDATE SET time = excluded.time, status = excluded.status, bytes = excluded.bytes,
         index_name = excluded.index_name, reason = excluded.reason, document = excluded.document`,
    );
    this.old = database.prepare<[string], number>('SELECT bytes FROM dead_letters WHERE id = ?').pluck();
    this.version = this.foreignChanges();
    this.held = this.measure();
  }

  /** How many there are, and how much of the limit they take. Throws what SQLite throws. */
  size(): { letters: number; bytes: number; limitBytes: number } {
    const version = this.foreignChanges();
    if (version !== this.version) this.held = this.measure();
    this.version = version;
    return { ...this.held, limitBytes: this.maxBytes };
  }

  /**
   * Keeps all letters or none; a letter whose id is already there replaces it. Undefined when they are on disk, safe from
   * a power failure too; otherwise a clause saying why not.
   */
  put(letters: readonly Letter[]): string | undefined {
    try {
      const { bytes } = this.size();
      const growth = this.growth(letters);
      if (growth.bytes > this.maxBytes - bytes) {
        return `the dead letters are full (${bytes} of ${this.maxBytes} bytes)`;
      }
      durably(this.database, () => this.write(letters));
      this.held = { letters: this.held.letters + growth.letters, bytes: bytes + growth.bytes };
      return undefined;
    } catch (error) {
      return `dead letters can't be written: ${(error as Error).message}`;
    }
  }

  /** The oldest first. */
  list(limit = 100): KeptLetter[] {
    return this.database
      .prepare<[number], KeptLetter>(
        `SELECT id, index_name AS "index", document, status, reason, time FROM dead_letters ORDER BY number LIMIT ?`,
      )
      .all(limit);
  }

  /** Undefined when no letter has this id. */
  get(id: string): KeptLetter | undefined {
    return this.database
      .prepare<[string], KeptLetter>(
        `SELECT id, index_name AS "index", document, status, reason, time FROM dead_letters WHERE id = ?`,
      )
      .get(id);
  }

  /** Forgets the letters for good; returns how many there were. Throws what SQLite throws. */
  remove(ids: readonly string[]): number {
    const one = this.database
      .prepare<[string], number>('DELETE FROM dead_letters WHERE id = ? RETURNING bytes')
      .pluck();
    const removed = durably(this.database, () => ids.flatMap((id) => one.get(id) ?? []));
    const bytes = removed.reduce((sum, size) => sum + size, 0);
    this.held = { letters: this.held.letters - removed.length, bytes: this.held.bytes - bytes };
    return removed.length;
  }

  /** Ids and indices of all, the oldest first. */
  names(): { id: string; index: string }[] {
    return this.database
      .prepare<[], { id: string; index: string }>(
        'SELECT id, index_name AS "index" FROM dead_letters ORDER BY number',
      )
      .all();
  }

  private write(letters: readonly Letter[]): void {
    const time = this.clock();
    for (const { id, index, document, status, reason } of letters) {
      const bytes = sizeOf({ id, index, document, status, reason });
      this.insert.run({ id, index, document, status, reason, time, bytes });
    }
  }

  /** What the letters would add beyond those that they replace. */
  private growth(letters: readonly Letter[]): { letters: number; bytes: number } {
    const replaced = letters.map(({ id }) => this.old.get(id));
    return {
      letters: replaced.filter((bytes) => bytes === undefined).length,
      bytes: letters.reduce((sum, letter, i) => sum + sizeOf(letter) - (replaced[i] ?? 0), 0),
    };
  }

  private measure(): { letters: number; bytes: number } {
    const sql = 'SELECT count(*) AS letters, coalesce(sum(bytes), 0) AS bytes FROM dead_letters';
    return (
      this.database.prepare<[], { letters: number; bytes: number }>(sql).get() ?? { letters: 0, bytes: 0 }
    );
  }

  /** Another number once another connection, such as that of `dead purge`, has changed anything. */
  private foreignChanges(): unknown {
    return this.database.pragma('data_version', { simple: true });
  }
}

function sizeOf({ id, index, document, reason }: Letter): number {
  return ROW_BYTES + id.length + index.length + Buffer.byteLength(document) + Buffer.byteLength(reason);
}
