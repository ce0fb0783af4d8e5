import { crc32 } from 'node:zlib';
import type { Database } from '../sqlite.ts';
import { ContainerTable } from './container-table.ts';
import type { SavedGeneration } from './generation-progress.ts';

/** SQL, or for what SQL can't say a function. */
export type Migration = string | ((database: Database) => void);

/** Each entry takes the file from the version that is its index to the next; entries are only ever added. */
export const migrations: readonly Migration[] = [
  `CREATE TABLE checkpoints (
     key TEXT PRIMARY KEY,
     container_id TEXT NOT NULL,
     path TEXT NOT NULL,
     offset INTEGER NOT NULL,
     finished INTEGER NOT NULL,
     boundaries TEXT NOT NULL,
     settled TEXT NOT NULL,
     checksum INTEGER NOT NULL,
     absent_ms INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE dead_letters (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     time INTEGER NOT NULL,
     status INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     index_name TEXT NOT NULL,
     reason TEXT NOT NULL,
     document TEXT NOT NULL
   ) STRICT;`,
  `ALTER TABLE checkpoints ADD COLUMN stamp TEXT NOT NULL DEFAULT '';`,
  `ALTER TABLE checkpoints ADD COLUMN crossings TEXT NOT NULL DEFAULT '';`,
  joinRowsOfContainers,
  // Which container printed a letter stood in its document only.
  `ALTER TABLE dead_letters ADD COLUMN container TEXT NOT NULL DEFAULT '';
   UPDATE dead_letters SET container = coalesce(json_extract(document, '$.container.name'), '') WHERE json_valid(document);
   CREATE INDEX dead_letters_by_container ON dead_letters (container, number, bytes);`,
];

/** A generation's row in the formats 1 to 3. */
interface OldRow {
  readonly key: string;
  readonly container_id: string;
  readonly path: string;
  readonly offset: number;
  readonly finished: number;
  readonly boundaries: string;
  readonly settled: string;
  readonly stamp: string;
  readonly crossings: string;
  readonly checksum: number;
  readonly absent_ms: number;
}

/**
 * Format 4: a row for each container. Stamps of bytes and crossings are left behind: a file that has lost its end while the agent
 * was upgraded is known by its size only, and of an event over a rotation that had not settled the rest is sent by itself.
 */
function joinRowsOfContainers(database: Database): void {
  database.exec(
    `CREATE TABLE containers (
       id TEXT PRIMARY KEY,
       generations TEXT NOT NULL,
       checksum INTEGER NOT NULL
     ) STRICT, WITHOUT ROWID;`,
  );
  const containers = new Map<string, SavedGeneration[]>();
  for (const row of database.prepare<[], OldRow>('SELECT * FROM checkpoints').all()) {
    const generations = containers.get(row.container_id) ?? [];
    containers.set(row.container_id, generations);
    // A damaged row is read anew, as it would have been before.
    if (row.checksum === oldChecksum(row)) generations.push(generationOf(row));
  }
  const table = new ContainerTable(database);
  for (const [id, generations] of containers) table.write(id, generations);
  database.exec('DROP TABLE checkpoints;');
}

function generationOf(row: OldRow): SavedGeneration {
  const { key, path, offset, finished, absent_ms: absentMs } = row;
  const notes = { boundaries: JSON.parse(row.boundaries) as number[], cuts: [], rests: [] };
  const settled = JSON.parse(row.settled) as number[];
  return { key, path, offset, finished: finished === 1, settled, notes, absentMs };
}

function oldChecksum(row: OldRow): number {
  const { key, container_id, offset, finished, boundaries, settled, stamp, crossings } = row;
  // Rows of earlier versions lack what came later, and their checksums stayed valid.
  const later = [stamp, crossings].map((text) => (text === '' ? '' : ` ${text}`)).join('');
  return crc32(`${key} ${container_id} ${offset} ${finished} ${boundaries} ${settled}${later}`);
}
