import { PlainBytes } from './bytes.ts';
import type { Descriptors, Holder } from './descriptors.ts';
import { readFirstLine } from './fingerprint.ts';
import type { Followed } from './identity.ts';
import type { LogFile, Opened } from './log-file.ts';

/** A live file that is held open while its first line, and so its key, is not complete. */
export class UnnamedFile implements Followed, Holder {
  readonly path: string;
  readonly dev: number;
  readonly ino: number;
  readonly key = undefined;
  readonly costly = false;
  /** Undefined while it rests: it is found again by a listing when it has changed. */
  bytes: LogFile['bytes'];
  mtimeMs = 0;
  /** The size when its first line was looked for last. */
  readTo = 0;

  private readonly descriptors: Descriptors;

  /** Owns the file from now on. */
  constructor({ path, bytes, stats }: LogFile, descriptors: Descriptors) {
    this.descriptors = descriptors;
    this.path = path;
    this.bytes = bytes;
    this.dev = stats.dev;
    this.ino = stats.ino;
    descriptors.touch(this);
  }

  get resting(): boolean {
    return this.bytes === undefined;
  }

  get idle(): boolean {
    return this.readTo === 0;
  }

  /** Looks for the first line; with `complete` a rest without LF is one. Undefined when there is none. */
  async name(containerId: string, complete: boolean): Promise<Opened | undefined> {
    const { bytes, path } = this;
    if (!(bytes instanceof PlainBytes)) return undefined;
    const stats = bytes.stat();
    // An idle file is not read at each look.
    if (stats.size === this.readTo && stats.mtimeMs === this.mtimeMs && !complete) return undefined;
    this.readTo = stats.size;
    this.mtimeMs = stats.mtimeMs;
    const first = await readFirstLine(bytes, containerId, complete);
    return first && { file: { path, bytes, stats, size: stats.size }, first };
  }

  /** Its file is somebody else's from now on. */
  disown(): void {
    this.descriptors.drop(this);
    this.bytes = undefined;
  }

  async close(): Promise<void> {
    const { bytes } = this;
    this.disown();
    await bytes?.close();
  }

  async rest(): Promise<boolean> {
    const { bytes } = this;
    if (bytes === undefined || bytes.stat().nlink === 0) return false;
    this.bytes = undefined;
    await bytes.close();
    return true;
  }
}
