import { closeSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout, LogName } from '../../source/layout.ts';
import { FirstLineSearch } from '../file/first-line-search.ts';
import { type ClosedLogFile, type LogFile, openLogFile, plainFile } from '../file/log-file.ts';
import { isShortage } from '../troubles.ts';
import type { Found, ListingOptions } from './found.ts';

interface Held {
  descriptor?: number | undefined;
  readonly inode: string | undefined;
}

/** One try at listing; what the files are called may change at any moment of it. */
export class Attempt {
  readonly found: Found[] = [];
  unnamed: LogFile | undefined;
  failed = false;
  livePath: string | undefined;
  #vanished = false;
  /** Out of descriptors: a newer generation must not be read before an older one that couldn't be opened. */
  #exhausted = false;
  readonly #options: ListingOptions;
  readonly #early: ReadonlyMap<string, Found>;
  /** The live file, open from the beginning to the end. */
  #held: Held = { inode: undefined };

  constructor(options: ListingOptions, early: ReadonlyMap<string, Found>) {
    this.#options = options;
    this.#early = early;
  }

  /** True when the files stood still meanwhile. */
  async run(): Promise<boolean> {
    const names = this.#names();
    const last = names.at(-1);
    const livePath = last?.live ? join(this.#options.folder, last.name) : undefined;
    this.livePath = livePath;
    // Held open, or a rotation and a compression later another live file could have its inode.
    const held = hold(this.#options.layout, livePath);
    this.#held = held;
    try {
      for (const name of names) {
        if (!this.#exhausted) await this.#find(name);
      }
      return (
        !this.#vanished &&
        this.#areStill(names) &&
        (livePath === undefined || lookAt(livePath) === held.inode)
      );
    } finally {
      // Undefined, too, when the file is kept open.
      if (held.descriptor !== undefined) closeSync(held.descriptor);
    }
  }

  /** Saves what has been opened for the next try; of a copy and the live file the live file. */
  async keep(early: Map<string, Found>): Promise<void> {
    for (const found of this.found) {
      if (found.opened?.file.bytes === undefined) continue;
      await early.get(found.key)?.opened?.file.bytes?.close();
      early.set(found.key, found);
    }
    await this.unnamed?.bytes?.close();
  }

  #names(): readonly LogName[] {
    const { layout, folder, containerId } = this.#options;
    return layout.logNames(containerId, entries(folder));
  }

  /** No name has come or gone. The folder's time tells so for a fifth of what listing it once more costs. */
  #areStill(names: readonly LogName[]): boolean {
    const { folder, folderTime } = this.#options;
    const isSame = () => statSync(folder, { throwIfNoEntry: false })?.mtimeMs === folderTime;
    if (folderTime !== undefined && isSame()) return true;
    const later = this.#names();
    return later.length === names.length && later.every(({ name }, at) => name === names[at]?.name);
  }

  async #find({ name, live }: LogName): Promise<void> {
    const path = join(this.#options.folder, name);
    try {
      const stats = statSync(path);
      const { held, cache } = this.#options;
      if (live && held?.dev === stats.dev && held.ino === stats.ino) {
        if (held.key !== undefined) this.found.push({ key: held.key, path, live, opened: undefined });
        return;
      }
      const cached = cache.get(inode(stats));
      const known = cached?.size === stats.size && cached.mtimeMs === stats.mtimeMs ? cached : undefined;
      const key = known?.key;
      if (key !== undefined && !this.#wants(key, live, this.#sizeOf(path, stats)))
        this.found.push({ key, path, live, opened: undefined });
      else if (key !== undefined || known === undefined || live) await this.#open(path, live, stats);
      else if (known.trouble !== undefined) this.#fail(path, known.trouble);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.#vanished = true;
      else this.#fail(path, error);
    }
  }

  async #open(path: string, live: boolean, seen: Stats): Promise<void> {
    const { layout, containerId, troubles, cache, longSearch } = this.#options;
    const held = this.#held;
    const underWay = longSearch.take(inode(seen));
    const descriptor =
      underWay === undefined && live && held.inode === inode(seen) ? held.descriptor : undefined;
    const isHeld = descriptor !== undefined;
    const open = () =>
      isHeld ? plainFile(path, descriptor, seen) : openLogFile(layout.files, path, layout.isCompressed(path));
    const file = underWay === undefined ? open() : { ...underWay.file, path };
    const { bytes, stats } = file;
    const search = underWay?.search ?? new FirstLineSearch(containerId);
    let keep = false;
    try {
      const first = await search.step(bytes, !live);
      if (first === 'more') this.failed = true;
      if (first === 'more' && !live) {
        keep = longSearch.keep({ inode: inode(stats), file, search });
      } else if (first !== 'more' && first !== 'none') {
        cache.set(inode(stats), { size: stats.size, mtimeMs: stats.mtimeMs, key: first.key });
        const wanted = this.#wants(first.key, live, this.#sizeOf(path, stats));
        keep = wanted && (live || this.#kept < this.#options.room);
        const opened = { file: keep ? file : closed(file), first };
        this.found.push({ key: first.key, path, live, opened: wanted ? opened : undefined });
        troubles.works(path);
      } else if (live) {
        keep = true;
        this.unnamed = file;
        troubles.works(path);
      } else if (first === 'none') {
        // A whole one of an empty file holds nothing, and that is no trouble.
        const isBroken = stats.size > 0 && bytes.trouble() !== undefined;
        const trouble = isBroken ? new Error('no complete line can be decoded') : undefined;
        cache.set(inode(stats), { size: stats.size, mtimeMs: stats.mtimeMs, key: undefined, trouble });
        if (trouble !== undefined) this.#fail(path, trouble);
      }
    } finally {
      if (isHeld && keep) held.descriptor = undefined;
      if (!isHeld && !keep) await bytes.close();
    }
  }

  get #kept(): number {
    const open = ({ opened }: Found) => opened?.file.bytes !== undefined;
    return this.found.filter(open).length + [...this.#early.values()].filter(open).length;
  }

  /** One key may stand twice on disk, as a copy of the live file does: one is enough, and only the live file grows. */
  #wants(key: string, live: boolean, size: number): boolean {
    const opened = this.found.some((found) => found.key === key && found.opened !== undefined);
    return (live || !opened) && !this.#early.has(key) && this.#options.wants(key, live, size);
  }

  #sizeOf(path: string, { size }: Stats): number {
    return this.#options.layout.isCompressed(path) ? 0 : size;
  }

  #fail(path: string, error: unknown): void {
    this.failed = true;
    this.#exhausted = isShortage(error as NodeJS.ErrnoException);
    this.#options.troubles.failed(path, error);
  }
}

function inode({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** A folder that is gone (its container was removed) holds nothing more; what has been opened before is read all the same. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Opens a file so that its inode is not given to another one. That it can't be opened is the business of `find`. */
function hold({ files }: Layout, path: string | undefined): Held {
  if (path === undefined) return { inode: undefined };
  try {
    const { descriptor, stats } = files.open(path);
    return { descriptor, inode: inode(stats) };
  } catch {
    return { inode: lookAt(path) };
  }
}

function lookAt(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && inode(stats);
}

function closed({ path, stats, size }: LogFile): ClosedLogFile {
  return { path, stats, size };
}
