import Sqlite from 'better-sqlite3';

export type Database = Sqlite.Database;

/** An operation that SQLite refused. `code` is its result code. */
export const { SqliteError } = Sqlite;

const kept: Database[] = [];

/**
 * Opens a file with better-sqlite3 12 in a way that is safe on Node.js 24.19 and later. There the process ends when the garbage
 * collector frees one of its objects (`RemoveEnvironmentCleanupHook … (env) != nullptr`). Version 13 mends that but does not run on
 * Node.js 20. So no object is ever freed: databases are kept, each database prepares an SQL text only once, and `iterate` throws,
 * because iterators are such objects. The same text must be used in the same way (`pluck`) everywhere.
 *
 * Throws SqliteError, or an Error with a remedy for the operator when better-sqlite3 was compiled for another Node.js.
 */
export function openSqlite(file: string, options?: Sqlite.Options): Database {
  const database = load(file, options);
  kept.push(database);
  const prepare = database.prepare.bind(database);
  const statements = new Map<string, Sqlite.Statement>();
  const prepareOnce = (sql: string): Sqlite.Statement => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = prepare(sql);
    statement.iterate = refuseToIterate;
    statements.set(sql, statement);
    return statement;
  };
  database.prepare = prepareOnce as Database['prepare'];
  database.pragma = (source, pragmaOptions) => {
    // A pragma that sets something takes effect when it is prepared, so preparing it once and running it again would not work.
    if (source.includes('=')) return database.exec(`PRAGMA ${source}`);
    const statement = prepareOnce(`PRAGMA ${source}`);
    return pragmaOptions?.simple === true ? statement.pluck(true).get() : statement.pluck(false).all();
  };
  return database;
}

/** Opens the database. The first one loads the native part, which may fail. */
function load(file: string, options: Sqlite.Options | undefined): Database {
  try {
    return new Sqlite(file, options);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_DLOPEN_FAILED') throw error;
    throw new Error(
      `better-sqlite3 does not load in Node.js ${process.version}: it was compiled for another one or another machine. ` +
        'Compile it for this one: npm rebuild better-sqlite3.',
      { cause: error },
    );
  }
}

function refuseToIterate(): never {
  throw new Error('iterate() is not safe on Node.js 24: read page by page');
}
