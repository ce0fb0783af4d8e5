import type { Checkpoint } from './checkpoint-table.ts';
import type { Watermark } from './watermark.ts';

/** What a row says of how far a generation has been acknowledged. */
export type Progress = Pick<Checkpoint, 'offset' | 'settled' | 'stamp'>;

interface Followed {
  readonly containerId: string;
  readonly watermark: Watermark;
  /** As on disk. */
  readonly saved: Progress;
  /** As `Generation.stamp`. */
  readonly stamp: (offset: number) => string | undefined;
}

/** What can be saved of a generation. */
export interface Row<T> {
  readonly generation: T;
  readonly progress: Progress;
  /** The progress is all that has settled. */
  readonly upToDate: boolean;
}

/**
 * What can be saved of these generations. Of a container's all follow what has settled, or none does: an event may have begun
 * in one of them and ended in the next, and of the two rows alone either one would have a part of it sent again, as an event of
 * its own.
 */
export function rowsOf<T extends Followed>(generations: readonly T[]): readonly Row<T>[] {
  const rows = generations.map((generation) => ({ generation, progress: progressOf(generation) }));
  const behind = new Set(
    rows.filter(({ progress }) => progress === undefined).map(({ generation }) => generation.containerId),
  );
  return rows.map(({ generation, progress }) =>
    progress === undefined || behind.has(generation.containerId)
      ? { generation, progress: generation.saved, upToDate: false }
      : { generation, progress, upToDate: true },
  );
}

/**
 * Undefined when the file no longer is what was read: it has not lost what is saved already, and will be read again, and
 * bytes that took the place of delivered ones must not count as those.
 */
function progressOf({ watermark, saved, stamp }: Followed): Progress | undefined {
  const { offset, settled } = watermark;
  const top = topOf({ offset, settled });
  if (saved.stamp !== '' && top === topOf(saved)) return { offset, settled, stamp: saved.stamp };
  // Nothing is claimed of the file, so that nothing of it need be looked at.
  if (top === 0) return { offset, settled, stamp: '' };
  const now = stamp(top);
  if (now !== undefined) return { offset, settled, stamp: now };
  const isNews = offset !== saved.offset || settled.join() !== saved.settled.join();
  return isNews ? undefined : saved;
}

/** Behind all that has settled: what stands there tells of everything before it. */
function topOf({ offset, settled }: Pick<Progress, 'offset' | 'settled'>): number {
  return settled.at(-1) ?? offset;
}
