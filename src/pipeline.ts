import picomatch from 'picomatch';
import { Departure } from './departure.ts';
import { Intake } from './intake.ts';
import type { Options } from './options.ts';
import type { Batch } from './parse/batch.ts';
import { BatchWriter } from './parse/batch-writer.ts';
import type { Stream } from './parse/envelope.ts';
import { Parser } from './parse/parser.ts';
import { ShipperPool } from './ship/pool.ts';
import type { PoolOptions } from './ship/pool-options.ts';
import type { ShipEvents } from './ship/ship-events.ts';
import { systemTime, type Time } from './ship/time.ts';
import type { State } from './state/state.ts';
import type { Container } from './tail/block.ts';
import { type Clock, systemClock } from './tail/clock.ts';
import { Tail, type TailOptions } from './tail/tail.ts';
import type { TailEvents } from './tail/tail-events.ts';
import { UnfinishedEvents } from './unfinished-events.ts';

/** Half the turns that 256 KiB need: 4 % less CPU time for a backlog, and 2 MiB more. 1 MiB gains nothing more. */
const BLOCK_BYTES = 512 * 1024;

export interface PipelineOptions {
  readonly options: Options;
  /** Opened; the pipeline doesn't close it. */
  readonly state: State;
  readonly hosts: PoolOptions['hosts'];
  readonly tailEvents: TailEvents;
  readonly shipEvents: ShipEvents;
  /** A batch's documents have all been delivered or are kept as dead letters. */
  readonly settled?: (batch: Batch) => void;
  readonly isOwn?: (container: Container) => boolean;
  /** How many log files may be held open. */
  readonly maxDescriptors?: number;
  /** A container's label names a format that there is not. */
  readonly onUnknownFormat?: (container: Container, name: string) => void;
  /** What stands for the world: given by tests, otherwise the real one. */
  readonly clock?: Clock;
  readonly time?: Time;
  readonly random?: () => number;
  readonly watch?: TailOptions['watch'];
  readonly blockBytes?: number;
  readonly partBytes?: number;
}

/** The stages, connected: tail → parse → ship → state. Reading begins with `start`; `tick` is to be called once a second. */
export class Pipeline {
  readonly tail: Tail;
  readonly pool: ShipperPool;
  readonly #options: PipelineOptions;
  readonly #state: State;
  readonly #writer: BatchWriter;
  readonly #parser: Parser;
  readonly #unfinished: UnfinishedEvents;
  /** Sealed batches that no shipper has taken yet. */
  readonly #full: Batch[] = [];
  readonly #intake: Intake;
  readonly #departure: Departure;
  #wasHealthy = true;
  #stopping = false;

  constructor(pipelineOptions: PipelineOptions) {
    const {
      options,
      state,
      partBytes,
      onUnknownFormat,
      clock = systemClock,
      time = systemTime,
    } = pipelineOptions;
    this.#options = pipelineOptions;
    this.#state = state;
    this.#departure = new Departure(time, () => this.#depart());
    this.#writer = new BatchWriter({
      batchBytes: options.batchBytes,
      budgetBytes: options.budget,
      onFull: (batch) => {
        this.#full.push(batch);
        this.#departure.left();
      },
      onRoom: () => this.tail.resume(),
    });
    this.#parser = new Parser({
      hostName: options.hostName,
      unmatched: options.unmatched,
      maxEventBytes: options.maxLine,
      // A label's name is one word to its glob, slashes and leading dots included.
      labels: picomatch([...options.labels], { bash: true, dot: true }),
      formats: options.format,
      patterns: options.patterns,
      numbers: options.patternNumbers,
      onCrossing: (key, crossing) => state.crossing(key, crossing),
      isLetter: (id) => state.deadLetters.get(id) !== undefined,
      ...(onUnknownFormat && { onUnknownFormat }),
      ...(partBytes !== undefined && { partBytes }),
    });
    this.#intake = new Intake({
      state,
      parser: this.#parser,
      writer: this.#writer,
      stamp: (containerId, key, at) => this.tail.stamp(containerId, key, at),
      silent: (containerId) => this.#unfinished.silent(containerId),
      read: () => this.#read(),
      rest: () => this.#departure.rest(),
    });
    this.pool = this.#makePool();
    this.tail = this.#makeTail(clock);
    this.#unfinished = new UnfinishedEvents({
      unfinished: () => this.#parser.unfinished(),
      isRead: (containerId) => this.tail.isRead(containerId),
      boundary: (key, to) => state.boundary(key, to),
      finish: (containerId, stream) => this.#finish(containerId, stream),
      timeout: options.partialTimeout,
      // Of ship's time, since the wall clock may jump: an event ended too early would be two.
      now: () => time.now(),
    });
  }

  /** Documents that no shipper has taken yet. */
  get waiting(): number {
    return this.#waitingInFull + this.#writer.documents;
  }

  /** Bytes of the budget that are spent. */
  get budgetUsed(): number {
    return this.#writer.usedBytes;
  }

  /** Bytes known on disk whose documents have not been delivered, read or not. */
  get lagBytes(): number {
    return this.tail.behindBytes + this.#intake.unsettledBytes;
  }

  /** Docker's time of documents that have waited longest for their delivery; empty when none have been read. */
  get oldest(): string {
    return this.#writer.oldest;
  }

  /** Resolves when every folder has been looked at; rejects when the containers folder can't be read. */
  async start(): Promise<void> {
    this.pool.start();
    await this.tail.start();
  }

  /** Saves offsets and ends events that have waited long enough for their rest. */
  tick(): void {
    this.#state.save();
    // What is not read any more looks like an end, and is none: the next start reads on.
    if (!this.#stopping) this.#unfinished.look();
    // A boundary may have been what could be written again first.
    if (!this.#wasHealthy && this.#state.healthy) this.tail.resume();
    this.#wasHealthy = this.#state.healthy;
  }

  /** Ends in order: reading, then shipping of what has been read, for at most so long. Returns how many documents are left. */
  async stop(timeoutMs: number): Promise<number> {
    this.#stopping = true;
    let left = 0;
    await this.tail.stop(async () => {
      const { documentsLeft } = await this.pool.stop(timeoutMs);
      left = documentsLeft;
      this.#state.save();
    });
    return left;
  }

  /** Those of the open batch wait for others to come, not for a shipper. */
  get #waitingInFull(): number {
    return this.#full.reduce((sum, { documents }) => sum + documents, 0);
  }

  #makePool(): ShipperPool {
    const { options, hosts, shipEvents, time, random } = this.#options;
    const pipeline = this;
    return new ShipperPool({
      source: {
        take: () => pipeline.#take(),
        get waiting() {
          return pipeline.#departure.open ? pipeline.waiting : pipeline.#waitingInFull;
        },
      },
      hosts,
      index: options.index,
      keep: (letters) => this.#state.deadLetters.put(letters),
      settle: (batch) => this.#settle(batch),
      moved: (batch, body) => this.#writer.move(batch, body),
      events: shipEvents,
      min: options.minShippers,
      max: options.maxShippers,
      queueHigh: options.queueHigh,
      ...(time && { time }),
      ...(random && { random }),
    });
  }

  #makeTail(clock: Clock): Tail {
    const { options, tailEvents, isOwn, maxDescriptors, watch, blockBytes = BLOCK_BYTES } = this.#options;
    return new Tail({
      containersDir: options.containersDir,
      patterns: options.containers,
      from: options.from,
      resume: (key) => this.#state.resume(key),
      containerKnown: (id) => this.#state.containerKnown(id),
      onScan: (keys) => this.#state.present(keys),
      sink: this.#intake,
      events: tailEvents,
      ...(isOwn && { isOwn }),
      ...(maxDescriptors !== undefined && { maxDescriptors }),
      holdDeletedMax: options.holdDeletedMax,
      scanIntervalMs: options.scanInterval,
      blockBytes,
      maxLineBytes: options.maxLine,
      clock,
      ...(watch && { watch }),
    });
  }

  #finish(containerId: string, stream: Stream): void {
    this.#parser.finish(containerId, stream, this.#writer);
    this.#departure.added();
  }

  #read(): void {
    this.#departure.read();
    if (this.#full.length > 0) this.#depart();
  }

  #depart(): void {
    // Also when there is nothing to deliver: a container may have begun at its end.
    this.#state.saveBegun();
    this.pool.wake();
  }

  #take(): Batch | undefined {
    const full = this.#full.shift();
    if (full === undefined && !this.#departure.open) return undefined;
    this.#state.saveBegun();
    if (full !== undefined) return full;
    const batch = this.#writer.seal();
    if (batch !== undefined) this.#departure.left();
    return batch;
  }

  #settle(batch: Batch): void {
    this.#intake.settle(batch);
    this.#options.settled?.(batch);
    this.#writer.release(batch);
  }
}
