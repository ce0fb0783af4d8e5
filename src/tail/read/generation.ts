import type { Source } from '../../log/block.ts';
import type { HeldFile } from '../file/held-file.ts';
import type { ClosedLogFile, LogFile } from '../file/log-file.ts';
import type { Position } from './position.ts';

/** A generation in its container's queue: its file, where its reading stands, and what holds it up. */
export class Generation {
  readonly file: HeldFile;
  readonly position: Position;
  /** Reading has begun, under this source. */
  source: Source | undefined;
  /** Something of it may have been handed on, under this source or an earlier one. */
  begun = false;
  /** What was handed on last does not go on here: lines between have been lost, or come too late. */
  afterGap = false;
  /** Waits for the next scan: it could not be read, or is a compressed file that may still be being written. */
  stalled = false;
  /** Its file has lost its end: it is to be read again from 0, once nothing of it is on its way. */
  endLost: 'no' | 'yes' | 'waits' = 'no';

  constructor(file: HeldFile, position: Position) {
    this.file = file;
    this.position = position;
  }

  get key(): string {
    return this.file.first.key;
  }

  /** Known on disk and not handed on yet. */
  get bytesBehind(): number {
    return Math.max(0, this.file.size - this.position.offset);
  }

  /** The file holds no more than these. How long a compressed one is uncompressed is known at its end only. */
  get mostBytes(): number {
    const { file } = this;
    return file.isOpen && !file.bytes.isCompressed ? file.size : Number.POSITIVE_INFINITY;
  }

  /** It can't be read again before what is on its way of it has settled. */
  get waits(): boolean {
    return this.endLost === 'waits';
  }

  /** There may be something to hand on, or an end to be found. */
  get hasNews(): boolean {
    const { file, position } = this;
    if (this.endLost !== 'no') return this.endLost === 'yes';
    if (this.stalled || position.readTo >= position.limit) return false;
    return file.complete || file.size > position.readTo;
  }

  /** The open file still is this generation, with all that was handed on. A file that is not open has nothing else. */
  async holds(): Promise<boolean> {
    const { file, position } = this;
    return !file.isOpen || position.handedOn.isIn(file.bytes, position.offset, file.complete);
  }

  /** Where the open file is compared from. Of a compressed one this is decoded first, so that `holds` takes no longer than of any other. */
  get comparedFrom(): number {
    const { handedOn, offset } = this.position;
    return handedOn.comparedFrom(offset);
  }

  /** Opens a resting file again; see `HeldFile.reopen`. What bears its path by now may be a copy of it. */
  async reopen(): Promise<boolean> {
    const { file, position } = this;
    const { dev, ino } = file;
    if (!(await file.reopen())) return false;
    const other = file.dev !== dev || file.ino !== ino;
    position.handedOn.take(other, file.bytes.size(), position.offset);
    return true;
  }

  /** What was handed on last, or will be next, is not what stands before it: an event that is unfinished there ends. */
  comeApart(): void {
    this.afterGap = true;
    this.source = undefined;
  }

  /** Goes on reading from a copy, or from the same file under another descriptor; the old one is the caller's to close. */
  adopt(file: LogFile | ClosedLogFile): void {
    const { offset, handedOn } = this.position;
    const other = this.file.dev !== file.stats.dev || this.file.ino !== file.stats.ino;
    handedOn.take(other, file.size, offset);
    this.file.take(file);
    this.position.moveTo(offset);
    this.source = undefined;
  }

  /** Everything is to be handed on once more. */
  loseEnd(): void {
    this.position.reset();
    this.source = undefined;
    this.endLost = 'yes';
  }
}
