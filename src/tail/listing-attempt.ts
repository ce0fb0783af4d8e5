import { closeSync, readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import { openFile } from './bytes.ts';
import { readFirstLine } from './fingerprint.ts';
import type { Found, ListingOptions } from './found.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { type LogFile, openLogFile, plainFile } from './log-file.ts';
import { type LogName, liveName, logNames } from './siblings.ts';
import { isShortage } from './troubles.ts';

interface Held {
  descriptor?: number | undefined;
  readonly inode: string | undefined;
}

/** One try at listing; what the files are called may change at any moment of it. */
export class Attempt {
  readonly found: Found[] = [];
  unnamed: LogFile | undefined;
  failed = false;
  private vanished = false;
  /** Out of descriptors: a newer generation must not be read before an older one that couldn't be opened. */
  private exhausted = false;
  private readonly options: ListingOptions;
  private readonly early: ReadonlyMap<string, Found>;
  /** The live file, open from the beginning to the end. */
  private held: Held = { inode: undefined };

  constructor(options: ListingOptions, early: ReadonlyMap<string, Found>) {
    this.options = options;
    this.early = early;
  }

  /** True when the files stood still meanwhile. */
  async run(): Promise<boolean> {
    const { folder, containerId } = this.options;
    const livePath = join(folder, liveName(containerId));
    // Held open, or a rotation and a compression later another live file could have its inode.
    const held = hold(livePath);
    this.held = held;
    try {
      const names = logNames(containerId, entries(folder));
      for (const name of names) {
        if (!this.exhausted) await this.find(name);
      }
      return !this.vanished && this.areStill(names) && lookAt(livePath) === held.inode;
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

  /** No name has come or gone. The folder's time tells so for a fifth of what listing it once more costs. */
  private areStill(names: readonly LogName[]): boolean {
    const { folder, folderTime, containerId } = this.options;
    const isSame = () => statSync(folder, { throwIfNoEntry: false })?.mtimeMs === folderTime;
    if (folderTime !== undefined && isSame()) return true;
    const later = logNames(containerId, entries(folder));
    return later.length === names.length && later.every(({ name }, at) => name === names[at]?.name);
  }

  private async find(name: LogName): Promise<void> {
    const path = join(this.options.folder, name.name);
    try {
      const stats = statSync(path);
      const live = name.form === 'live';
      const { held, cache } = this.options;
      if (live && held?.dev === stats.dev && held.ino === stats.ino) {
        if (held.key !== undefined) this.found.push({ key: held.key, path, live, opened: undefined });
        return;
      }
      const cached = cache.get(inode(stats));
      const key = cached?.size === stats.size && cached.mtimeMs === stats.mtimeMs ? cached.key : undefined;
      if (key === undefined || this.wants(key, live)) await this.open(path, live, stats);
      else this.found.push({ key, path, live, opened: undefined });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') this.vanished = true;
      else this.fail(path, error);
    }
  }

  private async open(path: string, live: boolean, seen: Stats): Promise<void> {
    const { containerId, troubles, cache } = this.options;
    const { held } = this;
    const descriptor = live && held.inode === inode(seen) ? held.descriptor : undefined;
    const isHeld = descriptor !== undefined;
    const file = isHeld ? plainFile(path, descriptor, seen) : openLogFile(path);
    const { bytes, stats } = file;
    let keep = false;
    try {
      const first = await readFirstLine(bytes, containerId, !live);
      if (first !== undefined) {
        cache.set(inode(stats), { size: stats.size, mtimeMs: stats.mtimeMs, key: first.key });
        const wanted = this.wants(first.key, live);
        keep = wanted && (live || this.kept < this.options.room);
        const opened = { file: keep ? file : { ...file, bytes: undefined }, first };
        this.found.push({ key: first.key, path, live, opened: wanted ? opened : undefined });
        troubles.works(path);
      } else if (live) {
        keep = true;
        this.unnamed = file;
        troubles.works(path);
      } else if (bytes instanceof GzipBytes && stats.size > 0 && bytes.trouble() !== undefined) {
        // A whole one of an empty file holds nothing, and that is no trouble.
        this.fail(path, new Error('no complete line can be decoded'));
      }
    } finally {
      if (isHeld && keep) held.descriptor = undefined;
      if (!isHeld && !keep) await bytes.close();
    }
  }

  private get kept(): number {
    const open = ({ opened }: Found) => opened?.file.bytes !== undefined;
    return this.found.filter(open).length + [...this.early.values()].filter(open).length;
  }

  /** One key may stand twice on disk, as a copy of the live file does: one is enough, and only the live file grows. */
  private wants(key: string, live: boolean): boolean {
    const opened = this.found.some((found) => found.key === key && found.opened !== undefined);
    return (live || !opened) && !this.early.has(key) && this.options.wants(key, live);
  }

  private fail(path: string, error: unknown): void {
    this.failed = true;
    this.exhausted = isShortage(error as NodeJS.ErrnoException);
    this.options.troubles.failed(path, error);
  }
}

function inode({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** A folder that is gone (`docker rm`) holds nothing more; what has been opened before is read all the same. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Opens a file so that its inode is not given to another one. What can't be opened is the business of `find`. */
function hold(path: string): Held {
  try {
    const { descriptor, stats } = openFile(path);
    return { descriptor, inode: inode(stats) };
  } catch {
    return { inode: lookAt(path) };
  }
}

function lookAt(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && inode(stats);
}
