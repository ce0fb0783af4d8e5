import type { Statement } from 'better-sqlite3';
import type { Database } from '../sqlite.ts';
import { durably } from './database.ts';
import { LetterShares } from './letter-shares.ts';
import type { Dropped } from './state-events.ts';

/** A document that Elasticsearch refuses for good. */
export interface Letter {
  readonly id: string;
  /** Name of the container that printed it, or empty where that is not known. */
  readonly container: string;
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

/** A row costs this much beyond its texts: keys, index entry, page overhead. */
const ROW_BYTES = 100;

/** The refused documents, on disk and bounded. */
export class DeadLetters {
  readonly #database: Database;
  readonly #clock: () => number;
  readonly #maxBytes: number;
  readonly #onDropped: ((dropped: Dropped) => void) | undefined;
  /** Of a letter its container as SQL has it: none in a state of an older format. */
  readonly #container: string;
  readonly #columns: string;
  readonly #insert: Statement<[Letter & { time: number; bytes: number }]>;
  readonly #old: Statement<[string], Share>;
  /** Kept up to date by every change of ours; measured again after one of another process. */
  #shares: LetterShares;
  #version: unknown;

  /** With `onDropped` the oldest letters of the container that has most make room for new ones; without it nothing is kept that has no room. */
  constructor(
    database: Database,
    clock: () => number,
    maxBytes: number,
    onDropped?: (dropped: Dropped) => void,
  ) {
    this.#database = database;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.#onDropped = onDropped;
    // The file of an agent of an earlier version, that a command looks at, has no such column.
    const names = database.prepare<[], string>("SELECT name FROM pragma_table_info('dead_letters')").pluck();
    const hasContainer = names.all().includes('container');
    this.#container = hasContainer ? 'container' : "''";
    this.#columns = `id, ${this.#container} AS container, index_name AS "index", document, status, reason, time`;
    const [column, value] = hasContainer ? ['container, ', ':container, '] : ['', ''];
    this.#insert = database.prepare(
      `INSERT INTO dead_letters (id, ${column}time, status, bytes, index_name, reason, document)
       VALUES (:id, ${value}:time, :status, :bytes, :index, :reason, :document)
       ON CONFLICT (id) DO UPDATE SET time = excluded.time, status = excluded.status, bytes = excluded.bytes,
         index_name = excluded.index_name, reason = excluded.reason, document = excluded.document`,
    );
    this.#old = database.prepare(
      `SELECT ${this.#container} AS container, bytes FROM dead_letters WHERE id = ?`,
    );
    this.#version = this.#foreignChanges();
    this.#shares = this.#measure();
  }

  /** How many there are, and how much of the limit they take. Throws what SQLite throws. */
  size(): { letters: number; bytes: number; limitBytes: number } {
    const version = this.#foreignChanges();
    if (version !== this.#version) this.#shares = this.#measure();
    this.#version = version;
    const { letters, bytes } = this.#shares;
    return { letters, bytes, limitBytes: this.#maxBytes };
  }

  /**
   * The container's letters take as much as is still free, or more: its share, if others are to find room at all times. So one container alone
   * gets half of all, and two a third each. Never where old letters make room.
   */
  isOverShare(container: string): boolean {
    if (this.#onDropped !== undefined || this.#shares.of(container) === 0) return false;
    try {
      const { bytes } = this.size();
      return this.#shares.of(container) >= this.#maxBytes - bytes;
    } catch {
      // Whoever writes a letter is told.
      return false;
    }
  }

  /**
   * Keeps all letters or none; a letter whose id is already there replaces it. Undefined when they are on disk, safe from
   * a power failure too; otherwise a clause saying why not.
   */
  put(letters: readonly Letter[]): string | undefined {
    try {
      const { bytes } = this.size();
      if (this.#onDropped === undefined && this.#growth(letters) > this.#maxBytes - bytes) {
        return `the dead letters are full (${bytes} of ${this.#maxBytes} bytes)`;
      }
      const dropped = durably(this.#database, () => {
        this.#write(letters);
        return this.#makeRoom();
      });
      for (const each of dropped) this.#onDropped?.(each);
      return undefined;
    } catch (error) {
      // What was written has been taken back.
      this.#version = undefined;
      return `dead letters can't be written: ${(error as Error).message}`;
    }
  }

  /** The oldest first. */
  list(limit = 100): KeptLetter[] {
    return this.#database
      .prepare<[number], KeptLetter>(`SELECT ${this.#columns} FROM dead_letters ORDER BY number LIMIT ?`)
      .all(limit);
  }

  /** All of them one after the other, the oldest first: together they may be larger than the memory. */
  *each(): Iterable<KeptLetter> {
    const page = this.#database.prepare<[number], KeptLetter & { number: number }>(
      `SELECT number, ${this.#columns} FROM dead_letters WHERE number > ? ORDER BY number LIMIT 100`,
    );
    for (let rows = page.all(0); rows.length > 0; rows = page.all(rows.at(-1)?.number ?? 0)) yield* rows;
  }

  /** Undefined when no letter has this id. */
  get(id: string): KeptLetter | undefined {
    return this.#database
      .prepare<[string], KeptLetter>(`SELECT ${this.#columns} FROM dead_letters WHERE id = ?`)
      .get(id);
  }

  /** Forgets the letters for good; returns how many there were. Throws what SQLite throws. */
  remove(ids: readonly string[]): number {
    const one = this.#database.prepare<[string]>('DELETE FROM dead_letters WHERE id = ?');
    const removed = durably(this.#database, () =>
      ids.flatMap((id) => {
        const share = this.#old.get(id);
        return share === undefined || one.run(id).changes === 0 ? [] : [share];
      }),
    );
    for (const { container, bytes } of removed) this.#shares.add(container, -1, -bytes);
    return removed.length;
  }

  /** Ids and indices of all, the oldest first. */
  names(): { id: string; index: string }[] {
    return this.#database
      .prepare<[], { id: string; index: string }>(
        'SELECT id, index_name AS "index" FROM dead_letters ORDER BY number',
      )
      .all();
  }

  #write(letters: readonly Letter[]): void {
    const time = this.#clock();
    for (const letter of letters) {
      const bytes = sizeOf(letter);
      const old = this.#old.get(letter.id);
      const { id, container, index, document, status, reason } = letter;
      this.#insert.run({ id, container, index, document, status, reason, time, bytes });
      if (old === undefined) this.#shares.add(container, 1, bytes);
      else this.#shares.add(old.container, 0, bytes - old.bytes);
    }
  }

  /** Deletes letters until the others are within the limit; a new one too if it alone is beyond it. */
  #makeRoom(): Iterable<Dropped> {
    const dropped = new Map<string, Dropped>();
    while (this.#shares.bytes > this.#maxBytes) {
      const container = this.#shares.largest();
      const oldest = container === undefined ? undefined : this.#takeOldest(container);
      if (container === undefined || oldest === undefined) break;
      this.#shares.add(container, -1, -oldest);
      const { letters, bytes } = dropped.get(container) ?? { letters: 0, bytes: 0 };
      dropped.set(container, { container, letters: letters + 1, bytes: bytes + oldest });
    }
    return dropped.values();
  }

  /** Deletes a container's oldest letter and returns its size. */
  #takeOldest(container: string): number | undefined {
    return this.#database
      .prepare<[string], number>(
        `DELETE FROM dead_letters
         WHERE number = (SELECT number FROM dead_letters WHERE container = ? ORDER BY number LIMIT 1) RETURNING bytes`,
      )
      .pluck()
      .get(container);
  }

  /** Bytes that these would add beyond those that they replace. */
  #growth(letters: readonly Letter[]): number {
    return letters.reduce((sum, letter) => sum + sizeOf(letter) - (this.#old.get(letter.id)?.bytes ?? 0), 0);
  }

  #measure(): LetterShares {
    const shares = new LetterShares();
    const rows = this.#database.prepare<[], Share & { letters: number }>(
      `SELECT ${this.#container} AS container, count(*) AS letters, sum(bytes) AS bytes FROM dead_letters GROUP BY 1`,
    );
    for (const { container: name, letters, bytes } of rows.all()) shares.add(name, letters, bytes);
    return shares;
  }

  /** Another number once another connection, such as that of `dead purge`, has changed anything. */
  #foreignChanges(): unknown {
    return this.#database.pragma('data_version', { simple: true });
  }
}

interface Share {
  readonly container: string;
  readonly bytes: number;
}

function sizeOf({ id, index, document, reason }: Letter): number {
  return ROW_BYTES + id.length + index.length + Buffer.byteLength(document) + Buffer.byteLength(reason);
}
