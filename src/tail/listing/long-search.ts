import type { FirstLineSearch } from '../file/first-line-search.ts';
import type { LogFile } from '../file/log-file.ts';

interface UnderWay {
  readonly inode: string;
  readonly file: LogFile;
  readonly search: FirstLineSearch;
}

/**
 * The one file of a container whose first line is looked for over several looks, since it begins with a long run of NULs. It stays open
 * meanwhile. Of a second such file the search begins anew with each look, until the first one has been found.
 */
export class LongSearch {
  #underWay: UnderWay | undefined;

  /** Another one after each step. */
  get current(): object | undefined {
    return this.#underWay;
  }

  /** The file with this device and inode, which is the caller's from now on; undefined when it is not under way. */
  take(inode: string): UnderWay | undefined {
    const underWay = this.#underWay;
    if (underWay?.inode !== inode) return undefined;
    this.#underWay = undefined;
    return underWay;
  }

  /** Owns the file from now on; false when there is another. */
  keep(underWay: UnderWay): boolean {
    if (this.#underWay !== undefined) return false;
    this.#underWay = underWay;
    return true;
  }

  async close(): Promise<void> {
    const underWay = this.#underWay;
    this.#underWay = undefined;
    await underWay?.file.bytes.close();
  }
}
