import { closeSync, type Stats } from 'node:fs';
import type { Crossing, Source } from './block.ts';
import { openFile, PlainBytes } from './bytes.ts';
import type { Holder } from './descriptors.ts';
import type { FirstLine } from './fingerprint.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { HandedOn } from './handed-on.ts';
import type { Followed } from './identity.ts';
import type { LogFile, Opened } from './log-file.ts';
import type { Resume } from './tail-events.ts';

/** A compressed file without its trailer may be being written while its last change is younger than this. */
const GZIP_QUIET_MS = 10_000;

/** A generation that is being read or waits for its turn, and how far it has been read. */
export class Generation implements Followed, Holder {
  readonly first: FirstLine;
  boundaries: readonly number[];
  crossings: readonly Crossing[];
  /** Acknowledged ranges above the offset at which reading began; see `Resume.settled`. */
  settled: readonly number[];
  path: string;
  dev: number;
  ino: number;
  mtimeMs: number;
  birthtimeMs: number;
  /** Bytes known to be on disk. */
  size: number;
  /** Undefined while it rests, and when the file has been cut short in place and no copy of it was found. */
  bytes: LogFile['bytes'];
  /** Closed because descriptors are short; opened again when there is something to read. */
  resting: boolean;
  /** The byte after the last one handed on. */
  offset: number;
  handedOn: HandedOn;
  /** The end of what has been read, an incomplete line included. */
  readTo: number;
  /** It goes on where an earlier run left it, and was not read in this one. */
  resumed: boolean;
  /** Where it is said to begin, when what stands before is to be passed over first. */
  begunAt: number | undefined;
  /** It will not grow: a new generation has taken the live path, or the container is gone. */
  complete = false;
  /** What came before it has been lost: an event that was unfinished there does not go on here. */
  afterGap = false;
  /** Nothing is read from here on: the size when the container was renamed to an unwanted name. */
  limit = Number.POSITIVE_INFINITY;
  /** Reading has begun, under this source. */
  source: Source | undefined;
  /** `offset` is within a line that is being cut; undefined until looked at. */
  cutting: boolean | undefined;
  /** NULs passed over and not reported yet. */
  skipped = 0;
  /** Waits for the next scan: it could not be read, or is a compressed file that may still be being written. */
  stalled = false;
  private sizeAtTrouble: string | undefined;

  constructor({ file, first }: Opened, offset: number, resume: Resume | undefined) {
    this.first = first;
    this.handedOn = new HandedOn(first);
    this.boundaries = resume?.boundaries ?? [];
    this.crossings = resume?.crossings ?? [];
    this.settled = resume?.settled ?? [];
    this.resumed = resume !== undefined;
    this.offset = offset;
    this.readTo = offset;
    this.path = file.path;
    this.bytes = file.bytes;
    this.resting = file.bytes === undefined;
    this.dev = file.stats.dev;
    this.ino = file.stats.ino;
    this.mtimeMs = file.stats.mtimeMs;
    this.birthtimeMs = file.stats.birthtimeMs;
    this.size = file.size;
  }

  get key(): string {
    return this.first.key;
  }

  /** Goes on reading from a copy, or from the same file under another descriptor. */
  adopt(file: LogFile): void {
    this.take(file);
    this.moveTo(this.offset);
  }

  /** Reading goes on at `offset`, which was not reached by reading. */
  moveTo(offset: number): void {
    this.offset = offset;
    this.readTo = offset;
    this.cutting = undefined;
    this.source = undefined;
  }

  /** What was acknowledged before `offset` is passed over once more, in its place behind an older generation. */
  passOverAgain(): void {
    const { offset, settled } = this;
    if (!this.resumed || offset === 0) return;
    this.resumed = false;
    this.handedOn.goBack(offset);
    this.moveTo(0);
    this.begunAt = offset;
    this.settled = [0, offset, ...settled];
  }

  /** Only a part of what was read up to `end` was taken: reading goes on at `offset`. */
  stopWithin(end: number): void {
    this.readTo = this.offset;
    this.cutting = false;
    this.size = Math.max(this.size, end);
  }

  /** What `stat` says of the live file now. */
  see(stats: Stats): void {
    this.size = stats.size;
    this.mtimeMs = stats.mtimeMs;
  }

  /** There may be something to hand on, or an end to be found. */
  get hasNews(): boolean {
    if (this.stalled || this.readTo >= this.limit) return false;
    return this.complete || this.size > this.readTo;
  }

  /** The open file still is this generation, with all that was handed on. */
  holds(): boolean {
    const { bytes, offset, complete } = this;
    return !(bytes instanceof PlainBytes) || this.handedOn.isIn(bytes, offset, complete);
  }

  /** As `holds`, of a compressed file. */
  async holdsDecoded(): Promise<boolean> {
    const { bytes, offset } = this;
    return !(bytes instanceof GzipBytes) || this.handedOn.isDecodedFrom(bytes, offset);
  }

  /** See `Tail.stamp`. */
  stamp(offset: number): string | undefined {
    const known = offset === this.offset ? this.handedOn.stampAt(offset) : undefined;
    if (known !== undefined) return known;
    try {
      return this.resting ? this.stampAtRest(offset) : this.stampIn(this.bytes, offset);
    } catch (error) {
      // One file that can't be read must not keep all others from being saved.
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return '';
    }
  }

  /** Everything is handed on once more; `resume` is what is known now. */
  reread(resume: Resume | undefined): void {
    this.moveTo(0);
    this.begunAt = undefined;
    this.handedOn.forget();
    this.settled = [];
    this.boundaries = resume?.boundaries ?? [];
    this.crossings = resume?.crossings ?? [];
  }

  get idle(): boolean {
    return !this.complete && this.offset >= this.size;
  }

  /** A decoder would have to begin anew. */
  get costly(): boolean {
    return this.bytes instanceof GzipBytes && this.offset > 0;
  }

  async rest(): Promise<boolean> {
    const { bytes } = this;
    if (bytes === undefined) return false;
    const { nlink, size } = bytes.stat();
    if (nlink === 0) return false;
    if (this.idle && size > this.size) {
      this.size = size;
      return false;
    }
    this.bytes = undefined;
    this.resting = true;
    await bytes.close();
    return true;
  }

  /** Takes a resting generation's file, opened again and found to be the right one. */
  wake(file: LogFile): void {
    const { size, mtimeMs } = this;
    this.take(file);
    // By what it was at the last look the next one tells what has become of a live file.
    if (!this.complete) Object.assign(this, { size, mtimeMs });
  }

  /**
   * Why a compressed file's end may not be its real one. `final`: it has not changed since it was seen so before, and if
   * it is half written nobody has been writing to it for a while.
   */
  trouble(now: number): { error: Error; final: boolean } | undefined {
    if (!(this.bytes instanceof GzipBytes)) return undefined;
    const error = this.bytes.trouble();
    if (error === undefined) return undefined;
    const { size, mtimeMs } = this.bytes.stat();
    const age = now - mtimeMs;
    // From the future: the clock was put back.
    const growing = !this.bytes.broken && age >= 0 && age < GZIP_QUIET_MS;
    const state = `${size} ${mtimeMs}`;
    const final = this.sizeAtTrouble === state && !growing;
    this.sizeAtTrouble = state;
    if (!final) this.bytes.rewind();
    return { error, final };
  }

  private stampIn(bytes: LogFile['bytes'], offset: number): string | undefined {
    return this.handedOn.stampIn(bytes, offset, this.offset, this.complete);
  }

  /** Opens the file for this alone: a row that stays behind that of another file, with which it shares an event, tears it apart. */
  private stampAtRest(offset: number): string | undefined {
    if (this.path.endsWith('.gz')) return '';
    const { descriptor } = openFile(this.path);
    try {
      const bytes = new PlainBytes(descriptor);
      return bytes.beginsWith(this.first) ? this.stampIn(bytes, offset) : '';
    } finally {
      closeSync(descriptor);
    }
  }

  private take({ path, bytes, stats, size }: LogFile): void {
    const other = this.dev !== stats.dev || this.ino !== stats.ino;
    this.handedOn.take(other, size, this.offset);
    this.path = path;
    this.bytes = bytes;
    this.resting = bytes === undefined;
    this.dev = stats.dev;
    this.ino = stats.ino;
    this.mtimeMs = stats.mtimeMs;
    this.birthtimeMs = stats.birthtimeMs;
    this.size = size;
  }
}
