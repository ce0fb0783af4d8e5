import type { Block, Container, Source } from '../log/block.ts';
import type { Stamp } from '../log/stamp.ts';
import type { UnreadLog } from '../source/layout.ts';

/** Takes what tail reads. Every method is synchronous; per container calls come in the order of the log. */
export interface TailSink {
  /** False while the byte budget is spent: tail reads nothing until `Tail.resume()` is called. */
  hasRoom(): boolean;
  /** False while nothing more is to be read of the container; the others are read on. `Tail.resume()` is called when it may have become true. */
  wants(container: Container): boolean;
  /**
   * Reading of a generation begins at an offset, before which lines may only be passed over; comes before its first block, and
   * again when a rename made a new Source, or when its file turned out to be longer than its end.
   */
  begin(source: Source, offset: number): void;
  /**
   * Returns how many of the block's bytes it took, from its beginning and in whole lines. When the budget was spent on the way
   * the rest is read again, once there is room.
   */
  block(block: Block): number;
  /**
   * The file has lost its end, and other lines may stand there: it is to be read again from 0. What was handed on of this generation
   * has no place in it any more, and nothing stands beyond `size`. False while some of it is on its way: then it is to be called
   * again after `Tail.look`.
   */
  restart(container: Container, key: string, size: number): boolean;
  /** Lines that had settled when reading began, in the place where they stand: they are not to be delivered again. */
  passed(block: Block): void;
  /** Bytes without any line (a run of NULs), which end with `stamp`: they settle with what is around them. */
  skip(source: Source, from: number, to: number, stamp: Stamp): void;
  /** The generation has been handed on up to `size` and will not grow. */
  ended(key: string, size: number): void;
  /** A turn has ended: what it handed on is complete. */
  turned(): void;
  /** For now there is nothing more to hand on, or no room for it. */
  rest(): void;
  /**
   * An unfinished event is whole now: the container has stopped or is gone and all its bytes have been handed on, or what comes
   * next is not what stood behind it. Nothing more is handed on before `hasRoom` has been asked again. `ended`: only if its last line is not
   * later, since the container has stopped at that time (RFC 3339) and may have been started again.
   */
  silent(container: Container, ended?: string): void;
}

export type { UnreadLog } from '../source/layout.ts';

/**
 * - `too much held`: files without a name occupied more disk space than allowed;
 * - `descriptors short`: the file could not be held open, and was deleted before its turn.
 */
export type GiveUpCause = 'too much held' | 'descriptors short';

/** The part of a generation that has not been handed on. */
export interface Unread {
  readonly bytes: number;
  /** Beyond 256 MiB in proportion to those; undefined when they can't be read. */
  readonly lines: number | undefined;
}

/** Everything that can happen in tail, one method for each; metrics and the log implement it. */
export interface TailEvents {
  /** A wanted name, id or glob matches no container yet. Once per pattern, at start. */
  waitingFor(pattern: string): void;
  containerFound(container: Container, path: string, offset: number): void;
  containerRenamed(container: Container, oldName: string): void;
  /** The container's current name is no longer wanted; reading ended at this offset. */
  containerUnwanted(container: Container, path: string): void;
  containerGone(container: Container): void;
  /** The container is wanted, and its log is kept where it can't be read. Once per container. */
  logUnread(container: Container, why: UnreadLog): void;
  /** A new generation has taken the live file's place. */
  rotated(container: Container, path: string): void;
  /** The file has begun anew in place, with another first line. */
  truncated(container: Container, path: string, offset: number, size: number): void;
  /** The file no longer holds what was read up to `offset`, but its first line: it is read again from there. */
  endLost(container: Container, path: string, offset: number, size: number): void;
  /** Bytes that are no line were passed over. */
  skipped(container: Container, path: string, bytes: number): void;
  /** Files without a name that are not read yet occupy much disk space; once until `holdingNoMore`. */
  holding(files: number, bytes: number): void;
  holdingNoMore(): void;
  /** The unread rest of a deleted file is lost. */
  gaveUp(container: Container, path: string, unread: Unread, why: GiveUpCause): void;
  /** A compressed file is broken or has no end: what could be decoded has been handed on; `unread` is what else it held, where that is known. */
  brokenOff(container: Container, path: string, error: Error, unread: Unread | undefined): void;
  /** A file or folder can't be read now; reported once until it works again. */
  unreadable(path: string, error: NodeJS.ErrnoException): void;
  readableAgain(path: string): void;
  /** File notifications failed (inotify limit): the slow scan alone finds news from now on. Once. */
  watchFailed(error: Error): void;
}

/** Keys of all generations found on disk by a scan in which nothing failed. */
export type CompleteScan = ReadonlySet<string>;
