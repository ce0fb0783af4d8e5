import type { Checkpoint } from './checkpoint-table.ts';
import type { Watermark } from './watermark.ts';

/** What a row says of how far a generation has been acknowledged. */
export type Progress = Pick<Checkpoint, 'offset' | 'settled' | 'stamp'>;

interface Followed {
  readonly watermark: Watermark;
  /** As on disk. */
  readonly saved: Progress;
  /** As `Generation.stamp`. */
  readonly stamp: (offset: number) => string | undefined;
}

/**
 * What can be saved. A file that no longer is what was read has not lost what is saved already, and will be read again:
 * bytes that took the place of delivered ones must not count as those.
 */
export function progressOf({ watermark, saved, stamp }: Followed): Progress {
  const { offset, settled } = watermark;
  const top = topOf({ offset, settled });
  if (saved.stamp !== '' && top === topOf(saved)) return { offset, settled, stamp: saved.stamp };
  const now = stamp(top);
  return now === undefined ? saved : { offset, settled, stamp: now };
}

/** Behind all that has settled: what stands there tells of everything before it. */
function topOf({ offset, settled }: Pick<Progress, 'offset' | 'settled'>): number {
  return settled.at(-1) ?? offset;
}
