import { fstatSync, readSync, type Stats } from 'node:fs';
import { Readable } from 'node:stream';
import { constants, createGunzip, type Gunzip } from 'node:zlib';
import { type Bytes, closeAsync, readAt } from './bytes.ts';
import { STAMP_BYTES } from './fingerprint.ts';

const COMPRESSED_READ = 64 * 1024;
const TRAILER_BYTES = 4;
/** No deflate stream decodes to more than so many times its size. */
const MAX_RATIO = 1032;
/** Of nothing: RFC 1952's header and trailer, and an empty block. Zeros in a shorter file's header must not pass for a trailer. */
const MIN_BYTES = 20;

/**
 * The uncompressed bytes of a gzip file, decoded as they are asked for: memory holds one read's worth.
 *
 * A half-written or broken file decodes as far as it goes and seems to end there: `trouble` tells it from a finished one.
 */
export class GzipBytes implements Bytes {
  private readonly descriptor: number;
  private decoder: Gunzip | undefined;
  private chunks: AsyncIterator<Buffer> | undefined;
  /** Decoded bytes that were not dropped yet; the first is at `heldFrom`. */
  private held: Buffer[] = [];
  private heldFrom = 0;
  private heldTo = 0;
  private ended = false;
  private failure: Error | undefined;
  private underWay: Promise<unknown> = Promise.resolve();

  /** Owns the descriptor from now on. */
  constructor(descriptor: number) {
    this.descriptor = descriptor;
  }

  async read(target: Buffer, position: number): Promise<number> {
    if (position < this.heldFrom) this.rewind();
    while (this.heldTo - position < target.length && (await this.decode())) this.drop(position);
    this.drop(position);
    let length = 0;
    let at = this.heldFrom;
    for (const chunk of this.held) {
      length += chunk.copy(target, length, Math.max(0, position - at));
      at += chunk.length;
    }
    return length;
  }

  /** As `PlainBytes.before`. */
  async before(offset: number): Promise<Buffer | undefined> {
    const bytes = Buffer.allocUnsafe(Math.min(STAMP_BYTES, offset));
    return (await this.read(bytes, offset - bytes.length)) === bytes.length ? bytes : undefined;
  }

  /** What it holds can't be decoded any further, however much is appended. */
  get broken(): boolean {
    return this.failure !== undefined;
  }

  /** Bytes that the trailer promises beyond what was decoded; undefined when there is none to be believed. */
  get undecoded(): number | undefined {
    if (!this.broken) return undefined;
    const missing = (this.sizeInTrailer() + 2 ** 32 - (this.heldTo % 2 ** 32)) % 2 ** 32;
    return missing <= this.stat().size * MAX_RATIO ? missing : undefined;
  }

  /** Why the end that `read` came to is not the end of a finished file. */
  trouble(): Error | undefined {
    if (this.failure !== undefined || !this.ended) return this.failure;
    const whole = this.stat().size >= MIN_BYTES && this.heldTo % 2 ** 32 === this.sizeInTrailer();
    if (whole) return undefined;
    return new Error('the compressed file ends in its midst');
  }

  /** The uncompressed size modulo 4 GiB, as the trailer has it; any number when the file is not whole. */
  sizeInTrailer(): number {
    const { size } = this.stat();
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (size < TRAILER_BYTES) return 0;
    readSync(this.descriptor, trailer, 0, TRAILER_BYTES, size - TRAILER_BYTES);
    return trailer.readUInt32LE();
  }

  stat(): Stats {
    return fstatSync(this.descriptor);
  }

  /** The next read decodes the file anew: more of it may be there. */
  rewind(): void {
    this.decoder?.destroy();
    this.decoder = undefined;
    this.chunks = undefined;
    this.held = [];
    this.heldFrom = 0;
    this.heldTo = 0;
    this.ended = false;
    this.failure = undefined;
  }

  async close(): Promise<void> {
    this.rewind();
    // The descriptor's number may be given to another file at once: no read may be under way.
    await this.underWay.catch(() => {});
    await closeAsync(this.descriptor);
  }

  /** Decodes one more chunk; false at the end. */
  private async decode(): Promise<boolean> {
    if (this.ended) return false;
    this.chunks ??= this.start();
    try {
      const { value, done } = await this.chunks.next();
      this.ended = done === true;
      if (this.ended) return false;
      this.held.push(value);
      this.heldTo += value.length;
    } catch (error) {
      // A disk that can't be read now says nothing about the file: from the beginning again, later.
      if ((error as NodeJS.ErrnoException).syscall !== undefined) {
        this.rewind();
        throw error;
      }
      this.ended = true;
      this.failure = error as Error;
    }
    return !this.ended;
  }

  private start(): AsyncIterator<Buffer> {
    // Flushed at the end instead of finished: a file cut short is not an error that loses what was decoded.
    const decoder = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH });
    const compressed = Readable.from(this.compressed());
    compressed.on('error', (error) => decoder.destroy(error));
    decoder.on('close', () => compressed.destroy());
    this.decoder = decoder;
    return compressed.pipe(decoder)[Symbol.asyncIterator]();
  }

  private async *compressed(): AsyncGenerator<Buffer> {
    for (let position = 0; ; ) {
      const buffer = Buffer.allocUnsafe(COMPRESSED_READ);
      const reading = readAt(this.descriptor, buffer, position);
      this.underWay = reading;
      const length = await reading;
      if (length === 0) return;
      position += length;
      yield buffer.subarray(0, length);
    }
  }

  private drop(position: number): void {
    for (let [first] = this.held; first !== undefined; [first] = this.held) {
      if (this.heldFrom + first.length > position) return;
      this.heldFrom += first.length;
      this.held.shift();
    }
  }
}
