import { fstatSync, readSync, type Stats } from 'node:fs';
import type { Bytes } from './bytes.ts';
import { closeAsync, readAt } from './descriptor-calls.ts';

/**
 * So much is read at once and not by the thread pool: from the page cache, where young lines are, it takes 10 µs, and the way to a
 * thread and back 50 to 150, which is most of what a thousand quiet files cost at the start.
 */
export const READ_AT_ONCE = 64 * 1024;

const NOTHING = Buffer.alloc(0);

/** The bytes of a file as it is, which may still grow. */
export class PlainBytes implements Bytes {
  readonly isCompressed = false;
  readonly isBroken = false;
  readonly isFar = false;
  readonly undecoded = undefined;
  readonly sample = NOTHING;
  readonly #descriptor: number;

  /** Owns the descriptor from now on. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async read(target: Buffer, position: number): Promise<number> {
    if (target.length > READ_AT_ONCE) return readAt(this.#descriptor, target, position);
    return readSync(this.#descriptor, target, 0, target.length, position);
  }

  /** Each place is as near as any other. */
  approach(): boolean {
    return true;
  }

  /** Synchronous: a line from the page cache takes 2 µs, and a turn of the thread pool 50. */
  before(offset: number, length: number): Buffer | undefined {
    if (length > offset) return undefined;
    const bytes = Buffer.allocUnsafe(length);
    return readSync(this.#descriptor, bytes, 0, length, offset - length) === length ? bytes : undefined;
  }

  stat(): Stats {
    return fstatSync(this.#descriptor);
  }

  size(): number {
    return this.stat().size;
  }

  /** It has no end but the one that is there. */
  trouble(): undefined {
    return undefined;
  }

  /** Nothing is kept between two reads. */
  rewind(): void {}

  close(): Promise<void> {
    return closeAsync(this.#descriptor);
  }
}
