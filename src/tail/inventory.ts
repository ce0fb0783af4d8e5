import { statSync } from 'node:fs';
import type { HeldLive, KeyCache, ListingOptions } from './found.ts';
import { type Listing, listGenerations } from './listing.ts';
import type { TailContext } from './tail-context.ts';

/** A folder's time of change has the grain of the kernel's clock, so one this young proves nothing. */
const FOLDER_TIME_GRAIN_MS = 2000;

/** Which generations one container has on disk; listed again only when its folder may have changed. */
export class Inventory {
  /** Keys of all generations that the last complete listing saw on disk. */
  keysOnDisk: readonly string[] = [];
  private readonly context: TailContext;
  private readonly folder: string;
  private readonly containerId: string;
  private readonly cache: KeyCache = new Map();
  private listed: { mtimeMs: number; settled: boolean } | undefined;

  constructor(context: TailContext, folder: string, containerId: string) {
    this.context = context;
    this.folder = folder;
    this.containerId = containerId;
  }

  mayHaveChanged(): boolean {
    const last = this.listed;
    if (last === undefined || !last.settled) return true;
    return statSync(this.folder, { throwIfNoEntry: false })?.mtimeMs !== last.mtimeMs;
  }

  /** Lists what is on disk; `held` is the file that is open as the live one. Throws what `fs` throws. */
  async take(held: HeldLive | undefined, wants: ListingOptions['wants']): Promise<Listing> {
    const { mtimeMs } = statSync(this.folder);
    const { troubles, descriptors, now } = this.context;
    const young = now() - mtimeMs < FOLDER_TIME_GRAIN_MS;
    const { folder, containerId, cache } = this;
    const { room } = descriptors;
    const folderTime = young ? undefined : mtimeMs;
    const listing = await listGenerations({
      ...{ folder, folderTime, containerId, troubles, cache, held, room, wants },
    });
    this.listed = { mtimeMs, settled: !young && !listing.failed };
    if (listing.failed) return listing;
    this.keysOnDisk = listing.found.map(({ key }) => key);
    // Entries of files that are gone are not worth finding one by one.
    if (cache.size > 4 * this.keysOnDisk.length + 16) cache.clear();
    return listing;
  }

  /** The folder is gone. */
  empty(): void {
    this.keysOnDisk = [];
  }

  /** The next look lists whatever the folder's time is. */
  forget(): void {
    this.listed = undefined;
  }
}
