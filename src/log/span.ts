import type { Stamp } from './stamp.ts';

/** A contiguous range of one generation's bytes: whole lines, or NULs between them. */
export interface Span {
  /** `Source.key`. */
  readonly key: string;
  readonly from: number;
  /** The byte after the last one. */
  readonly to: number;
  /** Of the last line, which ends at `to`. */
  readonly stamp: Stamp;
}
