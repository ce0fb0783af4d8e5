import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ContainerState, Metadata } from '../layout.ts';
import { HOST_FILE, LogDriver } from './log-driver.ts';
import { WatchedContainerFile, type WatchedFileOptions } from './watched-container-file.ts';

export interface DockerMetadataOptions extends WatchedFileOptions {
  /** The log's live file, where the driver writes one. */
  readonly logPath: string;
}

/** What Docker's files tell of a container: `config.v2.json` all but its log driver, which stands in `hostconfig.json` beside it. */
export class DockerMetadata implements Metadata {
  readonly path: string;
  readonly #file: WatchedContainerFile;
  readonly #driver: LogDriver;
  readonly #logPath: string;
  #state: ContainerState | undefined;
  #elsewhere = false;

  /** `path`: the container's `config.v2.json`. */
  constructor(path: string, id: string, options: DockerMetadataOptions) {
    this.path = path;
    this.#file = new WatchedContainerFile(path, id, options);
    this.#driver = new LogDriver(options.files, join(dirname(path), HOST_FILE));
    this.#logPath = options.logPath;
  }

  get known(): boolean {
    return this.#file.known;
  }

  look(): ContainerState | 'same' | 'missing' | 'half written' {
    const seen = this.#file.look();
    if (seen === 'missing' || seen === 'half written') return seen;
    // Docker writes it right after the other one, and both anew at each start.
    if (seen !== 'same' || !this.#driver.isKnown) this.#driver.look();
    const { unread } = this.#driver;
    // What a driver before this one has left is read all the same.
    const elsewhere = unread !== undefined && !existsSync(this.#logPath);
    if (seen === 'same' && elsewhere === this.#elsewhere) return 'same';
    this.#elsewhere = elsewhere;
    if (seen !== 'same') this.#state = seen;
    if (this.#state === undefined) return 'same';
    return elsewhere ? { ...this.#state, elsewhere, unread } : this.#state;
  }
}
