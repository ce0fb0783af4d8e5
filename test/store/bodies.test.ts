import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { PassThrough, type Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ByteBudget } from '../../src/store/byte-budget.ts';
import { WINDOW_BYTES, WINDOW_MS } from '../../src/store/http/arriving-body.ts';
import { Bodies } from '../../src/store/http/bodies.ts';
import { Body, SparePieces } from '../../src/store/http/body.ts';
import { waitFor } from '../support/wait.ts';

const MIB = 1024 * 1024;
const MOST = 10 * MIB;

/** A request whose body a test writes. */
class Incoming extends PassThrough {
  complete = false;
  readonly headers: Record<string, string>;

  constructor(headers: Record<string, string> = {}) {
    super({ highWaterMark: 64 * MIB });
    this.headers = headers;
    this.once('finish', () => {
      this.complete = true;
    });
  }
}

class Rig {
  time = 0;
  readonly budget: ByteBudget;
  readonly bodies: Bodies;

  constructor(t: TestContext, bytes: number) {
    this.budget = new ByteBudget(bytes);
    this.bodies = new Bodies(() => this.time, this.budget);
    t.after(() => this.bodies.close());
  }

  /** Begins to read a request, and how that ends. */
  read(headers: Record<string, string> = {}): { request: Incoming; ended: Promise<Body | Error> } {
    const request = new Incoming(headers);
    const read = this.bodies.read(request as Readable as IncomingMessage, MOST);
    return { request, ended: read.catch((error: Error) => error) };
  }

  async holds(bytes: number): Promise<void> {
    await waitFor(
      () => this.budget.used >= bytes,
      () => `${bytes} bytes, there are ${this.budget.used}`,
    );
  }
}

const status = (ended: Body | Error): unknown => (ended as Error & { status?: number }).status;
const textOf = (ended: Body | Error): string => {
  assert.ok(ended instanceof Body, `${ended}`);
  return ended.whole().toString();
};

test('a body is what was sent, whatever its pieces and whether its length is known', async (t) => {
  const rig = new Rig(t, 50 * MIB);
  const chunks = fc.array(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(chunks, fc.boolean(), fc.boolean(), async (parts, known, gzip) => {
      const sent = Buffer.concat(parts);
      const { request, ended } = rig.read({
        ...(known && { 'content-length': String(sent.length) }),
        ...(gzip && { 'content-encoding': 'gzip' }),
      });
      if (gzip) request.write(gzipSync(sent));
      else for (const part of parts) request.write(part);
      request.end();
      const body = await ended;
      assert.ok(body instanceof Body, `${body}`);
      assert.ok(body.whole().equals(sent));
      assert.equal(body.length, sent.length);
      assert.ok(Buffer.concat(body.pieces).equals(sent));
      body.free();
      assert.equal(rig.budget.used, 0);
    }),
    { numRuns: 60 },
  );
});

test('chunks of one byte take as much as they count', () => {
  const budget = new ByteBudget(MIB);
  const body = new Body(budget.share(), 0, () => false);
  for (let n = 0; n < 300_000; n++) assert.ok(body.append(Buffer.of(n & 255)));
  assert.equal(body.length, 300_000);
  assert.ok(body.pieces.length < 10, `${body.pieces.length} pieces`);
  assert.ok(body.held < 600_000, `${body.held} held`);
});

test('pieces that were given back are used again, and hold no other body', () => {
  const spare = new SparePieces();
  const bodyOf = (bytes: Buffer): Body => {
    const body = new Body(new ByteBudget(9 * MIB).share(), bytes.length, () => false, spare);
    assert.ok(body.append(bytes));
    return body;
  };
  const first = bodyOf(Buffer.alloc(3 * MIB, 'a'));
  const pieces = first.pieces.map(({ buffer }) => buffer);
  first.free();
  first.free();
  const [second, third] = [bodyOf(Buffer.alloc(2 * MIB, 'b')), bodyOf(Buffer.alloc(2 * MIB + 5, 'c'))];
  assert.ok(second.pieces.every(({ buffer }) => pieces.includes(buffer)));
  assert.equal(second.whole().toString(), 'b'.repeat(2 * MIB));
  assert.equal(third.whole().toString(), 'c'.repeat(2 * MIB + 5));
});

test('a body of unknown length holds little more than twice what has come', async (t) => {
  const rig = new Rig(t, 50 * MIB);
  const { request, ended } = rig.read();
  for (const bytes of [1000, 15_000, 100_000, 800_000, 4_000_000]) {
    request.write(Buffer.alloc(bytes));
    await rig.holds(bytes);
    assert.ok(rig.budget.used <= 2 * (bytes + MIB), `${bytes}: ${rig.budget.used}`);
  }
  request.end();
  await ended;
});

test('without a body, and with an empty one said to be gzip', async (t) => {
  const rig = new Rig(t, MIB);
  for (const headers of [{}, { 'content-encoding': 'gzip' }, { 'content-length': '0' }]) {
    const { request, ended } = rig.read(headers);
    request.end();
    assert.equal(textOf(await ended), '');
  }
});

test('too long, compressed or not, and whatever length was said: 413, and the memory is free at once', async (t) => {
  const rig = new Rig(t, 50 * MIB);
  for (const [headers, bytes] of [
    [{}, Buffer.alloc(MOST + 1)],
    [{ 'content-length': '5' }, Buffer.alloc(MOST + 1)],
    [{ 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(MOST + 1))],
    // Much that is compressed to nothing.
    [{ 'content-encoding': 'gzip' }, Buffer.concat(Array(MOST / 20 + 1).fill(gzipSync('')))],
  ] as const) {
    const { request, ended } = rig.read(headers);
    request.write(bytes);
    request.end();
    assert.equal(status(await ended), 413);
    assert.equal(rig.budget.used, 0);
  }
});

test('a broken or unknown encoding: 400', async (t) => {
  const rig = new Rig(t, MIB);
  for (const [encoding, bytes] of [
    ['gzip', Buffer.from('junk')],
    ['gzip', gzipSync('x'.repeat(1000)).subarray(0, 15)],
    ['br', Buffer.from('x')],
  ] as const) {
    const { request, ended } = rig.read({ 'content-encoding': encoding });
    request.write(bytes);
    request.end();
    assert.equal(status(await ended), 400);
    assert.equal(rig.budget.used, 0);
  }
});

test('bodies that are held back make room for others; those that come at once are refused when there is none', async (t) => {
  const rig = new Rig(t, 10 * MIB);
  const held = [6, 3].map((size) => {
    const begun = rig.read({ 'content-length': String(9 * MIB) });
    begun.request.write(Buffer.alloc(size * MIB));
    return begun;
  });
  await rig.holds(9 * MIB);
  const tooEarly = rig.read({ 'content-length': String(2 * MIB) });
  tooEarly.request.write(Buffer.alloc(2 * MIB));
  tooEarly.request.end();
  assert.equal(status(await tooEarly.ended), 429);
  rig.time = 1000;
  const later = rig.read({ 'content-length': String(2 * MIB) });
  later.request.write(Buffer.alloc(2 * MIB, 'x'));
  later.request.end();
  assert.equal(textOf(await later.ended), 'x'.repeat(2 * MIB));
  // The largest went, its memory at once and its answer at its end.
  assert.ok(rig.budget.used <= 5 * MIB, `${rig.budget.used}`);
  held[0]?.request.end();
  assert.equal(status(await held[0]!.ended), 429);
  held[1]?.request.end();
  assert.ok((await held[1]!.ended) instanceof Body);
});

test('one that stands still, or nearly: 408', async (t) => {
  const rig = new Rig(t, MIB);
  const silent = rig.read();
  const slow = rig.read();
  const steady = rig.read();
  silent.request.write('begun');
  const turn = async (): Promise<void> => {
    slow.request.write('x');
    steady.request.write(Buffer.alloc(WINDOW_BYTES));
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    rig.time += WINDOW_MS;
    rig.bodies.check();
  };
  await turn();
  assert.equal(status(await silent.ended), 408);
  assert.equal(status(await slow.ended), 408);
  for (let n = 0; n < 5; n++) await turn();
  steady.request.end();
  assert.ok((await steady.ended) instanceof Body);
});

test('a refused body that never ends is given up, too', async (t) => {
  const rig = new Rig(t, MIB);
  const { request, ended } = rig.read();
  request.write(Buffer.alloc(2 * MIB));
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
  rig.time += WINDOW_MS;
  rig.bodies.check();
  rig.time += WINDOW_MS;
  rig.bodies.check();
  assert.equal(status(await ended), 429);
});

test('a connection that breaks: an error, and nothing is held', async (t) => {
  const rig = new Rig(t, MIB);
  const { request, ended } = rig.read();
  request.write('half');
  await rig.holds(1);
  request.destroy();
  assert.equal(status(await ended), 400);
  assert.equal(rig.budget.used, 0);
});
