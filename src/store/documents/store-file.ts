import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Database, openSqlite } from '../../sqlite.ts';
import { StoreError } from '../store-error.ts';

/** Version of the file's format. */
const FORMAT = 1;

const schema = `
  CREATE TABLE documents (
    seq INTEGER PRIMARY KEY,
    idx TEXT NOT NULL,
    id TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (idx, id)
  ) STRICT;
  PRAGMA user_version = ${FORMAT};`;

/**
 * Opens the store's file and passes it to `use`. Creates the file (0600) and its folder (0700) when they are missing. Throws
 * StoreError when the file can't be used, and then has closed it.
 */
export function openStoreFile<T>(file: string, use: (database: Database) => T): T {
  return refusingClearly(file, () => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    closeSync(openSync(file, 'a', 0o600));
    const database = openSqlite(file);
    try {
      prepare(database, file);
      return use(database);
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

function prepare(database: Database, file: string): void {
  const version = database.pragma('user_version', { simple: true }) as number;
  if (version > FORMAT) {
    throw new StoreError(
      `The store ${file} has format ${version}, this logagent knows formats up to ${FORMAT}: it was written by a newer ` +
        'logagent. Start that one, or move the file away to begin an empty store.',
    );
  }
  database.pragma('journal_mode = WAL');
  // Survives the end of the process. A power failure may lose the last moments, but never damages the file.
  database.pragma('synchronous = NORMAL');
  database.pragma('journal_size_limit = 16777216');
  // 16 MiB of pages instead of the default 4 MiB, so that a quarter as many checkpoints wait for the disk.
  database.pragma('wal_autocheckpoint = 4000');
  database.pragma('cache_size = -16384');
  if (version === 0) database.transaction(() => database.exec(schema)).immediate();
}

function refusingClearly<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof StoreError) throw error;
    const cause = error as Error;
    throw new StoreError(
      `The store ${file} can't be used: ${cause.message}. Repair or move away what is there; an empty store begins by itself.`,
      { cause },
    );
  }
}
