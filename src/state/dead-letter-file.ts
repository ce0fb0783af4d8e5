import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openChecked } from './database.ts';
import { DeadLetters } from './dead-letters.ts';
import { StateError } from './state-events.ts';

/** The dead letters of a state folder, for a command beside the agent: no lock is taken, SQLite keeps the two apart. */
export interface DeadLetterFile {
  readonly letters: DeadLetters;
  close(): void;
}

/** Throws StateError, a sentence for the operator, when there is no state in the folder or it is damaged. */
export function openDeadLetters(folder: string, now: () => number): DeadLetterFile {
  const file = join(folder, 'state.db');
  if (!existsSync(file)) {
    throw new StateError(`There is no state in ${folder}. Name the agent's folder with --state-dir.`);
  }
  const database = open(file);
  // A command only puts back letters that were there before, so that the bound does not apply.
  return {
    letters: new DeadLetters(database, now, Number.POSITIVE_INFINITY),
    close: () => database.close(),
  };
}

/** A damaged file is left where it is: moving it aside is for the agent, which may be running on it. */
function open(file: string): ReturnType<typeof openChecked> {
  try {
    // Letters are the same in all formats.
    return openChecked(file, true);
  } catch (error) {
    // Neither SQLite's nor the system's: it says itself what is wrong.
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new StateError(`The state file ${file} can't be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
