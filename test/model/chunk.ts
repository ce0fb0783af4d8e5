import type { Rest } from '../../src/log/notes.ts';
import type { Stream } from '../support/docker-envelope.ts';

/** An unfinished event may be taken for a whole one when nothing has followed for so long. */
export const PARTIAL_TIMEOUT = 5000;

/** A part of fewer bytes is a process's last words: nothing follows that belongs to it. */
export const PART_BYTES = 12;

/** One line of a log file: a whole line of the container, a part of one, or junk, which is of no stream. */
export interface Chunk {
  readonly text: string;
  readonly stream: Stream | '';
  /** It ends an event. */
  readonly ends: boolean;
  readonly generation: Generation;
  readonly offset: number;
  /** Of its line. */
  readonly bytes: number;
  /** The last part of the `_id` of an event that is this chunk alone. */
  readonly check: string;
  readonly writtenAt: number;
  /** It was taken from disk before it was stored. */
  mayBeMissing: boolean;
  /** Its line is no longer in the file, or not all of it. */
  lost: boolean;
  /** It was appended to the rest of a line that had lost its end, and stands in a malformed document with it. */
  readonly broken: boolean;
  /** It does not end its event, but nothing came for so long that it may be taken for the end. */
  mayEnd: boolean;
}

/** What a log file held from its beginning on, whatever its names. */
export interface Generation {
  first: Buffer | undefined;
  readonly chunks: Chunk[];
  /** The running agent has had an opportunity to open it. */
  known: boolean;
  /** Nobody can read it any more. */
  gone: boolean;
  /** The file has lost its end at some time. */
  endLost: boolean;
  /** So many chunks had been written when it did so last. */
  writtenBeforeLoss: number;
  /** The most bytes that it has had when it did so. */
  longest: number;
  /** The file ends with a line that has lost its end. */
  rest: boolean;
  /** Its lines that go on with an event of an older generation, as an agent's state knew at its start. */
  readonly rests: Set<Rest>;
}

export function newGeneration(): Generation {
  return {
    first: undefined,
    chunks: [],
    known: false,
    gone: false,
    endLost: false,
    writtenBeforeLoss: 0,
    longest: 0,
    rest: false,
    rests: new Set(),
  };
}
