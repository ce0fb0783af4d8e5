import type { Notes } from './notes.ts';
import type { Ranges } from './ranges.ts';
import type { Stamp } from './stamp.ts';

/** Where a generation's reading goes on after a restart. */
export interface ResumePoint {
  /** The first byte not yet acknowledged. */
  readonly offset: number;
  /** Every byte has been acknowledged and the generation will not grow. */
  readonly finished: boolean;
  /**
   * Acknowledged ranges of whole lines above `offset`. They are not handed on again: of two unfinished events that overlapped one
   * may be acknowledged, and its last part alone would make a new document.
   */
  readonly settled: Ranges;
  /** Of the line before the end of the last range in `settled`, or before `offset`; absent when that is not known. */
  readonly stamp?: Stamp;
  readonly notes: Notes;
}
