import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Dispatcher } from 'undici';
import { Cancellation, exchange, type Received } from '../../src/ship/requests/exchange.ts';
import { Abandoned, failureOf } from '../../src/ship/requests/failure.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const REQUEST = { method: 'POST', path: '/' } as const;

/** What undici keeps of a request; an abort comes back as the request's error, as undici's does. */
class Controller implements Dispatcher.DispatchController {
  aborted = false;
  paused = false;
  reason: Error | null = null;
  readonly #handler: Dispatcher.DispatchHandler;

  constructor(handler: Dispatcher.DispatchHandler) {
    this.#handler = handler;
  }

  abort(reason: Error): void {
    this.aborted = true;
    this.reason = reason;
    this.#handler.onResponseError?.(this, reason);
  }

  pause(): void {}
  resume(): void {}
}

/** A pool that leaves the course of its only request to the test. */
function held(most = 100, cancellation?: Cancellation) {
  let handler: Dispatcher.DispatchHandler = {};
  const pool = {
    dispatch: (_options: unknown, given: Dispatcher.DispatchHandler): boolean => {
      handler = given;
      return true;
    },
  };
  const received: Promise<Received> = exchange(pool, REQUEST, most, cancellation);
  const controller = new Controller(handler);
  return { handler: handler as Required<Dispatcher.DispatchHandler>, controller, received };
}

const causeOf = (received: Promise<Received>): Promise<string> =>
  received.then(
    () => assert.fail('there was an answer'),
    (error: unknown) => failureOf(error).cause,
  );

test('pieces become the whole, in order, with the last status and headers', async () => {
  const { handler, controller, received } = held();
  handler.onRequestStart(controller, {});
  handler.onResponseStart(controller, 103, { link: 'early' });
  handler.onResponseStart(controller, 200, { 'x-last': 'y' });
  for (const piece of ['{"err', 'ors":fal', 'se}']) handler.onResponseData(controller, Buffer.from(piece));
  handler.onResponseEnd(controller, {});
  const { status, headers, body } = await received;
  assert.deepEqual([status, headers, body.toString()], [200, { 'x-last': 'y' }, '{"errors":false}']);
});

test('an answer that comes byte by byte is whole, and its pieces are not kept apart', async () => {
  const bytes = 50_000;
  const expected = Buffer.from(Array.from({ length: bytes }, (_, at) => at % 251));
  const { handler, controller, received } = held(bytes);
  handler.onResponseStart(controller, 200, {});
  const kept = new Set<WeakRef<Buffer>>();
  for (const byte of expected) {
    const piece = Buffer.from([byte]);
    kept.add(new WeakRef(piece));
    handler.onResponseData(controller, piece);
  }
  collectGarbage();
  // A WeakRef holds its target until the turn in which it was made is over.
  await nextTurn();
  collectGarbage();
  const apart = [...kept].filter((piece) => piece.deref() !== undefined).length;
  assert.ok(apart < 1000, `${apart} of ${bytes} pieces are still there`);
  handler.onResponseEnd(controller, {});
  assert.deepEqual((await received).body, expected);
});

test('an answer without a body has an empty one', async () => {
  const { handler, controller, received } = held();
  handler.onRequestStart(controller, {});
  handler.onResponseStart(controller, 204, {});
  handler.onResponseEnd(controller, {});
  assert.equal((await received).body.length, 0);
});

test('an answer is abandoned as soon as it is too long', async () => {
  const { handler, controller, received } = held(100);
  handler.onRequestStart(controller, {});
  handler.onResponseStart(controller, 200, {});
  handler.onResponseData(controller, Buffer.alloc(100));
  assert.equal(controller.aborted, false);
  handler.onResponseData(controller, Buffer.alloc(1));
  assert.equal(await causeOf(received), 'the answer is too long for an answer to _bulk');
});

test('what is cancelled before it has begun ends when it begins, and again on another connection', async () => {
  const cancellation = new Cancellation();
  const { handler, controller, received } = held(100, cancellation);
  cancellation.cancel(new Abandoned('SILENT'));
  assert.equal(controller.aborted, false);
  handler.onRequestStart(controller, {});
  assert.equal(await causeOf(received), 'the host has stopped answering');
  const other = new Controller(handler);
  handler.onRequestStart(other, {});
  assert.equal(other.aborted, true);
});

test('a request that began anew is cancelled where it is now, for the first reason', async () => {
  const cancellation = new Cancellation();
  const { handler, controller, received } = held(100, cancellation);
  handler.onRequestStart(controller, {});
  const other = new Controller(handler);
  handler.onRequestStart(other, {});
  cancellation.cancel(new Abandoned('INCOMPLETE'));
  cancellation.cancel(new Abandoned('SILENT'));
  assert.deepEqual([controller.aborted, other.aborted], [false, true]);
  assert.equal(await causeOf(received), 'the answer was not complete in time');
});

test('a pool that takes no request says why', async () => {
  const pool = {
    dispatch: (): boolean => {
      throw new Error('the client is destroyed');
    },
  };
  assert.equal(await causeOf(exchange(pool, REQUEST, 100, undefined)), 'the client is destroyed');
});
