import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ShipperPool } from '../../src/ship/pool/pool.ts';
import type { Reply, Sender } from '../../src/ship/requests/sender.ts';
import { batchOf, documents } from './batches.ts';
import { VirtualTime } from './clocks.ts';
import { failure, idsOf, ok, setUp } from './pool-rig.ts';
import { isWrapped, wrapped } from './simple-form.ts';

const sourceOf = (body: Buffer): string => body.toString('utf8', body.indexOf(0x0a) + 1);
const fitsSimply = (id: string): boolean => /^k\d*[02468]\./.test(id);

/** Stores documents, and does to each request what a list says. */
class FaultySender implements Sender {
  readonly label: string;
  readonly #faults: number[];
  readonly #stored: Set<string>;
  readonly #time: VirtualTime;

  constructor(label: string, faults: readonly number[], stored: Set<string>, time: VirtualTime) {
    this.label = label;
    this.#faults = [...faults];
    this.#stored = stored;
    this.#time = time;
  }

  async send(body: Buffer): Promise<Reply> {
    const fault = this.#faults.shift() ?? 0;
    await new Promise<void>((resolve) => this.#time.after(1 + (fault % 7), resolve));
    const ids = idsOf(body);
    if (fault % 11 === 1) return failure('connection reset');
    if (fault % 11 === 2) return ok('', 503);
    if (fault % 11 === 3)
      return ids.length > 1 ? ok('', 413) : this.#store(ids, fault, isWrapped(sourceOf(body)));
    const simple = isWrapped(sourceOf(body));
    if (!simple && ids.some((id) => id.endsWith('.300'))) return ok('bad', 400);
    const reply = this.#store(ids, fault, simple);
    if (fault % 11 === 5) return failure('connection reset');
    if (fault % 11 === 6) return ok('{"errors":');
    return reply;
  }

  async probe(): Promise<number> {
    return 200;
  }

  async close(): Promise<void> {}

  /** In its simple form every second document fits. */
  #store(ids: readonly string[], fault: number, simple: boolean): Reply {
    const items = ids.map((id, i) => {
      if (id.endsWith('.100') && !(simple && fitsSimply(id)))
        return { create: { status: 400, error: { type: 'mapper_parsing_exception' } } };
      if (fault % 13 > 8 && i % 2 === 0) return { create: { status: fault % 2 === 0 ? 429 : 503 } };
      if (this.#stored.has(id)) return { create: { status: 409 } };
      this.#stored.add(id);
      return { create: { status: 201 } };
    });
    return ok(JSON.stringify({ errors: items.some(({ create }) => create.status > 201), items }));
  }
}

test('whatever goes wrong in whatever order, every document ends in exactly one place', async () => {
  const faults = fc.array(fc.integer({ min: 0, max: 1000 }), { maxLength: 60 });
  const property = fc.asyncProperty(
    faults,
    faults,
    fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 }),
    fc.boolean(),
    async (one, two, sizes, simplify) => {
      const time = new VirtualTime();
      const stored = new Set<string>();
      const senders = [
        new FaultySender('one', one, stored, time),
        new FaultySender('two', two, stored, time),
      ];
      const { pool, kept, settledBatches, waiting, events } = setUp(
        { time, ...(simplify && { simpleForm: wrapped }) },
        ...senders,
      );
      pool.start();
      // The last batch is one that Elasticsearch takes: without any, a document that breaks requests would not be blamed.
      const all = [...sizes, 1].flatMap((size, i) => {
        const list = documents(`k${i}`, size);
        waiting.push(batchOf(list));
        return list.map(({ id }) => id);
      });
      pool.wake();
      for (let i = 0; i < 200 && (pool.inFlight > 0 || waiting.length > 0); i++) {
        await time.pass(30_000);
        waiting.push(batchOf(documents(`witness${i}-`, 1)));
        pool.wake();
      }
      const { documentsLeft } = await stopped(pool, time);
      assert.equal(documentsLeft, 0);

      const dead = kept.map(({ id }) => id);
      assert.equal(new Set(dead).size, dead.length);
      for (const id of all) {
        assert.equal(Number(stored.has(id)) + Number(dead.includes(id)), 1, id);
      }
      const witnesses = settledBatches.length - sizes.length - 1;
      assert.equal(events.counts.delivered + events.letters.length, all.length + witnesses);
      for (const id of dead) {
        assert.match(id, /\.[13]00$/);
        assert.ok(!simplify || (id.endsWith('.100') && !fitsSimply(id)), `${id} fits in its simple form`);
      }
    },
  );
  await fc.assert(property, { numRuns: 200 });
});

async function stopped(pool: ShipperPool, time: VirtualTime): Promise<{ documentsLeft: number }> {
  const stopping = pool.stop(3_600_000);
  await time.pass(3_600_000);
  return stopping;
}
