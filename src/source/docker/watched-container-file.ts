import { statSync } from 'node:fs';
import { type HostFiles, refusal } from '../../host-files.ts';
import type { ContainerState, WatchFile } from '../layout.ts';
import { readContainerFile } from './container-file.ts';
import { type FileVersion, isSameVersion, versionOf } from './file-version.ts';

export const CONTAINER_FILE = 'config.v2.json';

/** Nobody writes for longer at a file of some kilobytes. */
const HALF_WRITTEN_MS = 10_000;

export interface WatchedFileOptions {
  readonly files: HostFiles;
  readonly watch: WatchFile;
  /** Milliseconds since 1970, compared with the file's time. */
  readonly now?: () => number;
}

/**
 * One container's `config.v2.json`, read again only when another file stands there or it was written to. Docker writes it under
 * another name and renames it, which changes the time of the folder as well.
 */
export class WatchedContainerFile {
  readonly path: string;
  /** The last look could read it. */
  known = false;
  readonly #id: string;
  readonly #options: WatchedFileOptions;
  #seen: FileVersion | undefined;
  /** It could not be understood as it is. */
  #broken: FileVersion | undefined;
  /** The inode that is watched. */
  #watched: number | undefined;

  constructor(path: string, id: string, options: WatchedFileOptions) {
    this.path = path;
    this.#id = id;
    this.#options = options;
  }

  /** See `Metadata.look`. Throws as `readContainerFile` does, and EBADMSG when the file can't be understood and nobody has written to it for ten seconds. */
  look(): ContainerState | 'same' | 'missing' | 'half written' {
    this.known = false;
    const { files, watch, now = Date.now } = this.#options;
    const stats = statSync(this.path, { throwIfNoEntry: false });
    if (stats === undefined) return 'missing';
    const seen = this.#seen;
    if (isSameVersion(seen, stats)) {
      this.known = true;
      return 'same';
    }
    // Each call takes memory until the path is left, also for a file that is looked at once a second because it can't be read.
    if (stats.isFile() && this.#watched !== stats.ino) {
      watch(this.path, this.#watched !== undefined);
      this.#watched = stats.ino;
    }
    const state = isSameVersion(this.#broken, stats)
      ? undefined
      : readContainerFile(files, this.path, this.#id);
    if (state === undefined) {
      this.#broken = versionOf(stats);
      if (now() - stats.mtimeMs > HALF_WRITTEN_MS) {
        const why = `not the metadata of container ${this.#id.slice(0, 12)}`;
        throw refusal('EBADMSG', why, 'read', this.path);
      }
      return 'half written';
    }
    this.#seen = versionOf(stats);
    this.#broken = undefined;
    this.known = true;
    return state;
  }
}
