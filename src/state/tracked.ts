import type { Crossing, ResumePoint } from './generation.ts';
import type { Progress } from './progress.ts';
import type { Watermark } from './watermark.ts';

/** A generation being read in this run. */
export interface Tracked {
  readonly key: string;
  path: string;
  readonly containerId: string;
  readonly stamp: (offset: number) => string | undefined;
  watermark: Watermark;
  /** Also those below the watermark: a file that has lost its end is read again. */
  boundaries: readonly number[];
  /** As boundaries: by its time a crossing is known to be that of the line that is there. */
  crossings: readonly Crossing[];
  /** As on disk: what is written again while the file is not what was read. */
  saved: Progress;
  /** Where it ended; undefined while it may grow. */
  size: number | undefined;
}

/** Each costs a time-out without a newline, and a row is written whole: an older one is worth less than that. */
const BOUNDARIES = 100;

/** One of each stream may go on over a rotation. */
const CROSSINGS = 3;

/** Every byte has been acknowledged, and it will not grow. */
export function isFinished({ size, watermark }: Tracked): boolean {
  return size !== undefined && watermark.offset >= size;
}

/** Where its reading would go on now. */
export function resumePointOf(tracked: Tracked): ResumePoint {
  const { watermark, boundaries, crossings } = tracked;
  const { offset, settled } = watermark;
  return { offset, finished: isFinished(tracked), boundaries, settled, crossings };
}

/** The byte at this offset has been acknowledged. */
export function hasSettled({ watermark: { offset, settled } }: Tracked, at: number): boolean {
  return at < offset || settled.some((from, i) => i % 2 === 0 && from <= at && at < (settled[i + 1] ?? from));
}

/** One more, in order, without the oldest that are too many. */
export function withBoundary(before: readonly number[], offset: number): readonly number[] {
  return [...before, offset].sort((a, b) => a - b).slice(-BOUNDARIES);
}

/** One more, instead of another at its place, without the oldest that are too many. */
export function withCrossing(before: readonly Crossing[], crossing: Crossing): readonly Crossing[] {
  return [...before.filter(({ to }) => to !== crossing.to), crossing].slice(-CROSSINGS);
}
