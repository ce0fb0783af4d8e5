import type { LogFile } from '../file/log-file.ts';
import type { Found, ListingOptions } from './found.ts';
import { Attempt } from './listing-attempt.ts';

/** Rotation renames within microseconds; more tries than this mean a container that rotates without end. */
const MAX_TRIES = 100;

export interface Listing {
  /** Oldest first. */
  readonly found: readonly Found[];
  /** Where the live file stands; undefined while there is none. */
  readonly livePath: string | undefined;
  /** The live file, when its first line is not complete yet and it is not the one already held. */
  readonly unnamed: LogFile | undefined;
  /** Something could not be read, or the files would not stand still. */
  readonly failed: boolean;
}

/**
 * Lists a container's generations by what they hold, not by their names, which rotation shifts at any moment: the listing
 * is repeated until the live path held the same file before and after it and no name had come or gone meanwhile.
 * Files that an earlier try has opened stay open: they may have been unlinked since. Throws what `readdir` throws.
 */
export async function listGenerations(options: ListingOptions): Promise<Listing> {
  const early = new Map<string, Found>();
  for (let tries = 1; ; tries++) {
    const attempt = new Attempt(options, early);
    const settled = await attempt.run().catch(async (error) => {
      await attempt.keep(early);
      for (const { opened } of early.values()) await opened?.file.bytes?.close();
      throw error;
    });
    if (settled || tries === MAX_TRIES) {
      return {
        found: inOrder(attempt.found, early),
        livePath: attempt.livePath,
        unnamed: attempt.unnamed,
        failed: attempt.failed || !settled,
      };
    }
    await attempt.keep(early);
  }
}

/**
 * Files that only earlier tries have seen have been unlinked since, so they are older than all that are there. Among themselves they
 * are ordered by the time of the last write, as their names were of different moments.
 */
function inOrder(latest: readonly Found[], early: ReadonlyMap<string, Found>): Found[] {
  const keys = new Set(latest.map(({ key }) => key));
  const unlinked = [...early.values()]
    .filter(({ key }) => !keys.has(key))
    .map((found) => ({ ...found, live: false }))
    .sort((a, b) => lastWrite(a) - lastWrite(b));
  return [
    ...unlinked,
    ...latest.map((found) => ({ ...found, opened: found.opened ?? early.get(found.key)?.opened })),
  ];
}

function lastWrite({ opened }: Found): number {
  return opened?.file.stats.mtimeMs ?? 0;
}
