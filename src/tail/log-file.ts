import type { Stats } from 'node:fs';
import { openFile, PlainBytes } from './bytes.ts';
import type { FirstLine } from './fingerprint.ts';
import { GzipBytes } from './gzip-bytes.ts';

/** A file of a container's log, as it was when it was opened. */
export interface LogFile {
  readonly path: string;
  /** Undefined when it was closed again because descriptors are short. */
  readonly bytes: PlainBytes | GzipBytes | undefined;
  readonly stats: Stats;
  /** Of its uncompressed bytes. */
  readonly size: number;
}

/** A file that has been identified. */
export interface Opened {
  readonly file: LogFile;
  readonly first: FirstLine;
}

/** One that is open. */
export function plainFile(
  path: string,
  descriptor: number,
  stats: Stats,
): LogFile & { readonly bytes: PlainBytes } {
  return { path, bytes: new PlainBytes(descriptor), stats, size: stats.size };
}

/** Opens a file by its name's form; throws what `fs` throws. */
export function openLogFile(path: string): LogFile & { readonly bytes: PlainBytes | GzipBytes } {
  const { descriptor, stats } = openFile(path);
  if (!path.endsWith('.gz')) return plainFile(path, descriptor, stats);
  const bytes = new GzipBytes(descriptor);
  return { path, bytes, stats, size: bytes.sizeInTrailer() };
}
