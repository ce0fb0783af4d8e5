import { accessBy } from '../access/access.ts';
import type { Options } from '../options/options.ts';
import type { Batch } from '../parse/batch/batch.ts';
import { type Refusal, SimpleDocuments } from '../parse/simple-documents.ts';
import { ShipperPool } from '../ship/pool/pool.ts';
import { linesOf } from '../ship/requests/body.ts';
import type { DeadLetter, ShipEvents, Trouble } from '../ship/ship-events.ts';
import type { DeadLetters } from '../state/dead-letters.ts';

/** The results of a replay, in letters. */
export interface Replayed {
  readonly delivered: number;
  readonly refused: number;
  /** Could not be sent in time. */
  readonly left: number;
  /** The last reason why a letter was refused or could not be sent. */
  readonly cause: string | undefined;
}

/** Where letters go, and how. */
export interface ReplayChoice {
  /** Undefined: each to its own. */
  readonly index: string | undefined;
  /** In their simple form, which fits whatever the mapping is. */
  readonly asMessage: boolean;
}

/** Keeps bodies small, because an agent may be running at the same time. */
const LETTERS_PER_BATCH = 100;

/**
 * Sends the letters through a pool like the agent's, with the same ids and outcomes. A letter is deleted only after it has been
 * acknowledged. One that is refused again stays, with the new reason. Stops after a shutdown time-out without progress.
 */
export async function replayLetters(
  letters: DeadLetters,
  ids: readonly string[],
  options: Options,
  { index: other, asMessage }: ReplayChoice,
): Promise<Replayed> {
  const wanted = new Set(ids);
  const byIndex = new Map<string, string[]>();
  for (const { id, index: own } of letters.names()) {
    if (!wanted.has(id)) continue;
    const index = other ?? own;
    const ofIndex = byIndex.get(index);
    if (ofIndex === undefined) byIndex.set(index, [id]);
    else ofIndex.push(id);
  }
  const sum = { delivered: 0, refused: 0, left: 0, cause: undefined as string | undefined };
  for (const [index, ofIndex] of byIndex) {
    const { delivered, refused, left, cause } = await new Replay(
      letters,
      { index, asMessage },
      ofIndex,
      options,
    ).run();
    sum.delivered += delivered;
    sum.refused += refused;
    sum.left += left;
    sum.cause = cause ?? sum.cause;
  }
  return sum;
}

/** Sends the letters of one index. */
class Replay {
  readonly #letters: DeadLetters;
  readonly #options: Options;
  readonly #index: string;
  readonly #form: SimpleDocuments | undefined;
  readonly #waiting: string[];
  readonly #again = new Set<string>();
  readonly #batches = new Map<Batch, readonly string[]>();
  #delivered = 0;
  #cause: string | undefined;
  #settled: () => void = () => {};

  constructor(
    letters: DeadLetters,
    { index, asMessage }: { readonly index: string; readonly asMessage: boolean },
    ids: readonly string[],
    options: Options,
  ) {
    this.#letters = letters;
    this.#index = index;
    this.#form = asMessage ? new SimpleDocuments(options.schema) : undefined;
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
    const replay = this;
    return new ShipperPool({
      source: {
        take: () => this.#take(),
        get waiting() {
          return replay.#waiting.length;
        },
      },
      hosts: {
        urls: hostsOf(this.#options),
        ...(this.#options.elasticsearch.length > 0 && accessBy(this.#options)),
        pipeline: this.#options.pipeline,
      },
      index: this.#index,
      keep: (refused) => this.#keep(refused),
      settle: (batch) => this.#settle(batch),
      events: quietEvents((cause) => {
        this.#cause = cause;
      }),
      min: 1,
      max: 1,
      queueHigh: this.#options.queueHigh,
    });
  }

  /** Waits for a batch to settle; false when none has within the time-out. */
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
    const batch = bodyOf(this.#letters, ids, this.#form);
    this.#batches.set(batch, ids);
    return batch;
  }

  /** Keeps refused letters as they are, with the new reason, except those that were purged meanwhile. */
  #keep(refused: readonly DeadLetter[]): string | undefined {
    const there = refused.flatMap(({ id, status, reason }) => {
      const letter = this.#letters.get(id);
      return letter === undefined ? [] : [{ ...letter, status, reason }];
    });
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

function bodyOf(letters: DeadLetters, ids: readonly string[], form: SimpleDocuments | undefined): Batch {
  const there = ids.flatMap((id) => letters.get(id) ?? []);
  const lines = there.map(({ id, document, reason }) =>
    linesOf(
      { id, index: undefined },
      form === undefined ? document : form.of(document, refusalOf(reason)).line,
    ),
  );
  const body = Buffer.from(lines.join(''));
  return { body, length: body.length, documents: there.length, spans: [], newest: '' };
}

/** A letter's reason is `type: reason`. */
function refusalOf(text: string): Refusal {
  const [, type = '', reason = text] = /^(\w+): (.*)$/s.exec(text) ?? [];
  return { type, reason };
}

/** Without hosts, the letters go to the embedded store of the running agent. */
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
    simplified: nothing,
    failureStored: nothing,
    refused: (letters: readonly DeadLetter[]) => {
      const [first] = letters;
      if (first !== undefined) trouble(`${first.id}: ${first.status} ${first.reason}.`);
    },
    hostDown: note,
    hostUp: nothing,
    introduced: nothing,
    deadLettersStuck: trouble,
    deadLettersAgain: nothing,
    shippers: nothing,
  };
}
