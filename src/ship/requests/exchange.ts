import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { Abandoned } from './failure.ts';
import type { Pool } from './undici.ts';

/** An answer as it came. Its body may be compressed. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A way to end one request before its answer has come. An AbortController costs more CPU time and memory. */
export class Cancellation {
  #reason: Error | undefined;
  #listener: ((reason: Error) => void) | undefined;

  /** The request rejects with this reason, at once or as soon as it can be ended. Only the first reason counts. */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#listener?.(reason);
  }

  /** Calls `listener` when it is cancelled, or now if it has been. It takes the place of an earlier listener. */
  onCancel(listener: (reason: Error) => void): void {
    this.#listener = listener;
    if (this.#reason !== undefined) listener(this.#reason);
  }
}

/**
 * Sends one request and takes its whole answer. Rejects with undici's error, with the reason of the cancellation, or with
 * `Abandoned` when the answer is longer than `most` bytes. undici may read from the request's body until this has ended,
 * and still longer when the host answered before it had received all of the body.
 *
 * undici's `request()` is not used: it makes a stream and an iterator for each answer, and objects for a signal's listener
 * that V8 keeps until its next full collection. That took a twentieth of all CPU time, and 12 MiB after 10,000,000 lines.
 */
export function exchange(
  pool: Pick<Pool, 'dispatch'>,
  options: Dispatcher.DispatchOptions,
  most: number,
  cancellation: Cancellation | undefined,
): Promise<Received> {
  return new Promise((resolve, reject) => {
    pool.dispatch(options, new Receiver(most, cancellation, resolve, reject));
  });
}

/** So many pieces are joined: an answer that comes byte by byte takes 350 bytes of memory for each while they are apart. */
const JOINED_PIECES = 256;

/** Gathers an answer's pieces as undici hands them on. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #most: number;
  readonly #cancellation: Cancellation | undefined;
  readonly #resolve: (received: Received) => void;
  readonly #reject: (error: Error) => void;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
  /** Joined pieces, before those of `#pieces`. */
  #joined: Buffer[] = [];
  #pieces: Buffer[] = [];
  #bytes = 0;

  constructor(
    most: number,
    cancellation: Cancellation | undefined,
    resolve: (received: Received) => void,
    reject: (error: Error) => void,
  ) {
    this.#most = most;
    this.#cancellation = cancellation;
    this.#resolve = resolve;
    this.#reject = reject;
  }

  /** undici may begin a request more than once, each time with another controller. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#cancellation?.onCancel((reason) => controller.abort(reason));
  }

  /** Also called for interim answers such as 103 Early Hints, so it begins anew each time. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#joined = [];
    this.#pieces = [];
    this.#bytes = 0;
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#most) {
      controller.abort(new Abandoned('TOO_LONG'));
      return;
    }
    this.#pieces.push(piece);
    if (this.#pieces.length < JOINED_PIECES) return;
    this.#joined.push(Buffer.concat(this.#pieces));
    this.#pieces = [];
  }

  onResponseEnd(): void {
    const pieces = [...this.#joined, ...this.#pieces];
    const [first] = pieces;
    const body = pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
