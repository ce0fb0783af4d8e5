import { setMaxListeners } from 'node:events';
import type { Batch } from '../parse/batch.ts';
import { BodyLimit } from './body-limit.ts';
import { Hosts } from './hosts.ts';
import { LetterKeeper } from './letter-keeper.ts';
import { Measurements } from './measurements.ts';
import type { PoolOptions } from './pool-options.ts';
import { HttpSender, type Sender } from './sender.ts';
import type { Trouble } from './ship-events.ts';
import { Shipper } from './shipper.ts';
import type { ShipperContext } from './shipper-context.ts';
import { systemTime, type Time } from './time.ts';

const DEFAULT_START = 5;

/**
 * Takes batches and ships them, as many at a time as the controller allows.
 *
 * A shipper is not kept waiting for work: it begins with a batch and ends when there is none left, so that an idle pool
 * is nothing but a number and runs no timer. Batches are independent of each other, and so is their order.
 */
export class ShipperPool {
  readonly #options: PoolOptions;
  readonly #time: Time;
  readonly #hosts: Hosts;
  readonly #keeper: LetterKeeper;
  readonly #bodyLimit: BodyLimit;
  readonly #measurements: Measurements;
  readonly #context: ShipperContext;
  readonly #abort = new AbortController();
  readonly #shippers = new Set<Shipper>();
  #started = false;
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  /** Documents of shippers that were aborted. */
  #givenUp = 0;
  #blocked: Trouble | undefined;

  constructor(options: PoolOptions) {
    const { events, time = systemTime, random = Math.random } = options;
    this.#options = options;
    this.#time = time;
    this.#hosts = new Hosts(openSenders(options), time, random, events);
    this.#keeper = new LetterKeeper(options.keep, time, random, events);
    this.#bodyLimit = new BodyLimit(time);
    this.#measurements = this.#makeMeasurements();
    // One listener for each shipper that waits.
    setMaxListeners(0, this.#abort.signal);
    this.#context = this.#makeContext(random);
  }

  /** Shippers allowed to be at work at the same time. */
  get running(): number {
    return this.#measurements.limit;
  }

  /** Documents taken whose outcome is not final. */
  get inFlight(): number {
    let documents = 0;
    for (const shipper of this.#shippers) documents += shipper.documentsLeft;
    return documents;
  }

  /** Bodies of this many bytes or more have been answered 413 lately; infinite when none has. */
  get bodyLimit(): number {
    return this.#bodyLimit.bytes;
  }

  /** Why nothing can be delivered at the moment, in words without credentials; undefined when it can. */
  get trouble(): string | undefined {
    if (this.#keeper.stuck !== undefined) return `refused documents can't be kept: ${this.#keeper.stuck}`;
    const trouble = this.#hosts.trouble ?? this.#blocked;
    if (trouble === undefined) return undefined;
    return `${trouble.host}: ${trouble.cause}${trouble.remedy === undefined ? '' : `; ${trouble.remedy}`}`;
  }

  /** Begins to take batches. */
  start(): void {
    this.#started = true;
    this.wake();
  }

  /** Documents are waiting: shippers begin with them now, within this call, as far as the limit allows. */
  wake(): void {
    while (this.#started && !this.#abort.signal.aborted && this.#atWork < this.running) {
      const batch = this.#options.source.take();
      if (batch === undefined) break;
      if (batch.documents === 0) this.#options.settle(batch);
      else void this.#ship(batch);
    }
    if (this.#started && !this.#abort.signal.aborted) this.#measurements.schedule();
  }

  /**
   * Ships what is waiting, for at most so long, then gives up what is under way. What is left has not been settled.
   */
  async stop(timeoutMs: number): Promise<{ documentsLeft: number }> {
    this.wake();
    if (this.#shippers.size > 0) {
      const cancel = this.#time.after(timeoutMs, () => void this.abort());
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      cancel();
    }
    const documentsLeft = this.inFlight + this.#givenUp + this.#options.source.waiting;
    await this.abort();
    return { documentsLeft };
  }

  /** Ends at once: nothing is taken any more, and what is under way is given up without being settled. */
  async abort(): Promise<void> {
    this.#abort.abort();
    this.#measurements.close();
    this.#closing ??= this.#hosts.close();
    await this.#closing;
  }

  /** Parked shippers are not counted: they wait for what becomes of the documents that others carry. */
  get #atWork(): number {
    let shippers = 0;
    for (const { parked } of this.#shippers) if (!parked) shippers++;
    return shippers;
  }

  async #ship(batch: Batch): Promise<void> {
    const shipper = new Shipper(batch, this.#context);
    this.#shippers.add(shipper);
    this.#measurements.busy(this.#atWork);
    // A rejection is a broken promise of this program's own, and ends it: nothing is settled that way.
    const complete = await shipper.ship();
    this.#shippers.delete(shipper);
    if (complete) this.#options.settle(batch);
    else this.#givenUp += shipper.documentsLeft;
    this.wake();
    if (this.#shippers.size === 0) this.#onIdle?.();
  }

  #makeMeasurements(): Measurements {
    const { min, max, queueHigh, source, events, start = DEFAULT_START } = this.#options;
    return new Measurements({
      bounds: { min, max, queueHigh },
      start: Math.min(max, Math.max(min, start)),
      time: this.#time,
      load: () => ({ waiting: source.waiting, inFlight: this.inFlight, busy: this.#shippers.size }),
      measured: () => this.wake(),
      report: (shippers, waiting) => events.shippers(shippers, waiting),
    });
  }

  #makeContext(random: () => number): ShipperContext {
    return {
      hosts: this.#hosts,
      index: this.#options.index,
      keeper: this.#keeper,
      bodyLimit: this.#bodyLimit,
      events: this.#options.events,
      time: this.#time,
      random,
      signal: this.#abort.signal,
      answered: (documents, milliseconds) => this.#measurements.answered(documents, milliseconds),
      pushedBack: () => this.#measurements.pushedBack(),
      blocked: (trouble) => {
        this.#blocked = trouble;
      },
      parked: (batch, remains) => {
        // It may stay for minutes, and the budget is for those that go on.
        if (2 * remains.bytes <= batch.body.length) this.#options.moved?.(batch, remains.move());
        this.wake();
      },
    };
  }
}

function openSenders({ hosts, index, max }: PoolOptions): readonly Sender[] {
  if (!('urls' in hosts)) return hosts;
  const { urls, ...options } = hosts;
  return urls.map((url) => new HttpSender(url, index, { ...options, connections: max }));
}
