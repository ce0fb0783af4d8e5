import type { Layout } from '../../source/layout.ts';
import type { Opened } from '../file/log-file.ts';
import type { Troubles } from '../troubles.ts';
import type { LongSearch } from './long-search.ts';

/** A generation that is on disk. */
export interface Found {
  readonly key: string;
  readonly path: string;
  readonly live: boolean;
  /** Only when `ListingOptions.wants` said so; its file is closed when there was no room. */
  readonly opened: Opened | undefined;
}

/** The generation or unnamed file that is held open as the live file. */
export interface HeldLive {
  readonly dev: number;
  readonly ino: number;
  /** Undefined while its first line is not complete. */
  readonly key: string | undefined;
}

/** What a file was found to hold: valid while its size and time stay the same, so that a scan opens nothing twice. */
export interface Known {
  readonly size: number;
  readonly mtimeMs: number;
  /** Undefined when it holds no line. */
  readonly key: string | undefined;
  /** Why no line can be decoded of it. */
  readonly trouble?: Error | undefined;
}

/** By device and inode. */
export type KeyCache = Map<string, Known>;

export interface ListingOptions {
  readonly layout: Layout;
  readonly folder: string;
  readonly containerId: string;
  readonly troubles: Troubles;
  readonly cache: KeyCache;
  readonly held: HeldLive | undefined;
  /** The folder's time, when it is so old that any change gives it another one. */
  readonly folderTime: number | undefined;
  readonly longSearch: LongSearch;
  /** How many files may be kept open, the live one not counted. */
  readonly room: number;
  /** A generation of this key should be kept open. `size`: of its file, 0 when it is compressed. */
  wants(key: string, live: boolean, size: number): boolean;
}
