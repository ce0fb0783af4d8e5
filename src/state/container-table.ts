import { crc32 } from 'node:zlib';
import type { Statement } from 'better-sqlite3';
import type { Database } from '../sqlite.ts';
import type { SavedGeneration } from './generation-progress.ts';

interface Row {
  readonly id: string;
  readonly generations: string;
  readonly checksum: number;
}

/**
 * The containers' table: a row for each, with all its generations. So what is saved of them is of one moment, and an event that
 * began in one generation and ended in the next is acknowledged in both or in neither.
 *
 * Every method is one statement and throws what SQLite throws.
 */
export class ContainerTable {
  readonly #select: Statement<[string], Row>;
  readonly #selectIds: Statement<[], string>;
  readonly #upsert: Statement<[Row]>;
  readonly #delete: Statement<[string]>;

  constructor(database: Database) {
    this.#select = database.prepare('SELECT * FROM containers WHERE id = ?');
    this.#selectIds = database.prepare<[], string>('SELECT id FROM containers').pluck();
    this.#upsert = database.prepare(
      `INSERT INTO containers (id, generations, checksum) VALUES (:id, :generations, :checksum)
       ON CONFLICT (id) DO UPDATE SET generations = excluded.generations, checksum = excluded.checksum`,
    );
    this.#delete = database.prepare('DELETE FROM containers WHERE id = ?');
  }

  ids(): string[] {
    return this.#selectIds.all();
  }

  /** Undefined when there is none; `'damaged'` when the row is not what was written. */
  read(id: string): readonly SavedGeneration[] | 'damaged' | undefined {
    const row = this.#select.get(id);
    if (row === undefined) return undefined;
    if (row.checksum !== checksumOf(row)) return 'damaged';
    return JSON.parse(row.generations) as SavedGeneration[];
  }

  write(id: string, saved: readonly SavedGeneration[]): void {
    const generations = JSON.stringify(saved);
    this.#upsert.run({ id, generations, checksum: checksumOf({ id, generations }) });
  }

  remove(id: string): void {
    this.#delete.run(id);
  }
}

/** SQLite's own check finds broken pages, not a flipped digit: a wrong offset would pass over lines. */
export function checksumOf({ id, generations }: Pick<Row, 'id' | 'generations'>): number {
  return crc32(`${id} ${generations}`);
}
