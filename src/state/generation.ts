/** A contiguous range of one generation's bytes. */
export interface SettledSpan {
  readonly key: string;
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
}

/** Which generation is meant, and where it lies. */
export interface Generation {
  readonly key: string;
  readonly containerId: string;
  readonly path: string;
  /**
   * What the file holds right before an offset up to which it was read: tells after a restart whether it still does. Empty when
   * that can't be told; undefined when the file no longer is what was read.
   */
  readonly stamp?: (offset: number) => string | undefined;
}

/** An event that began in an older generation and ended in this one. */
export interface Crossing {
  /** The byte after its last part. */
  readonly to: number;
  /** Docker's time of its last part. */
  readonly time: string;
  /** Its `_id`. */
  readonly id: string;
}

/** Where a generation's reading goes on after a restart. */
export interface ResumePoint {
  /** The first byte not yet acknowledged. */
  readonly offset: number;
  /** Every byte has been acknowledged and the generation will not grow. */
  readonly finished: boolean;
  readonly boundaries: readonly number[];
  /** Absent when there are none. */
  readonly crossings?: readonly Crossing[];
  /** Ranges above `offset` that have been acknowledged all the same: from, to, from, to …, ascending. */
  readonly settled: readonly number[];
  /** What stood right before `offset`, or before the end of the last range in `settled`; absent when that is not known. */
  readonly stamp?: string;
}
