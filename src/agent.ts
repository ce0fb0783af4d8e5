import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { hostLabel } from './option-values.ts';
import type { Options } from './options.ts';
import type { Batch } from './parse/batch.ts';
import { Pipeline } from './pipeline.ts';
import { State } from './state/state.ts';
import { type Counters, newCounters } from './status/counters.ts';
import type { Snapshot } from './status/live-frame.ts';
import type { Logger } from './status/log.ts';
import type { Measures } from './status/measures.ts';
import { ShipReporter } from './status/ship-reporter.ts';
import { StateReporter } from './status/state-reporter.ts';
import { StoreReporter } from './status/store-reporter.ts';
import { TailReporter } from './status/tail-reporter.ts';
import { type Store, startStore } from './store/embedded.ts';
import { descriptorsForFiles } from './tail/descriptor-limit.ts';
import { isOwnContainer } from './tail/own-container.ts';

/** Offsets are saved, and unfinished events looked at, once in this time. */
const TICK_MS = 1000;
const RETENTION_MS = 7 * 24 * 3_600_000;

/** For durations: the wall clock may jump. */
const monotonic = (): number => performance.now();

/** What a stop left undone; it goes on there at the next start. */
export interface Left {
  readonly documents: number;
  readonly bytes: number;
}

/** The pipeline with what it needs around it: the state, the embedded store, and what tells operators of it all. */
export class Agent {
  /** URL of the index the documents can be queried at, without credentials. */
  readonly address: string;
  readonly #budget: number;
  readonly #counters: Counters;
  readonly #state: State;
  readonly #store: Store | undefined;
  readonly #pipeline: Pipeline;
  #ticking: NodeJS.Timeout | undefined;

  /**
   * Opens state and store and begins to follow. Rejects with a sentence for the operator when something that the start
   * needs is not there; an Elasticsearch that does not answer is no such thing.
   */
  static async start(options: Options, log: Logger): Promise<Agent> {
    const state = State.open(options.stateDir, {
      clock: Date.now,
      retentionMs: RETENTION_MS,
      deadLettersMaxBytes: options.deadLettersMax,
      events: new StateReporter(log),
    });
    let store: Store | undefined;
    let agent: Agent;
    try {
      store = options.elasticsearch.length === 0 ? await openStore(options, log) : undefined;
      agent = new Agent(options, log, state, store);
    } catch (error) {
      await store?.close();
      state.close();
      throw error;
    }
    return agent.#start().catch(async (error: unknown) => {
      await agent.stop(0);
      throw error;
    });
  }

  private constructor(options: Options, log: Logger, state: State, store: Store | undefined) {
    this.#state = state;
    this.#store = store;
    this.#budget = options.budget;
    this.#counters = newCounters();
    const urls = store === undefined ? options.elasticsearch : [new URL(store.url)];
    const [first] = urls;
    this.address = first === undefined ? '' : `${hostLabel(first)}/${options.index}`;
    this.#pipeline = new Pipeline({
      options,
      state,
      hosts: {
        urls,
        apiKey: options.apiKey,
        ca: options.ca,
        // The embedded store is no wire away.
        gzip: store === undefined && options.compression === 'gzip',
      },
      tailEvents: new TailReporter(log, this.#counters, monotonic),
      shipEvents: new ShipReporter(log, this.#counters, monotonic),
      settled: (batch) => this.#noteDelay(batch),
      onUnknownFormat: ({ name }, format) =>
        log.warn({ container: name, format }, 'Label logagent.format names no format, it is passed over'),
      isOwn: isOwnContainer(ownProcess('mountinfo'), hostname()),
      maxDescriptors: descriptorsForFiles(ownProcess('limits'), connections(options)),
    });
  }

  /** Numbers of this moment, for displays. */
  get snapshot(): Snapshot {
    const { shipped, retried, refused, delay, containers } = this.#counters;
    const { pool, waiting, lagBytes, oldest } = this.#pipeline;
    const reason = this.unready;
    return {
      shipped,
      retried,
      refused,
      shippers: pool.running,
      delayMs: oldest === '' ? delay : Math.max(delay, age(oldest)),
      queue: waiting + pool.inFlight,
      lagBytes,
      address: this.address,
      containers: [...containers.values()],
      ready: reason === undefined,
      ...(reason !== undefined && { reason }),
    };
  }

  /** All numbers of this moment, for /metrics. Throws what SQLite throws. */
  get measures(): Measures {
    const { tail, budgetUsed } = this.#pipeline;
    return {
      snapshot: this.snapshot,
      counters: this.#counters,
      tail,
      budget: { usedBytes: budgetUsed, limitBytes: this.#budget },
      deadLetters: this.#state.deadLetters.size(),
      stateHealthy: this.#state.healthy,
      storeDropped: this.#store?.dropped ?? 0,
    };
  }

  /** Why nothing can be delivered at the moment, in words; undefined when it can. */
  get unready(): string | undefined {
    if (!this.#state.healthy) return 'offsets cannot be saved in the state folder';
    return this.#pipeline.pool.trouble;
  }

  /**
   * Ends in order: reading, then shipping of what has been read (for at most the time-out), then the state. Nothing is
   * lost by ending early: what was not acknowledged is read again at the next start.
   */
  async stop(timeout: number): Promise<Left> {
    const documents = await this.#pipeline.stop(timeout);
    clearInterval(this.#ticking);
    this.#state.close();
    await this.#store?.close();
    return { documents, bytes: this.#pipeline.lagBytes };
  }

  async #start(): Promise<Agent> {
    await this.#pipeline.start();
    this.#ticking = setInterval(() => this.#pipeline.tick(), TICK_MS);
    return this;
  }

  #noteDelay({ newest }: Batch): void {
    if (newest !== '') this.#counters.delay = age(newest);
  }
}

/** Milliseconds since this time, which is another process's and may be ahead. */
function age(time: string): number {
  return Math.max(0, Date.now() - Date.parse(time));
}

async function openStore({ stateDir, storeListen, storeMax }: Options, log: Logger): Promise<Store> {
  const store = await startStore({
    file: join(stateDir, 'store.db'),
    listen: storeListen,
    maxBytes: storeMax,
    events: new StoreReporter(log),
  });
  log.info({ url: store.url }, 'Embedded store started');
  return store;
}

/** The most sockets there may be at once: each host has its own, and the embedded store's other ends are ours too. */
function connections({ maxShippers, elasticsearch }: Options): number {
  return maxShippers * (elasticsearch.length === 0 ? 2 : elasticsearch.length);
}

/** What the kernel says of this process. Empty where there is no /proc: then this is no container, and has no such limit. */
function ownProcess(what: 'mountinfo' | 'limits'): string {
  try {
    return readFileSync(`/proc/self/${what}`, 'utf8');
  } catch {
    return '';
  }
}
