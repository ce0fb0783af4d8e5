import type { Container } from '../log/block.ts';
import type { Stream } from '../log/stream.ts';
import type { Options } from '../options/options.ts';
import type { Batch } from '../parse/batch/batch.ts';
import type { FilterEvents } from '../parse/filters/document-filter.ts';
import type { Parser } from '../parse/parser.ts';
import { SimpleDocuments } from '../parse/simple-documents.ts';
import { ShipperPool } from '../ship/pool/pool.ts';
import type { PoolOptions } from '../ship/pool/pool-options.ts';
import type { ShipEvents } from '../ship/ship-events.ts';
import { systemTime, type Time } from '../ship/time.ts';
import type { Envelope } from '../source/envelope.ts';
import type { State } from '../state/state.ts';
import { type Clock, systemClock } from '../tail/clock.ts';
import type { TailOptions } from '../tail/tail.ts';
import type { TailEvents } from '../tail/tail-events.ts';
import { Intake } from './intake.ts';
import { Outbox } from './outbox.ts';
import { parserFor } from './parser-for.ts';
import { type Sources, sourcesOf } from './sources.ts';
import { Tails } from './tails.ts';
import { shareOfUnfinished, UnfinishedEvents } from './unfinished-events.ts';

/** Half the turns that 256 KiB need: 4 % less CPU time for a backlog, and 2 MiB more. 1 MiB gains nothing more. */
const BLOCK_BYTES = 512 * 1024;

export interface PipelineOptions {
  readonly options: Options;
  /** Opened; the pipeline doesn't close it. */
  readonly state: State;
  readonly hosts: PoolOptions['hosts'];
  /** The index template that the hosts are to have. */
  readonly template?: PoolOptions['template'];
  readonly tailEvents: TailEvents;
  readonly shipEvents: ShipEvents;
  /** A batch's documents have all been delivered or are kept as dead letters. */
  readonly settled?: (batch: Batch) => void;
  readonly isOwn?: (container: Container) => boolean;
  /** How many log files may be held open. */
  readonly maxDescriptors?: number;
  /** A container's label names a format that there is not. */
  readonly onUnknownFormat?: (container: Container, name: string) => void;
  readonly onFormat?: (container: Container, name: string) => void;
  /** A container's label can't be used for its lines that belong together; `why` is one clause. */
  readonly onBadMultiline?: (container: Container, why: string) => void;
  /** Told of what is left out of documents. */
  readonly filterEvents?: FilterEvents;
  /** A container's label chooses an index that can't be; `why` is one clause. */
  readonly onBadIndex?: (container: Container, why: string) => void;
  /** Stand for the world: given by tests, otherwise the real ones. */
  readonly clock?: Clock;
  readonly time?: Time;
  readonly random?: () => number;
  readonly watch?: TailOptions['watch'];
  readonly blockBytes?: number;
  readonly envelope?: Envelope;
}

/** The stages, connected: tail → parse → ship → state. Reading begins with `start`; `tick` is to be called once a second. */
export class Pipeline {
  readonly tail: Tails;
  readonly pool: ShipperPool;
  readonly #options: PipelineOptions;
  readonly #state: State;
  readonly #sources: Sources;
  readonly #outbox: Outbox;
  readonly #parser: Parser;
  readonly #intake: Intake;
  readonly #unfinished: UnfinishedEvents;
  #wasHealthy = true;

  constructor(pipelineOptions: PipelineOptions) {
    const { options, state, clock = systemClock, time = systemTime } = pipelineOptions;
    this.#options = pipelineOptions;
    this.#state = state;
    this.#sources = sourcesOf(options);
    this.#outbox = new Outbox({
      batchBytes: options.batchBytes,
      budgetBytes: options.budget,
      besides: () => Math.min(this.#parser.heldBytes, shareOfUnfinished(options)) + this.pool.copiedBytes,
      lingerMs: options.linger,
      time,
      beforeDeparture: () => state.saveBegun(),
      depart: () => this.pool.wake(),
      onRoom: () => this.tail.resume(),
    });
    this.#parser = parserFor(pipelineOptions, {
      envelope: pipelineOptions.envelope ?? this.#sources.envelope,
      maxHeldBytes: shareOfUnfinished(options),
      pool: () => this.pool,
    });
    this.#unfinished = new UnfinishedEvents({
      unfinished: () => this.#parser.unfinished(),
      isRead: (containerId) => this.tail.isRead(containerId),
      boundaries: (events) => state.boundaries(events),
      finish: (containerId, stream) => this.#finish(containerId, stream),
      timeout: options.partialTimeout,
      time,
    });
    this.#intake = new Intake({
      state,
      parser: this.#parser,
      outbox: this.#outbox,
      unfinished: this.#unfinished,
    });
    this.pool = this.#makePool();
    this.tail = this.#makeTail(clock);
  }

  /** Documents that no shipper has taken yet. */
  get waiting(): number {
    return this.#outbox.documents;
  }

  /** Bytes of the budget that are spent. */
  get budgetUsed(): number {
    return this.#outbox.usedBytes + this.#parser.heldBytes + this.pool.copiedBytes;
  }

  /** Bytes known on disk whose documents have not been delivered, read or not. */
  get lagBytes(): number {
    return this.tail.behindBytes + this.#intake.unsettledBytes;
  }

  /** Docker's time of documents that have waited longest for their delivery; empty when none have been read. */
  get oldest(): string {
    return this.#outbox.oldest;
  }

  /** Names of the containers of which something is not read on for their dead letters. */
  get heldBack(): string[] {
    return this.#intake.heldBack;
  }

  /** Resolves when every folder has been looked at; rejects when one of the sources' folders can't be read. */
  async start(): Promise<void> {
    this.pool.start();
    await this.tail.start();
  }

  /** Saves offsets and ends events that have waited long enough for their rest. */
  tick(): void {
    this.#state.save();
    const { owes } = this.#unfinished;
    this.#unfinished.look();
    for (const containerId of this.#intake.takeWaiting()) this.tail.look(containerId);
    this.#intake.lookAtHeldBack((containerId) => this.tail.isRead(containerId));
    // A boundary may have been what could be written again first.
    const goesOn = this.#state.healthy && (owes || !this.#wasHealthy);
    if (this.#state.heldBack.look() || goesOn) this.tail.resume();
    this.#wasHealthy = this.#state.healthy;
  }

  /** Nothing ends by time any more: a log that is not read looks as if it had ended. */
  halt(): void {
    this.#unfinished.stop();
  }

  /** Ends in order: reading, then shipping of what has been read, for at most so long. Returns how many documents are left. */
  async stop(timeoutMs: number): Promise<number> {
    this.halt();
    let left = 0;
    await this.tail.stop(async () => {
      this.#outbox.hurry();
      const { documentsLeft } = await this.pool.stop(timeoutMs);
      left = documentsLeft;
      this.#state.save();
    });
    return left;
  }

  #makePool(): ShipperPool {
    const { options, hosts, template, shipEvents, time, random } = this.#options;
    const documents = new SimpleDocuments(options.schema, options.jsonFields !== 'root');
    return new ShipperPool({
      source: this.#outbox,
      hosts,
      index: options.destination.index,
      ...(template && { template }),
      keep: (letters) => this.#state.deadLetters.put(letters),
      simpleForm: options.onRefused === 'simplify' ? documents : undefined,
      containerOf: (document) => documents.containerOf(document),
      settle: (batch) => this.#settle(batch),
      moved: (batch, body) => this.#outbox.writer.move(batch, body),
      onRoom: () => this.tail.resume(),
      events: shipEvents,
      min: options.minShippers,
      max: options.maxShippers,
      queueHigh: options.queueHigh,
      ...(time && { time }),
      ...(random && { random }),
    });
  }

  #makeTail(clock: Clock): Tails {
    const { options, tailEvents, isOwn, maxDescriptors, watch, blockBytes = BLOCK_BYTES } = this.#options;
    return new Tails({
      layouts: this.#sources.layouts,
      ...{ patterns: options.containers, exclude: options.exclude, namespaces: options.namespaces },
      from: options.from,
      resume: (containerId, key) => this.#state.resume(containerId, key),
      containerKnown: (id) => this.#state.containerKnown(id),
      onScan: (keys) => this.#state.present(keys),
      ...{ sink: this.#intake, events: tailEvents },
      ...(isOwn && { isOwn }),
      ...(maxDescriptors !== undefined && { maxDescriptors }),
      holdDeletedMax: options.holdDeletedMax,
      ...{ scanIntervalMs: options.scanInterval, lingerMs: options.linger, waveBytes: options.batchBytes },
      ...{ blockBytes, maxLineBytes: options.maxLine, clock },
      ...(watch && { watch }),
    });
  }

  #finish(containerId: string, stream: Stream): void {
    this.#parser.finish(containerId, stream, this.#outbox.writer);
    this.#outbox.added();
    // What had no room beside it may have now.
    this.tail.resume();
  }

  #settle(batch: Batch): void {
    this.#intake.settle(batch);
    this.#options.settled?.(batch);
    this.#outbox.release(batch);
  }
}
