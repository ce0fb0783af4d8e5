import { realpathSync, statSync } from 'node:fs';
import { HostFiles } from '../host-files.ts';

/** A link in Kubernetes' volumes leads to a folder beside it, so the place is no guard here: who gives the path may name any file. */
const anywhere = new HostFiles(['/']);

const READABLE_BY_OTHERS = 0o004;

/** Files in such folders are shown to one container alone, whatever their mode says: volumes of Kubernetes, secrets of Docker. */
const OF_ONE_CONTAINER = /\/\.\.\d{4}_\d\d_\d\d_[^/]+\/[^/]+$|^(?:\/var)?\/run\/secrets\//;

export interface WatchedFileOptions<T> {
  readonly maxBytes: number;
  /** Makes the value of the text. Throws an Error whose message is one clause without the text when it is of no use. */
  readonly read: (text: string) => T;
}

/**
 * A small file whose contents are used as they are at the moment: each use looks whether it has changed, by a system call of some
 * microseconds. Links are followed each time, so that a link that leads elsewhere is a change. While the file is of no use, the last value
 * is used on.
 */
export class WatchedFile<T> {
  readonly path: string;
  readonly #options: WatchedFileOptions<T>;
  #value: T;
  /** Tells one state of the file from another. */
  #seen: string;
  #trouble: string | undefined;
  #readings = 1;

  /** Reads the file. Throws an Error whose message is one clause when it can't be read or is of no use. */
  constructor(path: string, options: WatchedFileOptions<T>) {
    this.path = path;
    this.#options = options;
    this.#seen = stateOf(path);
    this.#value = this.#read();
  }

  /** The value of the file as it is now, or of the last one that was of use. Never throws. */
  get value(): T {
    this.look();
    return this.#value;
  }

  /** As `value`, and reads the file even if it does not seem to have changed. */
  readAnew(): T {
    this.#look(true);
    return this.#value;
  }

  /** Looks whether the file has changed. Never throws. */
  look(): void {
    this.#look(false);
  }

  /** Why the file as it is now can't be used, in one clause; undefined when it can. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** How many times it was read with success. */
  get readings(): number {
    return this.#readings;
  }

  /** Any user of this machine can read it. */
  get isExposed(): boolean {
    try {
      const open = (statSync(this.path).mode & READABLE_BY_OTHERS) !== 0;
      return open && !OF_ONE_CONTAINER.test(realpathSync(this.path));
    } catch {
      return false;
    }
  }

  #look(always: boolean): void {
    try {
      const seen = stateOf(this.path);
      if (!always && seen === this.#seen && this.#trouble === undefined) return;
      const changed = seen !== this.#seen || this.#trouble !== undefined;
      this.#value = this.#read();
      // Taken before reading: what is written meanwhile is another state.
      this.#seen = seen;
      this.#trouble = undefined;
      if (changed) this.#readings++;
    } catch (error) {
      this.#trouble = (error as Error).message;
    }
  }

  #read(): T {
    const { maxBytes, read } = this.#options;
    const text = anywhere.readText(this.path, maxBytes);
    if (text.trim() === '') throw new Error('it is empty');
    return read(text);
  }
}

/** The time of its last change alone would not do: it is that of a tick of the kernel. */
function stateOf(path: string): string {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}
