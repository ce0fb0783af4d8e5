import { statSync } from 'node:fs';
import type { Finding } from '../finding.ts';
import type { TailContext } from '../tail-context.ts';
import type { Found, HeldLive, KeyCache, ListingOptions } from './found.ts';
import { type Listing, listGenerations } from './listing.ts';
import { LongSearch } from './long-search.ts';

/** A folder's time of change has the grain of the kernel's clock, so one this young proves nothing. */
const FOLDER_TIME_GRAIN_MS = 2000;

/** Which generations one container has on disk; listed again only when its folder may have changed. */
export class Inventory {
  /** Keys of all generations that the last complete listing saw on disk. */
  keysOnDisk: readonly string[] = [];
  /** The newest file that is not the live one, unless it is compressed. */
  former: Found | undefined;
  readonly #context: TailContext;
  readonly #folder: string;
  readonly #containerId: string;
  readonly #cache: KeyCache = new Map();
  readonly #longSearch = new LongSearch();
  #listed: { mtimeMs: number; settled: boolean } | undefined;

  constructor(context: TailContext, folder: string, containerId: string) {
    this.#context = context;
    this.#folder = folder;
    this.#containerId = containerId;
  }

  /** The first line of a file is still being looked for: it is to be listed again at once. */
  get searching(): boolean {
    return this.#longSearch.current !== undefined;
  }

  /** Files of the folder may have come, gone or changed their names since it was listed. */
  mayHaveChanged(): boolean {
    const last = this.#listed;
    if (last === undefined || !last.settled) return true;
    return statSync(this.#folder, { throwIfNoEntry: false })?.mtimeMs !== last.mtimeMs;
  }

  /** Lists what is on disk; `held` is the file that is open as the live one. Throws what `fs` throws. */
  async take(held: HeldLive | undefined, wants: ListingOptions['wants']): Promise<Listing> {
    const { mtimeMs } = statSync(this.#folder);
    const { layout, troubles, descriptors, now } = this.#context;
    const young = now() - mtimeMs < FOLDER_TIME_GRAIN_MS;
    const folder = this.#folder;
    const containerId = this.#containerId;
    const cache = this.#cache;
    const longSearch = this.#longSearch;
    const before = longSearch.current;
    const { room } = descriptors;
    const folderTime = young ? undefined : mtimeMs;
    const listing = await listGenerations({
      ...{ layout, folder, folderTime, containerId, troubles, cache, longSearch, held, room, wants },
    });
    // Its file has gone: no listing will come upon it any more.
    if (before !== undefined && longSearch.current === before) await longSearch.close();
    this.#listed = { mtimeMs, settled: !young && !listing.failed };
    if (listing.failed) return listing;
    this.keysOnDisk = listing.found.map(({ key }) => key);
    const former = listing.found.findLast(({ live }) => !live);
    this.former = former && layout.isCompressed(former.path) ? undefined : former;
    // Entries of files that are gone are not worth finding one by one.
    if (cache.size > 4 * this.keysOnDisk.length + 16) cache.clear();
    return listing;
  }

  /** Only notes what is on disk. */
  async takeStock(): Promise<Finding> {
    if (!this.mayHaveChanged()) return 'fine';
    const listing = await this.take(undefined, () => false);
    await listing.unnamed?.bytes?.close();
    if (this.searching) return 'more';
    return listing.failed ? 'failed' : 'fine';
  }

  /** The folder is gone. */
  empty(): void {
    this.keysOnDisk = [];
  }

  /** The next look lists whatever the folder's time is. */
  async close(): Promise<void> {
    this.#listed = undefined;
    await this.#longSearch.close();
  }
}
