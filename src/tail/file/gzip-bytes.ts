import { fstatSync, readSync, type Stats } from 'node:fs';
import type { Bytes } from './bytes.ts';
import { closeAsync } from './descriptor-calls.ts';
import { Decoder } from './gunzip.ts';

/** So much is decoded in one step: some milliseconds. */
export const DECODED_AT_ONCE = 4 * 1024 * 1024;
const TRAILER_BYTES = 4;
/** No deflate stream decodes to more than so many times its size. */
const MAX_RATIO = 1032;

/**
 * The uncompressed bytes of a gzip file, decoded as they are asked for: memory holds one read's worth.
 *
 * A half-written or broken file decodes as far as it goes and seems to end there: `trouble` tells it from a finished one.
 */
export class GzipBytes implements Bytes {
  readonly isCompressed = true;
  readonly #descriptor: number;
  #decoder: Decoder | undefined;
  /** Decoded bytes that were not dropped yet; the first is at `heldFrom`. */
  #held: Buffer[] = [];
  #heldFrom = 0;
  #heldTo = 0;
  #sample: Buffer = Buffer.alloc(0);
  #ended = false;
  /** The input ends behind a member. */
  #whole = false;
  #failure: Error | undefined;
  /** Of earlier decoders. */
  #ends: Promise<void> = Promise.resolve();

  /** Owns the descriptor from now on. */
  constructor(descriptor: number) {
    this.#descriptor = descriptor;
  }

  async read(target: Buffer, position: number): Promise<number> {
    if (position < this.#heldFrom) this.rewind();
    while (this.#heldTo - position < target.length && (await this.#decode())) this.#drop(position);
    this.#drop(position);
    let length = 0;
    let at = this.#heldFrom;
    for (const chunk of this.#held) {
      length += chunk.copy(target, length, Math.max(0, position - at));
      at += chunk.length;
    }
    return length;
  }

  async approach(position: number): Promise<boolean> {
    if (position < this.#heldFrom) this.rewind();
    const end = Math.min(position, this.#heldTo + DECODED_AT_ONCE);
    while (this.#heldTo < end && (await this.#decode())) this.#drop(position);
    return this.#ended || this.#heldTo >= position;
  }

  async before(offset: number, length: number): Promise<Buffer | undefined> {
    if (length > offset) return undefined;
    const bytes = Buffer.allocUnsafe(length);
    return (await this.read(bytes, offset - length)) === length ? bytes : undefined;
  }

  get isBroken(): boolean {
    return this.#failure !== undefined;
  }

  /** As the trailer promises; undefined when there is none to be believed. */
  get undecoded(): number | undefined {
    if (!this.isBroken) return undefined;
    const missing = (this.size() + 2 ** 32 - (this.#heldTo % 2 ** 32)) % 2 ** 32;
    return missing <= this.stat().size * MAX_RATIO ? missing : undefined;
  }

  get isFar(): boolean {
    return this.#heldTo >= DECODED_AT_ONCE;
  }

  get sample(): Buffer {
    return this.#sample;
  }

  trouble(): Error | undefined {
    if (this.#failure !== undefined || !this.#ended) return this.#failure;
    // zlib takes an empty file for a whole one, but nothing is in it yet.
    if (this.#whole && this.stat().size > 0) return undefined;
    return new Error('the compressed file ends in its midst');
  }

  /** Modulo 4 GiB, as the trailer has it. */
  size(): number {
    const { size } = this.stat();
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (size < TRAILER_BYTES) return 0;
    readSync(this.#descriptor, trailer, 0, TRAILER_BYTES, size - TRAILER_BYTES);
    return trailer.readUInt32LE();
  }

  stat(): Stats {
    return fstatSync(this.#descriptor);
  }

  rewind(): void {
    const ended = this.#decoder?.end();
    if (ended !== undefined) this.#ends = Promise.all([this.#ends, ended]).then(() => {});
    this.#decoder = undefined;
    this.#held = [];
    this.#heldFrom = 0;
    this.#heldTo = 0;
    this.#ended = false;
    this.#whole = false;
    this.#failure = undefined;
  }

  async close(): Promise<void> {
    this.rewind();
    // The descriptor's number may be given to another file at once: no read may be under way.
    await this.#ends;
    await closeAsync(this.#descriptor);
  }

  /** Decodes one more chunk; false at the end. */
  async #decode(): Promise<boolean> {
    if (this.#ended) return false;
    this.#decoder ??= new Decoder(this.#descriptor);
    try {
      const chunk = await this.#decoder.next();
      this.#ended = chunk === undefined;
      this.#whole = this.#ended;
      if (chunk === undefined) return false;
      this.#held.push(chunk);
      this.#sample = chunk;
      this.#heldTo += chunk.length;
    } catch (error) {
      // A disk that can't be read now says nothing about the file: from the beginning again, later.
      if ((error as NodeJS.ErrnoException).syscall !== undefined) {
        this.rewind();
        throw error;
      }
      this.#ended = true;
      // Cut short, or not yet written to its end: that breaks nothing of what was decoded.
      if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') this.#failure = error as Error;
    }
    return !this.#ended;
  }

  #drop(position: number): void {
    for (let [first] = this.#held; first !== undefined; [first] = this.#held) {
      if (this.#heldFrom + first.length > position) return;
      this.#heldFrom += first.length;
      this.#held.shift();
    }
  }
}
