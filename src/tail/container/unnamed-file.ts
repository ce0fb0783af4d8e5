import type { Bytes } from '../file/bytes.ts';
import type { Descriptors, Holder } from '../file/descriptors.ts';
import { FirstLineSearch } from '../file/first-line-search.ts';
import { type FileId, type Identity, identify, type Seen } from '../file/identity.ts';
import type { LogFile, Opened } from '../file/log-file.ts';

/** So many steps are taken at once for a file that is lost otherwise: 1 GiB, some tenths of a second. */
const LAST_STEPS = 256;

/** A live file that is held open while its first line, and so its key, is not complete. */
export class UnnamedFile implements FileId, Holder {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly key = undefined;
  readonly costly = false;
  /** Undefined while it rests: it is found again by a listing when it has changed. */
  #bytes: Bytes | undefined;
  mtimeMs = 0;
  /** The size when its first line was looked for last. */
  readTo = 0;

  /** It begins with so many NULs that the search is to go on at once. */
  searching = false;

  readonly #descriptors: Descriptors;
  readonly #search: FirstLineSearch;

  /** Owns the file from now on. */
  constructor({ path, bytes, stats }: LogFile, containerId: string, descriptors: Descriptors) {
    this.#descriptors = descriptors;
    this.#search = new FirstLineSearch(containerId);
    this.path = path;
    this.#bytes = bytes;
    this.dev = stats.dev;
    this.ino = stats.ino;
    descriptors.touch(this);
  }

  get rests(): boolean {
    return this.#bytes === undefined;
  }

  /** At the last look. */
  get size(): number {
    return this.readTo;
  }

  get idle(): boolean {
    return this.readTo === 0;
  }

  /** Compares it with what stands at the live path now. */
  compare(seen: Seen): Identity {
    return identify(this, this.readTo, this.mtimeMs, seen);
  }

  /**
   * Looks for the first line; with `complete` a rest without LF is one. Undefined when there is none, or none yet: see `searching`.
   * Of a file that will not grow the caller closes it then, and a listing finds it again by its name.
   */
  async name(complete: boolean): Promise<Opened | undefined> {
    const bytes = this.#bytes;
    if (bytes === undefined) return undefined;
    const stats = bytes.stat();
    // An idle file is not read at each look.
    const unchanged = stats.size === this.readTo && stats.mtimeMs === this.mtimeMs;
    if (unchanged && !complete && !this.searching) return undefined;
    this.readTo = stats.size;
    this.mtimeMs = stats.mtimeMs;
    let first = await this.#search.step(bytes, complete);
    // No listing will come upon one without a name any more.
    const most = complete && stats.nlink === 0 ? LAST_STEPS : 1;
    for (let steps = 1; first === 'more' && steps < most; steps++)
      first = await this.#search.step(bytes, complete);
    this.searching = first === 'more';
    if (first === 'more' || first === 'none') return undefined;
    return { file: { path: this.path, bytes, stats, size: stats.size }, first };
  }

  /** Its file is somebody else's from now on. */
  disown(): void {
    this.#descriptors.drop(this);
    this.#bytes = undefined;
  }

  async close(): Promise<void> {
    const bytes = this.#bytes;
    this.disown();
    await bytes?.close();
  }

  async rest(): Promise<boolean> {
    const bytes = this.#bytes;
    if (bytes === undefined || this.searching || bytes.stat().nlink === 0) return false;
    this.#bytes = undefined;
    await bytes.close();
    return true;
  }
}
