import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Rest } from '../log/notes.ts';
import type { ResumePoint } from '../log/resume-point.ts';
import type { Span } from '../log/span.ts';
import type { Stream } from '../log/stream.ts';
import type { Database } from '../sqlite.ts';
import { Checkpoints } from './checkpoints.ts';
import { openDatabase, sqliteCode, touch } from './database.ts';
import { DeadLetters } from './dead-letters.ts';
import { HeldBack } from './held-back.ts';
import { Lock } from './lock.ts';
import type { Ending, Place } from './places.ts';
import { StateError, type StateEvents } from './state-events.ts';

export interface StateOptions {
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** How long complete scans must not have seen a generation before its checkpoint is forgotten. */
  readonly retentionMs: number;
  /** Texts of dead letters kept at most. */
  readonly deadLettersMaxBytes: number;
  /** When they are full: nothing more is kept, and containers are held back before; or the oldest of the container that has most make room. Default `stop`. */
  readonly deadLettersFull?: 'stop' | 'drop-oldest';
  readonly events: StateEvents;
}

/**
 * Everything that outlives the process: how far the bytes of each generation are acknowledged, and the dead letters.
 *
 * One folder holds `state.db`, `agent.lock` and `agent.pid`; one agent at a time. Everything is synchronous. What a method
 * has written survives SIGKILL; boundaries and dead letters survive a power failure as well.
 */
export class State {
  readonly deadLetters: DeadLetters;
  /** Containers that are not read on for their dead letters. */
  readonly heldBack: HeldBack;
  readonly #lock: Lock;
  readonly #database: Database;
  readonly #checkpoints: Checkpoints;

  private constructor(lock: Lock, database: Database, options: StateOptions) {
    this.#lock = lock;
    this.#database = database;
    this.#checkpoints = new Checkpoints(database, options);
    const { clock, deadLettersMaxBytes, deadLettersFull, events } = options;
    const onDropped = deadLettersFull === 'drop-oldest' ? events.lettersDropped.bind(events) : undefined;
    this.deadLetters = new DeadLetters(database, clock, deadLettersMaxBytes, onDropped);
    this.heldBack = new HeldBack(this.deadLetters, events);
  }

  /**
   * Creates the folder (0700) and its files (0600) where they are missing. Throws StateError, a sentence for the operator:
   * the folder can't be written, another agent uses it, or a newer logagent has written it. A damaged file is no error:
   * it is moved aside, reported, and replaced.
   */
  static open(folder: string, options: StateOptions): State {
    prepare(folder);
    const lock = refusingClearly(folder, () => Lock.take(folder));
    try {
      return refusingClearly(folder, () => {
        const file = join(folder, 'state.db');
        const database = openDatabase(file, options.clock(), (movedTo, cause) =>
          options.events.startedAnew(file, movedTo, cause),
        );
        return new State(lock, database, options);
      });
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  /** False from a failed write until the next one that succeeds: the agent must not read on meanwhile. */
  get healthy(): boolean {
    return this.#checkpoints.healthy;
  }

  /** Where reading of a generation goes on; undefined for one never begun, or whose container's row is damaged. */
  resume(containerId: string, key: string): ResumePoint | undefined {
    return this.#checkpoints.resume(containerId, key);
  }

  /** Some generation of the container has been begun before. */
  containerKnown(containerId: string): boolean {
    return this.#checkpoints.containerKnown(containerId);
  }

  /**
   * Reading of a generation begins at `offset`; `saveBegun` writes that when it is news. In the streams of `goingOn` an event is
   * unfinished that began in an older generation, so that the first line of each goes on with it. Again for one begun in this run:
   * only its path is taken over, what has settled stays settled. It is not finished until `ended` says so once more.
   */
  begin(place: Place, offset: number, goingOn: readonly Rest[] = []): void {
    this.#checkpoints.begin(place, offset, goingOn);
  }

  /**
   * Writes what has begun, before anything of it is delivered and not at the next `save`. After a kill a container that was first
   * followed from its end must not be unknown, and so begun again at an end that has moved on. And what is left of an event over
   * a rotation must be known for a rest. When nothing can be written (which is reported), it is written with what is written next.
   */
  saveBegun(): void {
    this.#checkpoints.saveBegun();
  }

  /**
   * The generation's file has lost its end and is read again from its beginning: nothing of it has settled, and what was noted
   * of places beyond its `size` is forgotten.
   */
  restart(containerId: string, key: string, size: number): void {
    this.#checkpoints.restart(containerId, key, size);
  }

  /**
   * The spans have been acknowledged, in any order. In memory; `save` writes them. Throws for a key that has not begun and
   * for what is no range: both are mistakes of the caller.
   */
  settle(spans: readonly Span[]): void {
    this.#checkpoints.settle(spans);
  }

  /**
   * Unfinished events are given up where these say, in one write: all of them, or none. On disk when it returns true; when false it could not be
   * written, and none may be emitted now. Throws for a key that has not begun.
   */
  boundaries(ends: readonly Ending[]): boolean {
    return this.#checkpoints.boundaries(ends);
  }

  /** Lines of the stream in generations behind this one have settled: what is open at its end did not go on beyond them. */
  hasGoneOn(containerId: string, key: string, stream: Stream): boolean {
    return this.#checkpoints.hasGoneOn(containerId, key, stream);
  }

  /** A text was cut at `offset`; `save` writes that. Throws for a key that has not begun. */
  cut(key: string, offset: number): void {
    this.#checkpoints.cut(key, offset);
  }

  /** A line goes on with what began before; `save` writes that. Throws for a key that has not begun. */
  rest(key: string, rest: Rest): void {
    this.#checkpoints.rest(key, rest);
  }

  /** The generation ends at `size`: finished once all its bytes have settled. Throws for a key that has not begun. */
  ended(key: string, size: number): void {
    this.#checkpoints.ended(key, size);
  }

  /**
   * Writes what has changed, in one transaction; at most once a second. False when it could not (reported once, and its
   * end once): nothing is lost from memory and the next call tries again.
   */
  save(): boolean {
    return this.#checkpoints.save();
  }

  /** After a complete scan: the keys of all generations found. Forgets those not seen for the retention time. */
  present(keys: ReadonlySet<string>): void {
    this.#checkpoints.present(keys);
  }

  /** Lets go of the folder without saving. May be called again. */
  close(): void {
    this.#database.close();
    this.#lock.release();
  }
}

function prepare(folder: string): void {
  try {
    // In two steps because Node's recursive way never returns where a file system answers ENOENT (/proc).
    mkdirSync(dirname(resolve(folder)), { recursive: true, mode: 0o700 });
    if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
    touch(join(folder, 'agent.lock'));
  } catch (error) {
    throw cantWrite(folder, error as Error);
  }
}

function refusingClearly<T>(folder: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    const trouble = sqliteCode(error) ?? (error as NodeJS.ErrnoException).code;
    throw trouble === undefined ? error : cantWrite(folder, error as Error);
  }
}

function cantWrite(folder: string, cause: Error): StateError {
  return new StateError(
    `State folder ${folder} can't be written: ${cause.message}. ` +
      'Make it writable, make room on its disk, or give another folder by --state-dir.',
    { cause },
  );
}
