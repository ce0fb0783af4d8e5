import type { Rest } from '../../src/log/notes.ts';
import type { Stream } from '../support/docker-envelope.ts';
import { type Kind, type LinesName, linesModel, type State } from './lines.ts';

/** An unfinished event may be taken for a whole one when nothing has followed for so long. */
export const PARTIAL_TIMEOUT = 5000;

/** The same of one whose last line is whole. */
const LINES_TIMEOUT = 400;
/** A line that comes so much later than another is of no event with it. */
const FARTHEST = 5000;

/** A part of fewer bytes is a process's last words: nothing follows that belongs to it. */
export const PART_BYTES = 12;

/** One line of a log file: a whole line of the container, a part of one, or junk, which is of no stream. */
export interface Chunk {
  readonly text: string;
  readonly stream: Stream | '';
  /** It ends an event. Of a whole line that is known when the next one of its stream comes. */
  ends: boolean;
  /** It does so since the next one came too late. */
  late: boolean;
  /** Where an agent may stand behind it, by what it has taken for ended. */
  readonly behind: readonly Behind[];
  /** Of its stream. */
  readonly previous: Chunk | undefined;
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

/** Where a reader of a stream stands: within a line or behind a whole one, in an event that may go on so. */
export interface Behind {
  readonly within: boolean;
  readonly state: State | undefined;
}

/** A chunk may be unknown to a reader, which then stands behind what came before it. */
function mayBeGone({ mayBeMissing, lost, broken, generation }: Chunk): boolean {
  return mayBeMissing || lost || broken || generation.gone;
}

function placesBehind(chunk: Chunk): readonly Behind[] {
  const { behind, previous } = chunk;
  return mayBeGone(chunk) && previous !== undefined ? [...behind, ...placesBehind(previous)] : behind;
}

/** A line as its container prints it. */
export interface Print {
  readonly kind: Kind;
  /** It is no part of a longer one. */
  readonly whole: boolean;
  readonly now: number;
  /** Which lines belong together in the container. */
  readonly lines: LinesName;
}

/**
 * A chunk comes behind another of its stream, or first: whether it goes on with its event, from each place where a reader may stand, and where readers
 * stand then. Says so in the chunk before.
 */
export function follow(before: Chunk | undefined, { kind, whole, now, lines }: Print): readonly Behind[] {
  const { begin, goOn } = linesModel(lines);
  const begun: Behind = { within: !whole, state: begin(kind) };
  if (before === undefined) return [begun];
  const gap = now - before.writtenAt;
  const places = placesBehind(before);
  const open = places.filter(({ within, state }) => within || state !== undefined);
  if (open.some(({ within }) => gap >= (within ? PARTIAL_TIMEOUT : LINES_TIMEOUT))) before.mayEnd = true;
  const after: Behind[] = [];
  let goesOn = false;
  let ends = open.length < places.length;
  for (const { within, state } of open) {
    const next = within || state === undefined ? state : goOn(state, kind);
    const joins = within || next !== undefined;
    const tooLate = !within && gap > FARTHEST - 2;
    if (joins && tooLate) before.late = true;
    if (!joins || tooLate) ends = true;
    if (!joins || (tooLate && gap > FARTHEST + 2)) continue;
    goesOn = true;
    after.push({ within: !whole, state: next });
  }
  before.ends = !goesOn;
  if (goesOn && ends) before.mayEnd = true;
  const isGone = mayBeGone(before);
  if (!goesOn || before.mayEnd || isGone) after.push(begun);
  // It may go on with a line of which something was printed before that.
  if (isGone) after.push({ within: !whole, state: undefined });
  return after;
}
