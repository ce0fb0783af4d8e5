import type { Stream } from './stream.ts';

/** A line that goes on with a text whose beginning is in another document, or in an older generation. */
export interface Rest {
  readonly stream: Stream;
  /** Where the line begins. Absent while it has not been read: then it is the stream's first line in the generation, or the first one behind `after`. */
  readonly at?: number;
  /** The text was cut behind the part that ends here, in this generation. */
  readonly after?: number;
  /** Of the event's lines before it, where they may go on in whole lines: see `LinesRule`. */
  readonly state?: string;
  /** What stands before it is a whole line: whether the line goes on with it follows from `state` and its text. */
  readonly whole?: true;
  /** It does not go on with what was open before it: that has ended, and is no rest. */
  readonly ended?: true;
}

/**
 * Noted of the events in a generation while it was read. Reading it again must end events at the same places and mark the same
 * ones, or an `_id` would name another text.
 */
export interface Notes {
  /** Offsets after parts with which an event without a newline was taken for whole: nothing had followed for the time-out, or the container had stopped. */
  readonly boundaries: readonly number[];
  /** Offsets after parts with which a text became as long as one may be: what follows is another document. */
  readonly cuts: readonly number[];
  readonly rests: readonly Rest[];
}

/** Whether a line of the stream that is noted as one of these stands before `offset`. */
export function hasPassed(rests: readonly Rest[], stream: Stream, offset: number): boolean {
  return rests.some((rest) => rest.stream === stream && rest.at !== undefined && rest.at < offset);
}

/** Of a generation that was never read. */
export const NO_NOTES: Notes = { boundaries: [], cuts: [], rests: [] };
