import { PlainBytes } from './bytes.ts';
import { type FirstLine, STAMP_BYTES } from './fingerprint.ts';
import type { GzipBytes } from './gzip-bytes.ts';
import type { LogFile } from './log-file.ts';

const NOTHING = Buffer.alloc(0);

/** What an earlier run has noted: the bytes before `top`, or that it does not know them. */
export interface Expected {
  readonly top: number;
  readonly stamp: string | undefined;
}

/**
 * The last bytes of a generation that were handed on, by which it is told whether a file still holds all of them: a file that has
 * lost its end never gets it back, since Docker's time is in it. `at` is where the next bytes to be handed on stand.
 */
export class HandedOn {
  private readonly first: FirstLine;
  /** Up to 64 bytes. */
  private last: Buffer = NOTHING;
  /** Until the file has been compared with it. */
  private expected: Expected | undefined;
  /** The file is a copy of so many bytes, made before the last lines were handed on. */
  private copiedEarlier: number | undefined;
  /** What a compressed file decodes to has been compared. */
  private compared = false;

  constructor(first: FirstLine) {
    this.first = first;
  }

  expect(expected: Expected): void {
    this.expected = expected;
  }

  /** These bytes, which stand before the new `at`, were handed on. */
  note(bytes: Buffer): void {
    if (bytes.length === 0) return;
    const all = bytes.length >= STAMP_BYTES ? bytes : Buffer.concat([this.last, bytes]);
    this.last = toKeep(all.subarray(-STAMP_BYTES));
  }

  /** Reading goes on at 0, though everything before `at` was handed on: that it is there stays to be seen. */
  goBack(at: number): void {
    if (this.last.length > 0) this.expected ??= { top: at, stamp: this.last.toString('base64') };
    this.last = NOTHING;
  }

  forget(): void {
    this.last = NOTHING;
    this.expected = undefined;
    this.copiedEarlier = undefined;
  }

  /** Reading goes on from this file of `size` bytes: an `other` one than before, or the same one opened again. */
  take(other: boolean, size: number, at: number): void {
    if (other) this.copiedEarlier = this.last.length > 0 && size < at ? size : undefined;
    this.compared = false;
  }

  /** `complete`: the generation does not grow. */
  isIn(bytes: PlainBytes, at: number, complete: boolean): boolean {
    const { last, expected } = this;
    if (!bytes.beginsWith(this.first)) return false;
    if (complete && this.copiedEarlier !== undefined) return this.isCopied(bytes, this.copiedEarlier, at);
    if (last.length > 0 && bytes.before(at)?.subarray(-last.length).equals(last) !== true) return false;
    if (expected === undefined) return true;
    const now = bytes.before(expected.top)?.toString('base64');
    if (now === undefined || (expected.stamp ?? now) !== now) return false;
    // Ranges settled above are passed over only while all below the last one's end is as it was.
    this.expected = at < expected.top ? { top: expected.top, stamp: now } : undefined;
    if (last.length === 0) this.last = toKeep(bytes.before(at) ?? NOTHING);
    return true;
  }

  /**
   * The same of a compressed file, which does not change: once. What can't be told as long as the file is half written is
   * taken for true.
   */
  async isDecodedFrom(bytes: GzipBytes, at: number): Promise<boolean> {
    if (this.compared || this.copiedEarlier !== undefined) return true;
    const handedOn = this.last.length === 0 ? undefined : this.last.toString('base64');
    const { top, stamp } = this.expected ?? { top: at, stamp: handedOn };
    const before = await bytes.before(top);
    if (before === undefined) return bytes.trouble() !== undefined;
    this.compared = true;
    this.expected = undefined;
    const now = before.toString('base64');
    return (stamp ?? now) === now;
  }

  /** A copy that ends within the last bytes that were handed on ends as they do. Of a shorter one nothing is known. */
  private isCopied(bytes: PlainBytes, size: number, at: number): boolean {
    const common = this.last.subarray(0, Math.max(0, this.last.length - (at - size)));
    return common.length === 0 || bytes.before(size)?.subarray(-common.length).equals(common) === true;
  }

  /** What was handed on before `at`, whatever a file holds by now; undefined when that is not known. */
  stampAt(at: number): string | undefined {
    return this.last.length === Math.min(STAMP_BYTES, at) ? this.last.toString('base64') : undefined;
  }

  /** See `Tail.stamp`. */
  stampIn(bytes: LogFile['bytes'], offset: number, at: number, complete: boolean): string | undefined {
    if (!(bytes instanceof PlainBytes)) return '';
    const before = bytes.before(offset);
    // Looked at afterwards: what was read before is of the file as it was handed on.
    return this.isIn(bytes, at, complete) ? before?.toString('base64') : undefined;
  }
}

/** A copy in memory of its own: one of Node's pool would hold on to 8 KiB for each file. */
function toKeep(bytes: Buffer): Buffer {
  const kept = Buffer.allocUnsafeSlow(bytes.length);
  bytes.copy(kept);
  return kept;
}
