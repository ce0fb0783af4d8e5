import { createGunzip, type Gunzip } from 'node:zlib';
import { readAt } from './descriptor-calls.ts';

const COMPRESSED_READ = 64 * 1024;

/**
 * Decodes a gzip file of any number of members, one chunk at a time. The end of the input is told to zlib only when all before it has
 * been handed out: it is an error if it does not end a member, and an error takes what is not handed out with it.
 */
export class Decoder {
  readonly #descriptor: number;
  readonly #gunzip: Gunzip;
  #position = 0;
  #reading: Promise<unknown> = Promise.resolve();
  /** zlib has what was read, or knows that it was all. */
  #busy = false;
  #ended = false;
  #failure: Error | undefined;
  #wake = () => {};

  constructor(descriptor: number) {
    this.#descriptor = descriptor;
    // In chunks of its usual 16 KiB: larger ones cost a third, but where a file is broken what is decoded of the last one is lost.
    this.#gunzip = createGunzip();
    this.#gunzip.on('readable', () => this.#wake());
    this.#gunzip.on('error', (error) => this.#fail(error));
    this.#gunzip.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
  }

  /** Some bytes; undefined behind the last member. Rejects with zlib's error, `Z_BUF_ERROR` when the file ends within a member, or with the read's. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const chunk: Buffer | null = this.#gunzip.read();
      if (chunk !== null) return chunk;
      if (this.#failure !== undefined) throw this.#failure;
      if (this.#ended) return undefined;
      if (this.#busy) await this.#news();
      else await this.#feed();
    }
  }

  /** Resolves when no read is under way. */
  async end(): Promise<void> {
    this.#gunzip.destroy();
    this.#fail(new Error('decoding has been ended'));
    await this.#reading.catch(() => {});
  }

  async #feed(): Promise<void> {
    const buffer = Buffer.allocUnsafe(COMPRESSED_READ);
    const reading = readAt(this.#descriptor, buffer, this.#position);
    this.#reading = reading;
    const length = await reading;
    this.#position += length;
    this.#busy = true;
    if (length === 0) {
      this.#gunzip.end();
      return;
    }
    this.#gunzip.write(buffer.subarray(0, length), () => {
      this.#busy = false;
      this.#wake();
    });
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    this.#wake();
  }
}
