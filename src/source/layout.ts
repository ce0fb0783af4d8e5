import type { HostFiles } from '../host-files.ts';
import type { Container } from '../log/block.ts';

/** A container as it is now. */
export interface ContainerState {
  /** Its id is that of its log's folder, see `Layout`. */
  readonly container: Container;
  /**
   * When it ended last, RFC 3339 in UTC; undefined while it runs, before it has run, and where that is not told. Once all of its log has been read, an
   * unfinished event in it is whole if its last line is no later: what tells of an end may not know yet that the container was started again.
   */
  readonly ended?: string;
  /** Its log is not in the folder: another source reads it, or nobody can. */
  readonly elsewhere?: boolean;
  /** Nobody can: an operator who wants the container is to be told. */
  readonly unread?: UnreadLog;
}

/** Why a container's log is nowhere where it could be read, and what to do, in clauses for the operator. */
export interface UnreadLog {
  readonly cause: string;
  readonly remedy: string;
}

/** Says how one container is called and whether it runs; one for each folder of logs. */
export interface Metadata {
  /** The path that trouble with it is reported under. */
  readonly path: string;
  /** The last look could read it. */
  readonly known: boolean;
  /**
   * The state when it is new or may be another one than at the last look. Throws what `fs` throws. Called when the time of the
   * log's folder has changed, when an event has hit a file of `Layout.isMetadata`, and at scans until it is known.
   * `half written`: it is looked at again soon. `missing`: the same, and when the log's folder is gone too, so is the container.
   */
  look(): ContainerState | 'same' | 'missing' | 'half written';
}

/** A file of a container's log, by its name alone. */
export interface LogName {
  readonly name: string;
  /** The container writes to it. At most one is, the last. */
  readonly live: boolean;
}

/** Has the file that bears the path now watched; `again` when another one bore it before. */
export type WatchFile = (path: string, again: boolean) => void;

/**
 * Where the logs of one kind lie and what their names mean: all that tail knows of a source.
 *
 * Each container has a folder of its own below `root`, which holds the files of its log. The path from `root` to that folder
 * (with `/`) is the container's `id`: it never changes, is no other container's, and is part of every `_id`. Whatever a method
 * is asked about a file, the path may be a bare name or a whole path.
 */
export interface Layout {
  /** Absolute. When it is missing itself, no container is taken for gone. */
  readonly root: string;
  /** Opens its files, and none that a link makes of one elsewhere. */
  readonly files: HostFiles;
  /** So many levels below the root the folders of logs stand: 1 when they are entries of the root itself. */
  readonly levels: number;
  /** The live file may get another name without any event, so that scans have to be frequent. */
  readonly liveMoves: boolean;
  /**
   * So many milliseconds after another file has become the live one the former may still be written to: it is read to its end, but not let go
   * before. 0: it is not written to any more.
   */
  readonly lateMs: number;
  /** Throws a sentence with the remedy when the root can't be read: no start without it. */
  requireRoot(): void;
  /** An entry `levels` below the root is a folder of logs. */
  isLogFolder(id: string): boolean;
  /** The live file's name as long as no listing has found another one. */
  liveName(id: string): string;
  /**
   * The files of the log among the entries of its folder, oldest first. None is live while the live file is about to be made. A
   * compressed file beside the file it is being made from is left out.
   */
  logNames(id: string, entries: readonly string[]): LogName[];
  /** The file is compressed (gzip), and so will not grow. */
  isCompressed(path: string): boolean;
  /**
   * Counts the starts of the container, for a log whose files are not gone on with after a start: an event that is unfinished in
   * a file of one start does not go on in one of the next. Always 0 where they are.
   */
  startOf(path: string): number;
  /** An event at the path concerns the metadata; any other one concerns the log. */
  isMetadata(path: string): boolean;
  /** `watch` is for files that the metadata is read from. */
  metadata(id: string, watch: WatchFile): Metadata;
}
