import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openSqlite } from '../../src/sqlite.ts';

export interface DeadLetter {
  readonly id: string;
  readonly index: string;
  readonly document: string;
  readonly status: number;
  readonly reason: string;
}

/** The dead letters in an agent's state folder, the oldest first; none while there is no state yet. */
export function readDeadLetters(stateDir: string): DeadLetter[] {
  const file = join(stateDir, 'state.db');
  if (!existsSync(file)) return [];
  const database = openSqlite(file, { readonly: true });
  try {
    // The file is there a moment before its tables are.
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE name = 'dead_letters'").all();
    if (tables.length === 0) return [];
    return database
      .prepare<[], DeadLetter>(
        'SELECT id, index_name AS "index", document, status, reason FROM dead_letters ORDER BY number',
      )
      .all();
  } finally {
    database.close();
  }
}
