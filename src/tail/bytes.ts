import { close, closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from 'node:fs';
import { promisify } from 'node:util';
import { type FirstLine, STAMP_BYTES } from './fingerprint.ts';

const readAsync = promisify(read);

/**
 * So much is read at once and not by the thread pool: from the page cache, where young lines are, it takes 10 µs, and the way to a
 * thread and back 50 to 150, which is most of what a thousand quiet files cost at the start.
 */
export const READ_AT_ONCE = 64 * 1024;
export const closeAsync = promisify(close);

/** A generation's uncompressed bytes, from whatever form they have on disk. */
export interface Bytes {
  /**
   * Fills `target` from `position` on; fewer bytes than asked for mean the end as it is now.
   * Rejects with what `fs` throws.
   */
  read(target: Buffer, position: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens a regular file for reading; throws what `fs` throws, and EINVAL for anything that is no regular file. */
export function openFile(path: string): { descriptor: number; stats: Stats } {
  // A named pipe in the file's place must not hold the open back for ever.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const stats = fstatSync(descriptor);
    if (!stats.isFile())
      throw Object.assign(new Error(`EINVAL: not a regular file, open '${path}'`), { code: 'EINVAL' });
    return { descriptor, stats };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

export async function readAt(descriptor: number, target: Buffer, position: number): Promise<number> {
  const { bytesRead } = await readAsync(descriptor, target, 0, target.length, position);
  return bytesRead;
}

/** The bytes of a file as it is, which may still grow. */
export class PlainBytes implements Bytes {
  private readonly descriptor: number;

  /** Owns the descriptor from now on. */
  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  async read(target: Buffer, position: number): Promise<number> {
    if (target.length > READ_AT_ONCE) return readAt(this.descriptor, target, position);
    return readSync(this.descriptor, target, 0, target.length, position);
  }

  /** Size and times of the open file, whatever its name is now. */
  stat(): Stats {
    return fstatSync(this.descriptor);
  }

  /**
   * False when the file no longer begins with that line: it was cut short and has grown again.
   * Synchronous, as 64 bytes from the page cache take 2 µs and a turn of the thread pool 50.
   */
  beginsWith({ stamp, stampAt }: FirstLine): boolean {
    const now = Buffer.allocUnsafe(stamp.length);
    return readSync(this.descriptor, now, 0, now.length, stampAt) === now.length && now.equals(stamp);
  }

  /** The last bytes before an offset, fewer near the beginning; undefined when the file does not reach so far. */
  before(offset: number): Buffer | undefined {
    const bytes = Buffer.allocUnsafe(Math.min(STAMP_BYTES, offset));
    return readSync(this.descriptor, bytes, 0, bytes.length, offset - bytes.length) === bytes.length
      ? bytes
      : undefined;
  }

  close(): Promise<void> {
    return closeAsync(this.descriptor);
  }
}
