import { statSync } from 'node:fs';
import type { HostFiles } from '../../host-files.ts';
import type { UnreadLog } from '../layout.ts';
import { type FileVersion, isSameVersion, versionOf } from './file-version.ts';
import { readJsonFile } from './json-file.ts';

export const HOST_FILE = 'hostconfig.json';

/** The one that writes the files that are read here. */
const READ = 'json-file';
/** Docker's names are short; this one goes into the log. */
const MOST_CHARACTERS = 100;

/** By which log driver Docker keeps a container's log, as `hostconfig.json` says. It is fixed when the container is made. */
export class LogDriver {
  readonly #files: HostFiles;
  readonly #path: string;
  #seen: FileVersion | undefined;
  /** Undefined as well where nobody can tell. */
  #name: string | undefined;

  constructor(files: HostFiles, path: string) {
    this.#files = files;
    this.#path = path;
  }

  get isKnown(): boolean {
    return this.#name !== undefined;
  }

  /** Another driver writes no file that could be read; undefined when it is the one that does, or is not known. */
  get unread(): UnreadLog | undefined {
    const name = this.#name;
    if (name === undefined || name === READ) return undefined;
    return {
      cause: `its log driver is ${JSON.stringify(name)} (${HOST_FILE}), which writes no file that logagent reads`,
      remedy: `make the container anew with --log-driver ${READ} (in Compose logging: { driver: ${READ} }), or set "log-driver": "${READ}" in Docker's daemon.json, restart Docker and make it anew`,
    };
  }

  /** Reads the file unless it is as it was. One that can't be read or understood says nothing: Docker's own always can. */
  look(): void {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (stats !== undefined && isSameVersion(this.#seen, stats)) return;
    this.#seen = stats && versionOf(stats);
    this.#name = stats && this.#read();
  }

  #read(): string | undefined {
    try {
      const config = readJsonFile(this.#files, this.#path).LogConfig;
      const { Type: name } = (config ?? {}) as { Type?: unknown };
      return typeof name === 'string' && name !== '' ? name.slice(0, MOST_CHARACTERS) : undefined;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }
}
