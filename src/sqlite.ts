import Sqlite from 'better-sqlite3';

export type Database = Sqlite.Database;

/** What SQLite refused; `code` is its result code. */
export const { SqliteError } = Sqlite;

const kept: Database[] = [];

/**
 * Opens a file with better-sqlite3 12, made safe for Node.js 24.19 and later, where its objects end the process when the
 * garbage collector frees one of them (`RemoveEnvironmentCleanupHook … (env) != nullptr`). Version 13 has mended that but
 * does not run on Node.js 20. So no object is ever freed: databases are kept, each SQL text is prepared once for each, and
 * `iterate`, whose iterators are such objects, throws. The same text must be used in the same way (`pluck`) everywhere.
 * Throws SqliteError, and an Error for the operator where better-sqlite3 was compiled for another Node.js.
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
    // One that sets something takes effect when it is compiled, so that it can't be prepared once and used again.
    if (source.includes('=')) return database.exec(`PRAGMA ${source}`);
    const statement = prepareOnce(`PRAGMA ${source}`);
    return pragmaOptions?.simple === true ? statement.pluck(true).get() : statement.pluck(false).all();
  };
  return database;
}

/** The native part is loaded with the first database. */
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
