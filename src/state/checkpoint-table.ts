import { crc32 } from 'node:zlib';
import type { Statement } from 'better-sqlite3';
import type { Database } from '../sqlite.ts';
import type { Crossing } from './generation.ts';

/** How far one generation has been acknowledged, as it is kept on disk. */
export interface Checkpoint {
  readonly key: string;
  readonly containerId: string;
  readonly path: string;
  readonly offset: number;
  readonly finished: boolean;
  /** Ascending. */
  readonly boundaries: readonly number[];
  /** Acknowledged ranges above the offset: from, to, from, to …, ascending. */
  readonly settled: readonly number[];
  /** What the file held right before the offset, or before the end of the last range in `settled`; empty when not known. */
  readonly stamp: string;
  readonly crossings: readonly Crossing[];
}

interface Row {
  key: string;
  container_id: string;
  path: string;
  offset: number;
  finished: number;
  boundaries: string;
  settled: string;
  stamp: string;
  crossings: string;
  checksum: number;
}

/** The checkpoints' table. Every method is one statement or one transaction and throws what SQLite throws. */
export class CheckpointTable {
  private readonly database: Database;
  private readonly selectOne: Statement<[string], Row>;
  private readonly upsert: Statement<[Row]>;
  /** Those of all rows are among them: others need not be asked for, 20 us for each of thousands of new files. */
  private keys: Set<string>;
  /** What was read last: at a start the same row is asked for by those who resume, list and begin. */
  private last: { readonly key: string; readonly found: Checkpoint | 'damaged' | undefined } | undefined;

  constructor(database: Database) {
    this.database = database;
    this.selectOne = database.prepare('SELECT * FROM checkpoints WHERE key = ?');
    this.keys = this.allKeys();
    this.upsert = database.prepare(
      `INSERT INTO checkpoints (key, container_id, path, offset, finished, boundaries, settled, stamp, crossings, checksum)
       VALUES (:key, :container_id, :path, :offset, :finished, :boundaries, :settled, :stamp, :crossings, :checksum)
       ON CONFLICT (key) DO UPDATE SET container_id = excluded.container_id, path = excluded.path,
         offset = excluded.offset, finished = excluded.finished, boundaries = excluded.boundaries,
         settled = excluded.settled, stamp = excluded.stamp, crossings = excluded.crossings,
         checksum = excluded.checksum, absent_ms = 0`,
    );
  }

  /** Undefined when there is none; `'damaged'` when the row is not what was written. */
  read(key: string): Checkpoint | 'damaged' | undefined {
    if (!this.keys.has(key)) return undefined;
    if (this.last?.key !== key) this.last = { key, found: this.select(key) };
    return this.last.found;
  }

  private select(key: string): Checkpoint | 'damaged' | undefined {
    const row = this.selectOne.get(key);
    if (row === undefined) return undefined;
    if (row.checksum !== checksum(row)) return 'damaged';
    return {
      key,
      containerId: row.container_id,
      path: row.path,
      offset: row.offset,
      finished: row.finished === 1,
      boundaries: JSON.parse(row.boundaries) as number[],
      settled: JSON.parse(row.settled) as number[],
      stamp: row.stamp,
      crossings: row.crossings === '' ? [] : (JSON.parse(row.crossings) as Crossing[]),
    };
  }

  write(checkpoint: Checkpoint): void {
    this.last = undefined;
    this.keys.add(checkpoint.key);
    const row: Row = {
      key: checkpoint.key,
      container_id: checkpoint.containerId,
      path: checkpoint.path,
      offset: checkpoint.offset,
      finished: checkpoint.finished ? 1 : 0,
      boundaries: JSON.stringify(checkpoint.boundaries),
      settled: JSON.stringify(checkpoint.settled),
      stamp: checkpoint.stamp,
      crossings: checkpoint.crossings.length === 0 ? '' : JSON.stringify(checkpoint.crossings),
      checksum: 0,
    };
    row.checksum = checksum(row);
    this.upsert.run(row);
  }

  /** What `age` has removed is removed for good: the transaction has been committed. */
  aged(): void {
    this.keys = this.allKeys();
  }

  private allKeys(): Set<string> {
    return new Set(this.database.prepare<[], string>('SELECT key FROM checkpoints').pluck().all());
  }

  containerIds(): string[] {
    return this.database.prepare<[], string>('SELECT DISTINCT container_id FROM checkpoints').pluck().all();
  }

  /**
   * Ages every checkpoint that is not among `present` by `elapsedMs` and makes the others young again; deletes those whose
   * age has reached `retentionMs`, except keys in `keep`. Age is time of a running agent only: rows must not vanish at
   * the first scan after a long stop. Only rows that change are written.
   */
  age(present: ReadonlySet<string>, keep: ReadonlySet<string>, elapsedMs: number, retentionMs: number): void {
    this.last = undefined;
    const rows = this.database
      .prepare<[], { key: string; absent_ms: number }>('SELECT key, absent_ms FROM checkpoints')
      .all();
    const setAge = this.database.prepare('UPDATE checkpoints SET absent_ms = ? WHERE key = ?');
    const remove = this.database.prepare('DELETE FROM checkpoints WHERE key = ?');
    for (const { key, absent_ms } of rows) {
      const age = present.has(key) ? 0 : absent_ms + elapsedMs;
      if (age >= retentionMs && age > 0 && !keep.has(key)) remove.run(key);
      else if (age !== absent_ms) setAge.run(age, key);
    }
  }
}

/** SQLite's own check finds broken pages, not a flipped digit: a wrong offset would pass over lines. */
function checksum(row: Row): number {
  const { key, container_id, offset, finished, boundaries, settled, stamp, crossings } = row;
  // Rows of earlier versions lack what came later, and their checksums stay valid.
  const later = [stamp, crossings].map((text) => (text === '' ? '' : ` ${text}`)).join('');
  return crc32(`${key} ${container_id} ${offset} ${finished} ${boundaries} ${settled}${later}`);
}
