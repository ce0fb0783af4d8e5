import { closeSync, existsSync, openSync, renameSync, statSync } from 'node:fs';
import { type Database, openSqlite, SqliteError } from '../sqlite.ts';
import { type Migration, migrations } from './migrations.ts';
import { StateError } from './state-events.ts';

/** Result codes that speak of the machine or its operator and not of the file's contents. */
const environment = /^SQLITE_(BUSY|LOCKED|CANTOPEN|READONLY|FULL|IOERR|PERM|NOMEM|AUTH)/;

/**
 * Opens the state file, brings it to the current version and checks it. A damaged one is moved aside, reported by
 * `startedAnew`, and replaced by an empty one. Throws StateError for a file of a newer logagent.
 */
export function openDatabase(
  file: string,
  now: number,
  startedAnew: (movedTo: string, cause: string) => void,
): Database {
  if (existsSync(file) && statSync(file).size === 0) startedAnew(moveAside(file, now), 'the file is empty');
  try {
    return openChecked(file);
  } catch (error) {
    const code = sqliteCode(error);
    if (code === undefined || environment.test(code)) throw error;
    startedAnew(moveAside(file, now), (error as Error).message);
    return openChecked(file);
  }
}

/** `SQLITE_…` when SQLite refused something, else undefined. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof SqliteError ? error.code : undefined;
}

/** Does the work in one transaction; it is on disk when this returns, unless the power fails. Throws what the work throws. */
export function atomically<T>(database: Database, work: () => T): T {
  return database.transaction(work).immediate();
}

/** As `atomically`, and a power failure does not undo it either. */
export function durably<T>(database: Database, work: () => T): T {
  database.pragma('synchronous = FULL');
  try {
    return atomically(database, work);
  } finally {
    database.pragma('synchronous = NORMAL');
  }
}

/** Writes without changing anything. Throws when nothing can be written. */
export function probe(database: Database): void {
  database.pragma(`user_version = ${migrations.length}`);
}

/** Creates an empty file only its owner can read. SQLite gives its companions (-wal, -shm) the same mode. */
export function touch(file: string): void {
  closeSync(openSync(file, 'a', 0o600));
}

/**
 * As `openDatabase`, but throws SqliteError for a damaged file and leaves it where it is. `keepsFormat`: an agent of an earlier version may be
 * running on it, so that it is not brought to the current version.
 */
export function openChecked(file: string, keepsFormat = false): Database {
  touch(file);
  // Other commands write briefly (purge, replay): a second of waiting is far more than they need.
  const database = openSqlite(file, { timeout: 1000 });
  try {
    check(database, file);
    database.pragma('journal_mode = WAL');
    database.pragma('synchronous = NORMAL');
    if (!keepsFormat || versionOf(database) === 0) migrate(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Changes nothing: a file that is not ours, or not whole, is moved aside as it was found. */
function check(database: Database, file: string): void {
  const version = versionOf(database);
  if (version > migrations.length || version < 0) {
    throw new StateError(
      `The state file ${file} has format ${version}, this logagent knows formats up to ${migrations.length}: ` +
        'it was written by a newer logagent. Start that one, or move the file away to read all logs anew.',
    );
  }
  // The quick check leaves out whether indices fit their tables: one that doesn't makes every write of a letter fail.
  const answer = database.pragma('integrity_check(1)', { simple: true });
  if (answer !== 'ok') throw new SqliteError(String(answer), 'SQLITE_CORRUPT');
  const pristine = openSqlite(':memory:');
  for (const migration of migrations.slice(0, version)) apply(pristine, migration);
  const expected = schemaOf(pristine);
  pristine.close();
  if (schemaOf(database) !== expected) {
    throw new SqliteError('its tables are not those of a state file', 'SQLITE_CORRUPT');
  }
}

function migrate(database: Database): void {
  const missing = migrations.slice(versionOf(database));
  if (missing.length === 0) return;
  atomically(database, () => {
    for (const migration of missing) apply(database, migration);
    database.pragma(`user_version = ${migrations.length}`);
  });
}

function apply(database: Database, migration: Migration): void {
  if (typeof migration === 'string') database.exec(migration);
  else migration(database);
}

function versionOf(database: Database): number {
  return database.pragma('user_version', { simple: true }) as number;
}

function schemaOf(database: Database): string {
  const rows = database.prepare("SELECT sql FROM sqlite_schema WHERE sql <> '' ORDER BY name").pluck().all();
  return rows.join(';\n');
}

function moveAside(file: string, now: number): string {
  const stamp = new Date(now).toISOString().replaceAll(':', '');
  const movedTo = `${file}.corrupt-${stamp}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(file + suffix)) renameSync(file + suffix, movedTo + suffix);
  }
  return movedTo;
}
