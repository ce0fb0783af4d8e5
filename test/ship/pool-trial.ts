import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { ShipperPool } from '../../src/ship/pool/pool.ts';
import type { PoolOptions } from '../../src/ship/pool/pool-options.ts';
import type { DeadLetter } from '../../src/ship/ship-events.ts';
import { waitFor } from '../support/wait.ts';
import { batchOf, documents, type Sent } from './batches.ts';
import { fastTime } from './clocks.ts';
import { Recorder } from './recorder.ts';
import { ScriptedServer } from './scripted-server.ts';

/** More than any test takes, in fast time. */
const LONG = 3_600_000;

/** A pool that ships to scripted servers over HTTP, and everything that comes of its batches. */
export class PoolTrial {
  readonly servers: readonly ScriptedServer[];
  readonly pool: ShipperPool;
  readonly events = new Recorder();
  readonly waiting: Batch[] = [];
  readonly settled: Batch[] = [];
  readonly kept = new Map<string, DeadLetter>();
  /** Why letters can't be kept; undefined: they can. */
  full: string | undefined;
  readonly #sent: Sent[] = [];

  /** `answerTimeoutMs` is short for hosts that never answer; a test that counts requests gives a long one, for busy machines. */
  static async begin(
    t: TestContext,
    options: Partial<PoolOptions> = {},
    hosts = 1,
    answerTimeoutMs = 100,
  ): Promise<PoolTrial> {
    const servers = await Promise.all(Array.from({ length: hosts }, () => new ScriptedServer().listen()));
    const trial = new PoolTrial(servers, options, answerTimeoutMs);
    t.after(async () => {
      await trial.pool.abort();
      await Promise.all(servers.map((server) => server.close()));
    });
    return trial;
  }

  private constructor(
    servers: readonly ScriptedServer[],
    options: Partial<PoolOptions>,
    answerTimeoutMs: number,
  ) {
    const trial = this;
    this.servers = servers;
    this.pool = new ShipperPool({
      source: {
        take: () => this.waiting.shift(),
        get waiting() {
          return trial.waiting.reduce((sum, batch) => sum + batch.documents, 0);
        },
      },
      hosts: { urls: servers.map(({ url }) => url), answerTimeoutMs },
      index: 'logs',
      keep: (letters) => this.#keep(letters),
      settle: (batch) => this.#settle(batch),
      events: this.events,
      min: 1,
      max: 32,
      queueHigh: 100,
      // Faster, a host would count as silent while it works.
      time: fastTime(servers.length > 1 ? 10 : 100),
      random: () => 0.5,
      ...options,
    });
    this.pool.start();
  }

  get server(): ScriptedServer {
    return this.servers[0]!;
  }

  /** Documents in all servers; the same one in two of them is the work of a test that wants it so. */
  get stored(): Map<string, string> {
    return new Map(this.servers.flatMap(({ stored }) => [...stored]));
  }

  /** Makes batches of these documents wait and wakes the pool. */
  add(...batches: readonly Sent[][]): void {
    for (const sent of batches) {
      this.#sent.push(...sent);
      this.waiting.push(batchOf(sent));
    }
    this.pool.wake();
  }

  /** Adds so many batches of so many documents and returns the documents. */
  addMany(batches: number, each: number, key = 'k'): Sent[] {
    const lists = Array.from({ length: batches }, (_, i) => documents(`${key}${i}`, each));
    this.add(...lists);
    return lists.flat();
  }

  async allSettled(): Promise<void> {
    const batches = this.settled.length + this.waiting.length;
    await waitFor(
      () => this.waiting.length === 0 && this.pool.inFlight === 0,
      () =>
        `settled ${this.settled.length} of ${batches}; last trouble: ${JSON.stringify(this.events.troubles.at(-1))}`,
    );
    const left = await this.pool.stop(LONG);
    assert.deepEqual(left, { documentsLeft: 0 });
  }

  /** Each document is in exactly one place, with its content; those of these ids are dead letters. */
  assertFinal(deadIds: readonly string[] = []): void {
    const dead = new Set(deadIds);
    const { stored } = this;
    assert.deepEqual([...this.kept.keys()].sort(), [...dead].sort());
    for (const { id, source } of this.#sent) {
      assert.equal(dead.has(id) ? this.kept.get(id)?.document : stored.get(id), source, id);
    }
    assert.equal(stored.size, this.#sent.length - dead.size);
    assert.equal(this.events.counts.delivered, stored.size);
    assert.equal(this.events.letters.length, dead.size);
    const spans = this.settled.flatMap((batch) => batch.spans.map(({ key }) => key));
    const keys = new Set(this.#sent.map(({ id }) => id.split('.')[0]));
    assert.deepEqual(spans.sort(), [...keys].sort());
  }

  #keep(letters: readonly DeadLetter[]): string | undefined {
    if (this.full !== undefined) return this.full;
    for (const letter of letters) {
      assert.ok(!this.kept.has(letter.id), `${letter.id} is kept twice`);
      this.kept.set(letter.id, letter);
    }
    return undefined;
  }

  /** A batch that settles too early would be seen here. */
  #settle(batch: Batch): void {
    const lines = batch.body.toString('utf8', 0, batch.length).split('\n');
    for (let i = 0; i + 1 < lines.length; i += 2) {
      const { create } = JSON.parse(lines[i]!) as { create: { _id: string } };
      assert.ok(this.stored.has(create._id) || this.kept.has(create._id), `${create._id} is nowhere`);
    }
    this.settled.push(batch);
    // The memory is used again after this.
    batch.body.fill(0);
  }
}
