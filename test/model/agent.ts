import type { Options } from '../../src/options/options.ts';
import { Pipeline } from '../../src/pipeline/pipeline.ts';
import type { ShipEvents } from '../../src/ship/ship-events.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { State } from '../../src/state/state.ts';
import type { StateEvents } from '../../src/state/state-events.ts';
import type { WatchListener } from '../../src/tail/loop/watcher.ts';
import type { TailEvents } from '../../src/tail/tail-events.ts';
import { seededRandom } from '../support/lines.ts';
import { PART_BYTES } from './chunk.ts';
import { afterEvents, type ModelClock } from './clock.ts';
import type { ModelStore } from './store.ts';

const TICK_MS = 1000;
/** Of two lines or three: reading stops and goes on within a file. */
const BLOCK_BYTES = 1024;

export interface ModelAgentOptions {
  readonly options: Options;
  readonly clock: ModelClock;
  readonly store: ModelStore;
  /** Is told what the state knows, before anything is read. */
  readonly begins: (state: State) => void;
  /** Notes what happens, for the message of a failure. */
  readonly note: (text: string) => void;
}

/** A running agent: the real pipeline on real files, with the model's time and store. */
export class ModelAgent {
  readonly #clock: ModelClock;
  readonly #state: State;
  readonly #pipeline: Pipeline;
  #listener: WatchListener | undefined;
  #cancelTick = (): void => {};

  static async launch(options: ModelAgentOptions): Promise<ModelAgent> {
    const agent = new ModelAgent(options);
    options.begins(agent.#state);
    await agent.#pipeline.start();
    agent.#planTick();
    await agent.rest();
    return agent;
  }

  private constructor({ options, clock, store, note }: ModelAgentOptions) {
    this.#clock = clock;
    this.#state = State.open(options.stateDir, {
      clock: () => clock.now(),
      retentionMs: 7 * 24 * 3_600_000,
      deadLettersMaxBytes: 2 ** 20,
      events: recorder<StateEvents>(note),
    });
    this.#pipeline = new Pipeline({
      ...{ options, clock, time: clock, random: seededRandom(1) },
      ...{ blockBytes: BLOCK_BYTES, envelope: new DockerEnvelope(PART_BYTES) },
      state: this.#state,
      hosts: [store],
      tailEvents: recorder<TailEvents>(note),
      shipEvents: recorder<ShipEvents>(note),
      watch: (_folder, listener) => {
        this.#listener = listener;
        return { follow() {}, leave() {}, begin() {}, close: () => Promise.resolve() };
      },
    });
  }

  /** All that is known of has been delivered. */
  get idle(): boolean {
    const { waiting, pool, tail } = this.#pipeline;
    return waiting === 0 && pool.inFlight === 0 && tail.behindBytes === 0;
  }

  /** An event of this file comes. */
  async notice(path: string): Promise<void> {
    this.#listener?.file(path);
    await this.rest();
  }

  /** Waits until the agent does nothing more before time passes or something happens. */
  async rest(): Promise<void> {
    for (let turns = 0; turns < 1e6; turns++) {
      await afterEvents();
      if (this.#pipeline.tail.resting) return;
    }
    throw new Error('reading never comes to rest');
  }

  /** As on SIGTERM. */
  async terminate(): Promise<void> {
    let ended = false;
    const stopped = this.#pipeline.stop(10_000).finally(() => {
      ended = true;
    });
    while (!ended) {
      await afterEvents();
      if (!underWay()) await this.#clock.pass(100, afterEvents);
    }
    await stopped;
    this.#close();
  }

  /** As on SIGKILL: whatever was under way is dropped; what the state has written stays. */
  async kill(): Promise<void> {
    this.#pipeline.halt();
    await this.#pipeline.pool.abort();
    await this.#pipeline.tail.stop();
    this.#close();
  }

  #close(): void {
    this.#cancelTick();
    this.#state.close();
  }

  #planTick(): void {
    this.#cancelTick = this.#clock.after(TICK_MS, () => {
      this.#pipeline.tick();
      this.#planTick();
    });
  }
}

function recorder<Events extends object>(note: (text: string) => void): Events {
  const noteEvent = (name: string, values: unknown[]) => note(`  ${name} ${JSON.stringify(values)}`);
  return new Proxy({} as Events, {
    get:
      (_, name) =>
      (...values: unknown[]) =>
        noteEvent(String(name), values),
  });
}

/** Files are being read or closed. */
function underWay(): boolean {
  return process.getActiveResourcesInfo().includes('FSReqCallback');
}
