import type { Batch } from '../parse/batch/batch.ts';
import { BatchWriter } from '../parse/batch/batch-writer.ts';
import type { BatchSource } from '../ship/pool/pool-options.ts';
import type { Time } from '../ship/time.ts';
import { Departure } from './departure.ts';

export interface OutboxOptions {
  readonly batchBytes: number;
  readonly budgetBytes: number;
  /** See `BatchWriterOptions`. */
  readonly besides?: () => number;
  /** See `Departure`. Default 0. */
  readonly lingerMs?: number;
  readonly time: Time;
  /** Is done before a batch may be taken, also when there turns out to be none. */
  readonly beforeDeparture: () => void;
  /** Batches may be taken. */
  readonly depart: () => void;
  /** There is room again for what is read. */
  readonly onRoom: () => void;
}

/**
 * The documents between parse and ship: those of the open batch, which parse writes, and sealed batches that no shipper has taken
 * yet. It decides when a batch leaves, and counts the bodies until they are released.
 */
export class Outbox implements BatchSource {
  /** Writes the open batch. */
  readonly writer: BatchWriter;
  readonly #options: OutboxOptions;
  readonly #sealed: Batch[] = [];
  readonly #departure: Departure;

  constructor(options: OutboxOptions) {
    const { batchBytes, budgetBytes, besides, lingerMs = 0, time, onRoom } = options;
    this.#options = options;
    this.#departure = new Departure(time, lingerMs, () => this.#depart());
    this.writer = new BatchWriter({
      batchBytes,
      budgetBytes,
      ...(besides && { besides }),
      onFull: (batch) => this.#addSealed(batch),
      onRoom,
    });
  }

  /** Documents that wait for a shipper. Those of the open batch may still wait for others to come. */
  get waiting(): number {
    return this.#departure.open ? this.documents : this.#sealedDocuments;
  }

  /** Documents that no shipper has taken yet. */
  get documents(): number {
    return this.#sealedDocuments + this.writer.documents;
  }

  /** Bytes of the bodies that have not been released. */
  get usedBytes(): number {
    return this.writer.usedBytes;
  }

  /** Time of the newest document in the batch that is out longest; empty when none is. */
  get oldest(): string {
    return this.writer.oldest;
  }

  /** A turn of reading has ended, and more may be read. */
  read(): void {
    this.#departure.read();
    if (this.#sealed.length > 0) this.#depart();
  }

  /** For now nothing more is read. */
  rest(): void {
    this.#departure.rest();
  }

  /** A document was added outside of a turn. */
  added(): void {
    this.#departure.added();
  }

  /** From now on nothing waits for more to come. */
  hurry(): void {
    this.#departure.hurry();
  }

  /** The next batch: a sealed one, or the open one when it may leave; undefined when there is none. */
  take(): Batch | undefined {
    const sealed = this.#sealed.shift();
    if (sealed === undefined && !this.#departure.open) return undefined;
    this.#options.beforeDeparture();
    if (sealed !== undefined) return sealed;
    const batch = this.writer.seal();
    if (batch !== undefined) this.#departure.left();
    return batch;
  }

  /** The batch's documents are final: its memory is used again. */
  release(batch: Batch): void {
    this.writer.release(batch);
  }

  get #sealedDocuments(): number {
    return this.#sealed.reduce((sum, { documents }) => sum + documents, 0);
  }

  #addSealed(batch: Batch): void {
    this.#sealed.push(batch);
    this.#departure.filled();
  }

  #depart(): void {
    // Also when there is nothing to deliver: a container may have begun at its end.
    this.#options.beforeDeparture();
    this.#options.depart();
  }
}
