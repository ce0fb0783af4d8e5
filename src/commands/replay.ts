import type { Options } from '../options.ts';
import type { Batch } from '../parse/batch.ts';
import { ShipperPool } from '../ship/pool.ts';
import type { DeadLetter, ShipEvents, Trouble } from '../ship/ship-events.ts';
import type { DeadLetters } from '../state/dead-letters.ts';

/** What became of the letters that were to be sent again. */
export interface Replayed {
  readonly delivered: number;
  readonly refused: number;
  /** Could not be sent in time; `cause` is the last reason why. */
  readonly left: number;
  readonly cause: string | undefined;
}

/** Bodies stay small beside an agent that may be running. */
const LETTERS_PER_BATCH = 100;

/**
 * Sends the letters by the same pool as the agent's: same ids, same outcomes. One that is taken is forgotten only after
 * the answer; one that is refused again stays, with the new reason. Gives up after the shutdown time-out without progress.
 */
export async function replayLetters(
  letters: DeadLetters,
  ids: readonly string[],
  options: Options,
): Promise<Replayed> {
  const wanted = new Set(ids);
  const byIndex = new Map<string, string[]>();
  for (const { id, index } of letters.names()) {
    if (!wanted.has(id)) continue;
    const ofIndex = byIndex.get(index);
    if (ofIndex === undefined) byIndex.set(index, [id]);
    else ofIndex.push(id);
  }
  const sum = { delivered: 0, refused: 0, left: 0, cause: undefined as string | undefined };
  for (const [index, ofIndex] of byIndex) {
    const { delivered, refused, left, cause } = await new Replay(letters, index, ofIndex, options).run();
    sum.delivered += delivered;
    sum.refused += refused;
    sum.left += left;
    sum.cause = cause ?? sum.cause;
  }
  return sum;
}

/** The letters of one index on their way. */
class Replay {
  readonly #letters: DeadLetters;
  readonly #options: Options;
  readonly #index: string;
  readonly #waiting: string[];
  readonly #again = new Set<string>();
  readonly #batches = new Map<Batch, readonly string[]>();
  #delivered = 0;
  #cause: string | undefined;
  #settled: () => void = () => {};

  constructor(letters: DeadLetters, index: string, ids: readonly string[], options: Options) {
    this.#letters = letters;
    this.#index = index;
    this.#waiting = [...ids];
    this.#options = options;
  }

  async run(): Promise<Replayed> {
    const total = this.#waiting.length;
    const pool = this.#open();
    pool.start();
    while (this.#batches.size > 0 && (await this.#progress())) pool.wake();
    await pool.abort();
    const refused = this.#again.size;
    const left = total - this.#delivered - refused;
    return { delivered: this.#delivered, refused, left, cause: this.#cause };
  }

  #open(): ShipperPool {
    const { apiKey, ca, queueHigh } = this.#options;
    const replay = this;
    return new ShipperPool({
      source: {
        take: () => this.#take(),
        get waiting() {
          return replay.#waiting.length;
        },
      },
      hosts: { urls: hostsOf(this.#options), apiKey, ca },
      index: this.#index,
      keep: (refused) => this.#keep(refused),
      settle: (batch) => this.#settle(batch),
      events: quietEvents((cause) => {
        this.#cause = cause;
      }),
      min: 1,
      max: 1,
      queueHigh,
    });
  }

  /** True when a batch has settled within the time-out. */
  #progress(): Promise<boolean> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), this.#options.shutdownTimeout);
      this.#settled = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }

  #take(): Batch | undefined {
    const ids = this.#waiting.splice(0, LETTERS_PER_BATCH);
    if (ids.length === 0) return undefined;
    const batch = bodyOf(this.#letters, ids);
    this.#batches.set(batch, ids);
    return batch;
  }

  /** One that was purged meanwhile stays purged. */
  #keep(refused: readonly DeadLetter[]): string | undefined {
    const there = refused.filter(({ id }) => this.#letters.get(id) !== undefined);
    const trouble = this.#letters.put(there);
    if (trouble === undefined) for (const { id } of refused) this.#again.add(id);
    return trouble;
  }

  #settle(batch: Batch): void {
    const taken = (this.#batches.get(batch) ?? []).filter((id) => !this.#again.has(id));
    this.#batches.delete(batch);
    this.#letters.remove(taken);
    this.#delivered += taken.length;
    this.#settled();
  }
}

function bodyOf(letters: DeadLetters, ids: readonly string[]): Batch {
  const there = ids.flatMap((id) => letters.get(id) ?? []);
  const lines = there.map(({ id, document }) => `${JSON.stringify({ create: { _id: id } })}\n${document}\n`);
  const body = Buffer.from(lines.join(''));
  return { body, length: body.length, documents: there.length, spans: [], newest: '' };
}

/** Without hosts it is the embedded store of the agent that runs beside. */
function hostsOf({ elasticsearch, storeListen: { host, port } }: Options): readonly URL[] {
  return elasticsearch.length > 0
    ? elasticsearch
    : [new URL(`http://${host.includes(':') ? `[${host}]` : host}:${port}`)];
}

function quietEvents(trouble: (cause: string) => void): ShipEvents {
  const note = ({ host, cause, remedy }: Trouble): void =>
    trouble(`${host}: ${cause}${remedy ? `; ${remedy}` : ''}.`);
  const nothing = (): void => {};
  return {
    delivered: nothing,
    retried: (_documents, why) => note(why),
    refused: (letters: readonly DeadLetter[]) => {
      const [first] = letters;
      if (first !== undefined) trouble(`${first.id}: ${first.status} ${first.reason}.`);
    },
    hostDown: note,
    hostUp: nothing,
    deadLettersStuck: trouble,
    deadLettersAgain: nothing,
    shippers: nothing,
  };
}
