import type { Counters } from './counters.ts';
import type { Measures } from './measures.ts';
import type { Snapshot } from './snapshot.ts';

/** The parts of a running agent that its readings are taken from. */
export interface Sources {
  /** URL of the index, without credentials. */
  readonly address: string;
  readonly counters: Counters;
  readonly budgetLimit: number;
  readonly pipeline: {
    readonly tail: Measures['tail'];
    readonly pool: {
      readonly running: number;
      readonly inFlight: number;
      /** Why no host takes requests, in words; undefined while one does. */
      readonly trouble: string | undefined;
    };
    /** Documents that no shipper has taken yet. */
    readonly waiting: number;
    readonly lagBytes: number;
    /** Docker's time of the oldest document in memory; empty when there is none. */
    readonly oldest: string;
    readonly budgetUsed: number;
    /** Names of the containers of which something is not read on for their dead letters. */
    readonly heldBack: readonly string[];
  };
  readonly state: {
    readonly healthy: boolean;
    readonly deadLetters: { size(): Measures['deadLetters'] };
  };
  /** Undefined when documents go to a cluster instead of the embedded store. */
  readonly store: { readonly dropped: number } | undefined;
  /** Tells that documents wait and none is acknowledged, though nothing else is known to be wrong. */
  readonly standstill: { readonly reason: string | undefined };
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

/** The agent's numbers, computed when a display asks for them. */
export class Readings {
  readonly #sources: Sources;

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  get snapshot(): Snapshot {
    const { address, counters, pipeline, clock } = this.#sources;
    const { shipped, retried, simplified, refused, delay, containers } = counters;
    const { pool, waiting, lagBytes, oldest } = pipeline;
    const reason = this.unready;
    return {
      shipped,
      retried,
      simplified: simplified.total,
      refused,
      shippers: pool.running,
      delayMs: oldest === '' ? delay : Math.max(delay, age(oldest, clock())),
      queue: waiting + pool.inFlight,
      lagBytes,
      address,
      containers: [...containers.values()],
      ready: reason === undefined,
      ...(reason !== undefined && { reason }),
    };
  }

  /** Everything that /metrics shows. Throws an SqliteError when the dead letters can't be measured. */
  get measures(): Measures {
    const { counters, budgetLimit, pipeline, state, store } = this.#sources;
    return {
      snapshot: this.snapshot,
      counters,
      tail: pipeline.tail,
      budget: { usedBytes: pipeline.budgetUsed, limitBytes: budgetLimit },
      deadLetters: state.deadLetters.size(),
      heldBack: pipeline.heldBack.length,
      stateHealthy: state.healthy,
      storeDropped: store?.dropped ?? 0,
    };
  }

  /** Why nothing can be delivered at the moment, or nothing of some container, in words; undefined when documents can be delivered. */
  get unready(): string | undefined {
    const { state, pipeline, standstill } = this.#sources;
    if (!state.healthy) return 'offsets cannot be saved in the state folder';
    return pipeline.pool.trouble ?? standstill.reason ?? this.#heldBack;
  }

  get #heldBack(): string | undefined {
    const [first, ...rest] = this.#sources.pipeline.heldBack;
    if (first === undefined) return undefined;
    const others = rest.length > 0 ? ` and ${rest.length} others` : '';
    return `the dead letters are full up to the share of container ${first}${others}, which is not read on; others are delivered`;
  }
}

/** Milliseconds from Docker's time to `now`; 0 when the clock that gave the time is ahead of ours. */
export function age(time: string, now: number): number {
  return Math.max(0, now - Date.parse(time));
}
