import type { Stats } from 'node:fs';
import { isStampOf, type Stamp } from '../../log/stamp.ts';

/** The uncompressed bytes of an open file, whatever form they have on disk. */
export interface Bytes {
  /** A compressed file: its contents do not change, and each read that goes back begins to decode anew. */
  readonly isCompressed: boolean;
  /** Fills `target` from `position` on; fewer bytes than asked for mean the end as it is now. Rejects with what `fs` throws. */
  read(target: Buffer, position: number): Promise<number>;
  /**
   * Comes nearer to a place that is to be read next, by no more than some milliseconds' work. False: it is still ahead, and this is to be
   * called again. Rejects with what `fs` throws.
   */
  approach(position: number): Promise<boolean> | boolean;
  /** So many bytes before an offset; undefined when the file does not reach so far. Rejects or throws what `fs` throws. */
  before(offset: number, length: number): Buffer | undefined | Promise<Buffer | undefined>;
  /** Of the file as it is on disk, whatever its name is now. */
  stat(): Stats;
  /** Of the uncompressed bytes as they are now; of a compressed file that is not whole any number. */
  size(): number;
  /** Why the end that `read` came to may not be the real one; undefined when it is. */
  trouble(): Error | undefined;
  /** The bytes can't be decoded any further, however much is appended. */
  readonly isBroken: boolean;
  /** Bytes that a broken file holds beyond what could be decoded; undefined when that is not known. */
  readonly undecoded: number | undefined;
  /** So much has been decoded that it should not be decoded again. */
  readonly isFar: boolean;
  /** The last bytes that could be decoded, so that it can be told how many lines such bytes have. */
  readonly sample: Buffer;
  /** The next read finds what the file holds by then. */
  rewind(): void;
  close(): Promise<void>;
}

/** Whether the line stands right before an offset; of an unknown one whether the bytes reach so far. */
export async function isAt(bytes: Bytes, offset: number, stamp: Stamp | undefined): Promise<boolean> {
  const before = await bytes.before(offset, stamp?.length ?? Math.min(1, offset));
  return before !== undefined && (stamp === undefined || isStampOf(stamp, before));
}
