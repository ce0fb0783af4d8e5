import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';
import { GivenUp } from './failure.ts';
import type { Pool } from './undici.ts';

/** An answer as it came: its body may be compressed. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Ends one request before its answer has come, or not at all. An AbortController costs each request more than it says. */
export class Cancellation {
  #reason: Error | undefined;
  #listener: ((reason: Error) => void) | undefined;

  /** The request rejects with the first reason, at once or as soon as it can be ended. */
  cancel(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#listener?.(reason);
  }

  /** Calls this in place of what was given before: now, if it has been cancelled, or when it is. */
  onCancel(listener: (reason: Error) => void): void {
    this.#listener = listener;
    if (this.#reason !== undefined) listener(this.#reason);
  }
}

/**
 * Sends one request and takes its whole answer. Rejects with undici's error, the reason of the cancellation, or GivenUp when the
 * body is longer than `most` bytes. undici may read from the request's body until this has ended, and longer where the
 * host answered before it had received all of it.
 *
 * undici's `request()` makes of each answer a stream, of the stream an iterator, and of a signal's listener some objects that V8 keeps
 * until its next full collection: a twentieth of all CPU time, and 12 MiB after 10,000,000 lines.
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

/** Gathers what undici hands on. */
class Receiver implements Dispatcher.DispatchHandler {
  readonly #most: number;
  readonly #cancellation: Cancellation | undefined;
  readonly #resolve: (received: Received) => void;
  readonly #reject: (error: Error) => void;
  #status = 0;
  #headers: IncomingHttpHeaders = {};
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

  /** undici says that it may begin a request more than once, each time with another controller. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#cancellation?.onCancel((reason) => controller.abort(reason));
  }

  /** Also for what goes before the answer proper, as 103 Early Hints. */
  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ): void {
    this.#status = status;
    this.#headers = headers;
    this.#pieces = [];
    this.#bytes = 0;
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#bytes > this.#most) controller.abort(new GivenUp('TOO_LONG'));
    else this.#pieces.push(piece);
  }

  onResponseEnd(): void {
    const [first] = this.#pieces;
    const body = this.#pieces.length === 1 && first !== undefined ? first : Buffer.concat(this.#pieces);
    this.#resolve({ status: this.#status, headers: this.#headers, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#reject(error);
  }
}
