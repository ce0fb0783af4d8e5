import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Database, openSqlite } from '../sqlite.ts';
import { sqliteCode } from './database.ts';
import { StateError } from './state-events.ts';

/**
 * The exclusive right to a state folder: an open exclusive transaction on a SQLite file of its own, which the kernel ends
 * with the process, however that dies. The state file itself stays readable for other commands meanwhile.
 */
export class Lock {
  readonly #database: Database;
  readonly #pidFile: string;

  private constructor(database: Database, pidFile: string) {
    this.#database = database;
    this.#pidFile = pidFile;
  }

  /** Takes the lock or throws StateError when another agent has it. The folder's file `agent.lock` must exist. */
  static take(folder: string): Lock {
    const file = join(folder, 'agent.lock');
    const pidFile = join(folder, 'agent.pid');
    const database = openSqlite(file, { timeout: 0 });
    try {
      beginExclusive(database, file);
    } catch (error) {
      database.close();
      throw isBusy(error) ? inUse(folder, pidFile) : error;
    }
    writeFileSync(pidFile, `${process.pid}\n`, { mode: 0o600 });
    return new Lock(database, pidFile);
  }

  /** May be called again. */
  release(): void {
    if (!this.#database.open) return;
    // The pid goes first: after the lock has gone the file may already be another agent's.
    rmSync(this.#pidFile, { force: true });
    this.#database.close();
  }
}

function beginExclusive(database: Database, file: string): void {
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (sqliteCode(error) !== 'SQLITE_NOTADB') throw error;
    // Nothing is ever written to this file. SQLite looked inside, so nobody holds the lock; truncating, unlike
    // replacing the file, can't separate two agents that start at the same moment.
    truncateSync(file, 0);
    database.exec('BEGIN EXCLUSIVE');
  }
}

function isBusy(error: unknown): boolean {
  return sqliteCode(error)?.startsWith('SQLITE_BUSY') ?? false;
}

function inUse(folder: string, pidFile: string): StateError {
  let pid = 'unknown';
  try {
    pid = readFileSync(pidFile, 'utf8').trim();
  } catch {
    // The other agent is just starting or stopping; the sentence is as true without its pid.
  }
  return new StateError(
    `State folder ${folder} is in use by another logagent (pid ${pid}). Stop it or give this one its own --state-dir.`,
  );
}
