import type { IncomingMessage } from 'node:http';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { dataTooLarge } from '../byte-budget.ts';
import { badRequest, RequestError } from '../request-error.ts';
import type { Body } from './body.ts';

/** Within so many milliseconds a body has to bring `WINDOW_BYTES`, or its end. */
export const WINDOW_MS = 5000;
export const WINDOW_BYTES = 16 * 1024;

/** A refused body is read to its end, so that the client reads the answer instead of a reset. A longer one is cut off. */
const MOST_DRAINED = 200 * 1024 * 1024;

/** A request's body on its way: decompressed, bounded, and given up when it stands still. */
export class ArrivingBody {
  readonly body: Body;
  readonly since: number;
  readonly #request: IncomingMessage;
  readonly #most: number;
  #refusal: RequestError | undefined;
  #settle: () => void = () => {};
  #received = 0;
  #windowFrom: number;
  #windowBytes = 0;

  /** `most`: bytes beyond which it is too long. `now`: milliseconds that never go back. */
  constructor(request: IncomingMessage, body: Body, most: number, now: number) {
    this.#request = request;
    this.body = body;
    this.#most = most;
    this.since = now;
    this.#windowFrom = now;
  }

  /**
   * Reads it to its end. Rejects with RequestError: 413 for one that is too long, 400 for a broken or unknown encoding, 429 when there is no
   * room for it, 408 when it stands still.
   */
  async read(): Promise<void> {
    const request = this.#request;
    await new Promise<void>((resolve) => {
      this.#settle = resolve;
      request.on('data', (chunk: Buffer) => this.#note(chunk.length));
      this.#decompressed()
        ?.on('data', (chunk: Buffer) => this.#take(chunk))
        .once('end', resolve);
      request.once('end', () => this.#refusal !== undefined && resolve());
      request.once('close', () => !request.complete && resolve());
    });
    if (this.#refusal !== undefined) throw this.#refusal;
    if (!request.complete) throw badRequest('the connection was closed before the end of the body');
  }

  /** Gives its memory back now. The answer comes at its end, if there is one. */
  refuse(error: RequestError): void {
    if (this.#refusal !== undefined) return;
    this.#refusal = error;
    this.body.free();
    this.#request.unpipe();
    this.#request.resume();
    if (this.#request.readableEnded) this.#settle();
  }

  /** Has to be called every second or so: gives it up when it stands still. */
  check(now: number): void {
    if (now - this.#windowFrom < WINDOW_MS) return;
    if (this.#windowBytes < WINDOW_BYTES) {
      const reason = `the body brought [${this.#windowBytes}] bytes in [${WINDOW_MS}ms]`;
      this.refuse(new RequestError(408, 'request_timeout_exception', reason));
      this.#settle();
    }
    this.#windowFrom = now;
    this.#windowBytes = 0;
  }

  #decompressed(): Readable | undefined {
    const encoding = this.#request.headers['content-encoding'] ?? 'identity';
    if (encoding === 'identity') return this.#request;
    if (encoding !== 'gzip') {
      this.refuse(badRequest(`Content-Encoding [${encoding}] is not supported, only gzip is`));
      return undefined;
    }
    const gunzip = createGunzip();
    gunzip.once('error', ({ message }) => {
      // Of no bytes at all it says that their end is missing.
      if (this.#received === 0) this.#settle();
      else this.refuse(badRequest(`the body is not gzip: ${message}`));
    });
    return this.#request.pipe(gunzip);
  }

  #note(bytes: number): void {
    this.#received += bytes;
    this.#windowBytes += bytes;
    if (this.#received > this.#most) this.refuse(this.#tooLong());
    if (this.#received > MOST_DRAINED) this.#settle();
  }

  #take(chunk: Buffer): void {
    if (this.#refusal !== undefined) return;
    if (this.body.length + chunk.length > this.#most) this.refuse(this.#tooLong());
    else if (!this.body.append(chunk)) this.refuse(dataTooLarge('<http_request>'));
  }

  #tooLong(): RequestError {
    const reason = `entity content is too long, limit is [${this.#most}] bytes`;
    return new RequestError(413, 'content_too_long_exception', reason);
  }
}
