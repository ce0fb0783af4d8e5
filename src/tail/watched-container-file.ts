import { type Stats, statSync } from 'node:fs';
import { type ContainerState, readContainerFile } from './container-file.ts';

export const CONTAINER_FILE = 'config.v2.json';

/** One container's `config.v2.json`, read again only when another file stands there or it was written to. */
export class WatchedContainerFile {
  readonly path: string;
  /** The last look could read it. */
  known = false;
  private readonly id: string;
  private readonly watch: (path: string, again: boolean) => void;
  /** Not the whole: the four dates of a Stats are half a kilobyte. */
  private seen: Pick<Stats, 'ino' | 'mtimeMs' | 'size'> | undefined;

  constructor(path: string, id: string, watch: (path: string, again: boolean) => void) {
    this.path = path;
    this.id = id;
    this.watch = watch;
  }

  /** What it says when it says something new. Throws what `fs` throws. */
  look(): ContainerState | 'same' | 'missing' | 'half written' {
    this.known = false;
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    const { ino, mtimeMs, size } = stats;
    const { seen } = this;
    if (seen?.ino === ino && seen.mtimeMs === mtimeMs && seen.size === size) {
      this.known = true;
      return 'same';
    }
    if (seen?.ino !== ino) this.watch(this.path, seen !== undefined);
    const state = readContainerFile(this.path, this.id);
    if (state === undefined) return 'half written';
    this.seen = { ino, mtimeMs, size };
    this.known = true;
    return state;
  }
}
