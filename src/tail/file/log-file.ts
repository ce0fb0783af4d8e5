import type { Stats } from 'node:fs';
import type { HostFiles } from '../../host-files.ts';
import type { Bytes } from './bytes.ts';
import type { FirstLine } from './fingerprint.ts';
import { GzipBytes } from './gzip-bytes.ts';
import { PlainBytes } from './plain-bytes.ts';

/** A file of a container's log, as it was when it was opened. */
export interface LogFile {
  readonly path: string;
  readonly bytes: Bytes;
  readonly stats: Stats;
  /** Of its uncompressed bytes. */
  readonly size: number;
}

/** One that was closed again because descriptors are short. */
export type ClosedLogFile = Omit<LogFile, 'bytes'> & { readonly bytes?: undefined };

/** A file that has been identified. */
export interface Opened {
  readonly file: LogFile | ClosedLogFile;
  readonly first: FirstLine;
}

/** One that is open. */
export function plainFile(path: string, descriptor: number, stats: Stats): LogFile {
  return { path, bytes: new PlainBytes(descriptor), stats, size: stats.size };
}

/** Opens a file, `isCompressed` or plain; throws as `HostFiles.open` does. */
export function openLogFile(files: HostFiles, path: string, isCompressed: boolean): LogFile {
  const { descriptor, stats } = files.open(path);
  if (!isCompressed) return plainFile(path, descriptor, stats);
  const bytes = new GzipBytes(descriptor);
  return { path, bytes, stats, size: bytes.size() };
}
