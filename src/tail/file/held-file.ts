import type { Stats } from 'node:fs';
import type { Bytes } from './bytes.ts';
import type { Descriptors, Holder } from './descriptors.ts';
import { beginsWith, type FirstLine } from './fingerprint.ts';
import { type FileId, type Identity, identify } from './identity.ts';
import type { ClosedLogFile, LogFile, Opened } from './log-file.ts';

/** A compressed file without its trailer may be being written while its last change is younger than this. */
const GZIP_QUIET_MS = 10_000;

/** How far the file has been read, for those who hold it. */
export interface Reading {
  /** The byte after the last one handed on. */
  readonly offset: number;
  /** The end of all that has been read, an incomplete line included. */
  readonly readTo: number;
}

/** Opens what bears the path now, plain or compressed; throws what `fs` throws. */
export type OpenLogFile = (path: string) => LogFile;

export interface HeldFileOptions {
  readonly reading: Reading;
  readonly descriptors: Descriptors;
  readonly open: OpenLogFile;
}

/**
 * - `open`: at the beginning, and after `reopen` or `take`; left by `rest` and `disown`;
 * - `rests`: closed, because descriptors are short or it could not be opened; left by `reopen` and `take`;
 * - `gone`: the file is another generation's now, and no other holds this one; left by `take`.
 */
type Mode = 'open' | 'rests' | 'gone';

/** One generation's file, plain or compressed: held open until it has been read to its end, but for rests. */
export class HeldFile implements Holder, FileId {
  readonly first: FirstLine;
  /** Where it was seen last. */
  path: string;
  /** Uncompressed bytes known to be on disk. */
  size: number;
  /** It will not grow: another file has taken the live path, or the container is gone. */
  complete = false;
  readonly #options: HeldFileOptions;
  #mode: Mode = 'rests';
  #bytes: Bytes | undefined;
  #dev = 0;
  #ino = 0;
  #mtimeMs = 0;
  #birthtimeMs = 0;
  #stateAtTrouble: string | undefined;

  constructor({ file, first }: Opened, options: HeldFileOptions) {
    this.#options = options;
    this.first = first;
    this.path = file.path;
    this.size = file.size;
    this.#put(file);
    // One that could not be held open has not been looked into: the next look opens it.
    if (file.bytes === undefined) this.#mtimeMs = 0;
  }

  get key(): string {
    return this.first.key;
  }

  get dev(): number {
    return this.#dev;
  }

  get ino(): number {
    return this.#ino;
  }

  get birthtimeMs(): number {
    return this.#birthtimeMs;
  }

  get isOpen(): boolean {
    return this.#mode === 'open';
  }

  get rests(): boolean {
    return this.#mode === 'rests';
  }

  get isGone(): boolean {
    return this.#mode === 'gone';
  }

  /** The bytes of an open file; throws when it is not open. */
  get bytes(): Bytes {
    if (this.#bytes === undefined) throw new Error(`${this.path} is not open`);
    return this.#bytes;
  }

  /** Its contents don't change any more. False while it is not open. */
  get isCompressed(): boolean {
    return this.#bytes?.isCompressed === true;
  }

  get idle(): boolean {
    return !this.complete && this.#options.reading.offset >= this.size;
  }

  /** A decoder would have to begin anew. */
  get costly(): boolean {
    return this.isCompressed && (this.#options.reading.offset > 0 || this.bytes.isFar);
  }

  /** Compares it with what stands at the live path now. */
  compare(seen: Stats): Identity {
    return identify(this, this.#options.reading.readTo, this.#mtimeMs, seen);
  }

  /** `stat` has said so of it. */
  see({ size, mtimeMs }: Stats): void {
    this.size = size;
    this.#mtimeMs = mtimeMs;
  }

  /** Looks at the open file, which may have lost its name and be written to all the same. */
  seeOpen(): void {
    if (this.#bytes?.isCompressed === false) this.see(this.#bytes.stat());
  }

  /** The size now, of a file that may have grown since it was looked at. */
  sizeNow(): number {
    return this.#bytes?.isCompressed === false ? this.#bytes.size() : this.size;
  }

  /** The open file begins with the generation's first line. */
  beginsRight(): Promise<boolean> {
    return beginsWith(this.bytes, this.first);
  }

  /** Something has happened to the open file: whether it is idle may have changed. */
  touch(): void {
    if (this.isOpen) this.#options.descriptors.touch(this);
  }

  /** Closes the file until it is needed again. False when it can't: without a name it can't be opened again, or there are news. */
  async rest(): Promise<boolean> {
    if (!this.isOpen) return false;
    const { bytes } = this;
    const { nlink, size } = bytes.stat();
    if (nlink === 0) return false;
    if (this.idle && size > this.size) {
      this.size = size;
      return false;
    }
    this.#become('rests', undefined);
    await bytes.close();
    return true;
  }

  /** Opens a resting file again. False when its path is gone or bears another file now: its first line tells, as inodes come back. */
  async reopen(): Promise<boolean> {
    const file = this.#openIfThere();
    if (file === undefined) return false;
    const right = await beginsWith(file.bytes, this.first).catch(async (error) => {
      await file.bytes.close();
      throw error;
    });
    if (!right) {
      await file.bytes.close();
      return false;
    }
    const { size } = this;
    const mtimeMs = this.#mtimeMs;
    this.take(file);
    // By what it was at the last look the next one tells what has become of a live file.
    if (!this.complete) {
      this.size = size;
      this.#mtimeMs = mtimeMs;
    }
    this.touch();
    return true;
  }

  /** Goes on with a copy, or the same file under another descriptor; the old one is the caller's to close. */
  take(file: LogFile | ClosedLogFile): void {
    this.path = file.path;
    this.size = file.size;
    this.#put(file);
  }

  /** The file is another generation's now. */
  disown(): void {
    this.#options.descriptors.drop(this);
    this.complete = true;
    this.#become('gone', undefined);
  }

  async close(): Promise<void> {
    this.#options.descriptors.drop(this);
    await this.#bytes?.close();
  }

  /**
   * Why a compressed file's end may not be its real one. `final`: it has not changed since it was seen so before, and if
   * it is half written nobody has been writing to it for a while.
   */
  trouble(now: number): { error: Error; final: boolean } | undefined {
    const { bytes } = this;
    const error = bytes.trouble();
    if (error === undefined) return undefined;
    const { size, mtimeMs } = bytes.stat();
    const age = now - mtimeMs;
    // From the future: the clock was put back.
    const growing = !bytes.isBroken && age >= 0 && age < GZIP_QUIET_MS;
    const state = `${size} ${mtimeMs}`;
    const final = this.#stateAtTrouble === state && !growing;
    this.#stateAtTrouble = state;
    if (!final) bytes.rewind();
    return { error, final };
  }

  #openIfThere(): LogFile | undefined {
    try {
      return this.#options.open(this.path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  #put({ bytes, stats }: LogFile | ClosedLogFile): void {
    this.#dev = stats.dev;
    this.#ino = stats.ino;
    this.#mtimeMs = stats.mtimeMs;
    this.#birthtimeMs = stats.birthtimeMs;
    this.#become(bytes === undefined ? 'rests' : 'open', bytes);
  }

  #become(mode: Mode, bytes: Bytes | undefined): void {
    this.#mode = mode;
    this.#bytes = bytes;
  }
}
