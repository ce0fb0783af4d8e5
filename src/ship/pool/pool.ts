import { setMaxListeners } from 'node:events';
import type { Batch } from '../../parse/batch/batch.ts';
import { Target } from '../answers/mismatch.ts';
import { Hosts } from '../hosts/hosts.ts';
import type { Introduced } from '../hosts/introduced.ts';
import type { Sender } from '../requests/sender.ts';
import type { Trouble } from '../ship-events.ts';
import type { WantedTemplate } from '../template/ensure-template.ts';
import { TemplateQuestion } from '../template/template-first.ts';
import { systemTime, type Time } from '../time.ts';
import { AimdController } from './aimd-controller.ts';
import { BodyLimit } from './body-limit.ts';
import type { Controller } from './controller.ts';
import { LetterKeeper } from './letter-keeper.ts';
import { Measurements } from './measurements.ts';
import type { PoolOptions } from './pool-options.ts';
import { openHosts, sendersOf } from './senders.ts';
import { Shipper } from './shipper.ts';
import type { ShipperContext } from './shipper-context.ts';

const DEFAULT_START = 5;

/**
 * Takes batches and ships them, as many at a time as the controller allows. Batches may be delivered in any order.
 *
 * A shipper exists only while it carries a batch: none waits for work, and an idle pool runs no timer.
 */
export class ShipperPool {
  readonly #options: PoolOptions;
  readonly #time: Time;
  readonly #question: TemplateQuestion | undefined;
  /** Senders in the order of the hosts, as they are when documents are sent. */
  readonly #senders: readonly Sender[];
  readonly #introduced: readonly Introduced[];
  readonly #hosts: Hosts;
  readonly #keeper: LetterKeeper;
  readonly #bodyLimit: BodyLimit;
  readonly #controller: Controller;
  readonly #measurements: Measurements;
  readonly #context: ShipperContext;
  readonly #abort = new AbortController();
  readonly #shippers = new Set<Shipper>();
  #started = false;
  #stopping = false;
  #onIdle: (() => void) | undefined;
  #closing: Promise<void> | undefined;
  #copiedBytes = 0;
  /** Documents that shippers had left when they were aborted. */
  #abortedDocuments = 0;
  /** Why documents are not taken though requests are answered; undefined while they are taken. */
  #blocked: Trouble | undefined;

  constructor(options: PoolOptions) {
    const { events, time = systemTime, random = Math.random } = options;
    this.#options = options;
    this.#time = time;
    const { template } = options;
    this.#question = template && new TemplateQuestion(template.wanted, time, template.events);
    this.#introduced = openHosts(options, time);
    this.#senders = sendersOf(options, this.#introduced, this.#question);
    this.#hosts = new Hosts(this.#senders, time, random, events);
    this.#keeper = new LetterKeeper(options.keep, time, random, events);
    this.#bodyLimit = new BodyLimit(time);
    this.#controller = options.controller ?? makeController(options, time.now());
    this.#measurements = this.#makeMeasurements();
    // Each shipper that waits listens to it, so any number of listeners is right.
    setMaxListeners(0, this.#abort.signal);
    this.#context = this.#makeContext(random);
  }

  /** How many shippers may be at work at the same time. */
  get running(): number {
    return this.#controller.limit;
  }

  /** Documents taken whose outcome is not final. */
  get inFlight(): number {
    let documents = 0;
    for (const shipper of this.#shippers) documents += shipper.documentsLeft;
    return documents;
  }

  /** Documents among these that wait for what others show: nobody else is held up by them. */
  get suspects(): number {
    let documents = 0;
    for (const shipper of this.#shippers) documents += shipper.suspects;
    return documents;
  }

  /** Bytes of documents that were copied out of their batches, since an answer made it necessary, simple forms included. */
  get copiedBytes(): number {
    return this.#copiedBytes;
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
    // The template is made at the start, not only when there are lines.
    this.#senders[0]?.begin?.();
    for (const host of this.#introduced) host.begin();
    this.wake();
  }

  /** Documents will come for another index than those wanted before: this template is to be there first, unless none are wanted at all. */
  want(template: Pick<WantedTemplate, 'index' | 'wildcard'>): void {
    const [first] = this.#question?.wanted ?? [];
    if (first !== undefined) this.#question?.add({ ...first, ...template });
  }

  /** To be called when documents are waiting. Within this call shippers begin with as many as the controller allows. */
  wake(): void {
    while (this.#started && !this.#abort.signal.aborted && this.#mayBegin()) {
      const batch = this.#options.source.take();
      if (batch === undefined) break;
      if (batch.documents === 0) this.#options.settle(batch);
      else void this.#ship(batch);
    }
    if (this.#started && !this.#abort.signal.aborted) this.#measurements.schedule();
  }

  /**
   * Ships what is waiting, then ends. After `timeoutMs` requests under way are aborted. Resolves with the number of
   * documents whose outcome is not final; their batches have not been settled.
   */
  async stop(timeoutMs: number): Promise<{ documentsLeft: number }> {
    this.#stopping = true;
    this.wake();
    if (this.#shippers.size > 0) {
      const cancel = this.#time.after(timeoutMs, () => void this.abort());
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
      cancel();
    }
    const documentsLeft = this.inFlight + this.#abortedDocuments + this.#options.source.waiting;
    await this.abort();
    return { documentsLeft };
  }

  /** Ends at once: nothing is taken any more, requests under way are aborted, and their batches are not settled. */
  async abort(): Promise<void> {
    this.#abort.abort();
    this.#measurements.close();
    this.#closing ??= this.#hosts.close();
    await this.#closing;
  }

  /** A pool that stops needs at least one shipper, or what is waiting would never be delivered. */
  get #allowed(): number {
    return this.#stopping ? Math.max(1, this.running) : this.running;
  }

  /**
   * A shipper whose request others overtake by far keeps no place, or a few answers that drip would stop the others whenever the limit is low. But of
   * those there may never be more than the most shippers.
   */
  #mayBegin(): boolean {
    const atWork = this.#atWork;
    return atWork < this.#options.max && atWork - this.#hosts.overtaken < this.#allowed;
  }

  /** Parked shippers don't count: they wait for what the documents of others show. */
  get #atWork(): number {
    let shippers = 0;
    for (const { parked } of this.#shippers) if (!parked) shippers++;
    return shippers;
  }

  async #ship(batch: Batch): Promise<void> {
    const shipper = new Shipper(batch, this.#context);
    this.#shippers.add(shipper);
    this.#measurements.busy(this.#atWork);
    // It rejects only when this program has broken a promise. That ends the process, and the batch is not settled.
    const complete = await shipper.ship();
    this.#shippers.delete(shipper);
    if (complete) this.#options.settle(batch);
    else this.#abortedDocuments += shipper.documentsLeft;
    this.wake();
    if (this.#shippers.size === 0) this.#onIdle?.();
  }

  #makeMeasurements(): Measurements {
    const { source, events } = this.#options;
    return new Measurements({
      controller: this.#controller,
      time: this.#time,
      load: () => ({ waiting: source.waiting, inFlight: this.inFlight, busy: this.#shippers.size }),
      measured: () => this.wake(),
      report: (shippers, waiting) => events.shippers(shippers, waiting),
    });
  }

  #makeContext(random: () => number): ShipperContext {
    const { index = '' } = this.#options;
    return {
      hosts: this.#hosts,
      index,
      target: new Target(index),
      keeper: this.#keeper,
      simpleForm: this.#options.simpleForm,
      containerOf: this.#options.containerOf ?? (() => ''),
      bodyLimit: this.#bodyLimit,
      events: this.#options.events,
      time: this.#time,
      random,
      signal: this.#abort.signal,
      answered: (documents, bytes, milliseconds) =>
        this.#measurements.answered(documents, bytes, milliseconds),
      copied: (bytes) => {
        this.#copiedBytes += bytes;
        if (bytes < 0) this.#options.onRoom?.();
      },
      pushedBack: () => this.#measurements.pushedBack(),
      blocked: (trouble) => {
        this.#blocked = trouble;
      },
      parked: (batch, remains) => {
        // A parked batch may stay for minutes. Its memory is needed for others when at least half of it is free.
        if (2 * remains.bytes <= batch.body.length) this.#options.moved?.(batch, remains.move());
        this.wake();
      },
    };
  }
}

function makeController(
  { min, max, queueHigh, start = DEFAULT_START }: PoolOptions,
  now: number,
): Controller {
  return new AimdController({ min, max, queueHigh }, start, now);
}
