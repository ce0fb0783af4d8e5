import type { Span } from '../../log/span.ts';
import { type Stamp, stampOf } from '../../log/stamp.ts';
import type { Batch } from './batch.ts';

/** While the block is at hand the stamp of the last line may be missing. */
type OpenSpan = { -readonly [K in keyof Omit<Span, 'stamp'>]: Span[K] } & { stamp: Stamp | undefined };

const NO_BODY = Buffer.alloc(0);

export interface BatchWriterOptions {
  /** Size of a body. Only a body that holds a single document may be larger. */
  readonly batchBytes: number;
  /** Bytes of bodies in existence from which on `hasRoom()` is false. */
  readonly budgetBytes: number;
  /** Bytes held elsewhere that the budget counts as well. Default: none. */
  readonly besides?: () => number;
  /** The open batch was full and has been sealed. Called in the middle of a block. */
  readonly onFull: (batch: Batch) => void;
  /** `hasRoom()` has become true again. */
  readonly onRoom: () => void;
}

/**
 * Owns the open batch and the memory of all bodies.
 *
 * A document is added in one of two ways: `append()` takes it as a string; the fast way calls `reserve()`, writes into
 * `body` from `length` on, then calls `addSpan()` and `commit()`. Only `reserve()` and `append()` seal a full batch, and
 * they do it before they make room, so spans that are added after them belong to the document's batch.
 */
export class BatchWriter {
  /** Memory of the open body; another buffer after `reserve()`. */
  body: Buffer = NO_BODY;
  /** Bytes of the open body that hold committed documents. */
  length = 0;
  #documents = 0;
  #spans: OpenSpan[] = [];
  /** The one that was added to last. */
  #last: OpenSpan | undefined;
  /** The latest one of each key: blocks of two files that take turns make two spans, not one for each block. */
  #lastOf = new Map<string, OpenSpan>();
  #newest = '';
  #block: Buffer = NO_BODY;
  #blockFrom = 0;
  /** Where the last line of the span that was added to last begins. */
  #lineFrom = 0;
  /** Where the last committed document's time stands in the body; decoded only when it matters. */
  #timeFrom = 0;
  #timeTo = 0;

  /** The memory of each sealed batch: a shipper may put another buffer into `batch.body`. */
  readonly #lent = new Map<Batch, Buffer>();
  /** Bodies to use again, last released first, so that a quiet agent touches few pages. The budget bounds their number. */
  readonly #free: Buffer[] = [];
  #bytes = 0;
  readonly #options: BatchWriterOptions;

  constructor(options: BatchWriterOptions) {
    this.#options = options;
  }

  /**
   * True while the bodies in existence (open, sealed, in flight) and what is held besides are below the budget. Bodies exceed it by
   * less than one; what is held besides may have grown by one block.
   */
  hasRoom(): boolean {
    const { budgetBytes, besides } = this.#options;
    return this.usedBytes + (besides?.() ?? 0) < budgetBytes;
  }

  /** Bytes of the bodies that hold or held documents and have not been released. */
  get usedBytes(): number {
    // An open body without work is never sealed: counted, it could hold up reading for ever.
    return this.#bytes - (this.hasWork ? 0 : this.body.length);
  }

  /** The time of the newest document in the oldest batch that is out; empty when there is none. */
  get oldest(): string {
    for (const { newest } of this.#lent.keys()) if (newest !== '') return newest;
    return '';
  }

  /** Documents in the open batch. */
  get documents(): number {
    return this.#documents;
  }

  /** The open batch holds documents or spans. */
  get hasWork(): boolean {
    return this.#documents > 0 || this.#spans.length > 0;
  }

  /** Bytes that the open body takes before it is full. */
  get room(): number {
    return Math.min(this.body.length, this.#options.batchBytes) - this.length;
  }

  /** Makes sure that `body` takes `bytes` more, sealing the open batch if they don't fit with what is there. */
  reserve(bytes: number): void {
    if (bytes <= this.room) return;
    if (this.#documents > 0) this.#full();
    if (bytes > this.body.length) this.#open(bytes);
  }

  /** Takes the bytes up to `end` as one more document; its time is `body[timeFrom, timeTo)`. */
  commit(end: number, timeFrom: number, timeTo: number): void {
    this.length = end;
    this.#documents++;
    this.#timeFrom = timeFrom;
    this.#timeTo = timeTo;
  }

  /** Adds one document, given as its action line and source line; `time` may be empty. */
  append(lines: string, time: string): void {
    const bytes = Buffer.byteLength(lines);
    this.reserve(bytes);
    this.body.write(lines, this.length);
    this.length += bytes;
    this.#documents++;
    this.#note(time);
  }

  /** Lines of these bytes are added, of which the first has this offset: up to `endBlock` their stamps are made when they are needed. */
  beginBlock(bytes: Buffer, from: number): void {
    this.#block = bytes;
    this.#blockFrom = from;
  }

  /** The memory of the block's bytes is used again. */
  endBlock(): void {
    this.#stampLast();
    this.#block = NO_BODY;
  }

  /**
   * Makes `[from, to)` settle with the open batch. Without a `stamp` it is one line of the block, or a piece of one; with it
   * whatever ends with that line.
   */
  addSpan(key: string, from: number, to: number, stamp?: Stamp): void {
    const last = this.#last;
    if (last !== undefined && last.to === from && last.key === key) {
      last.to = to;
      last.stamp = stamp;
      this.#lineFrom = from;
      return;
    }
    this.#stampLast();
    this.#lineFrom = from;
    // Within a span times ascend: only where another begins can an earlier document be the newest.
    this.#noteCommitted();
    const known = this.#lastOf.get(key);
    if (known?.to === from) {
      known.to = to;
      known.stamp = stamp;
      this.#last = known;
      return;
    }
    this.#last = { key, from, to, stamp };
    this.#lastOf.set(key, this.#last);
    this.#spans.push(this.#last);
  }

  /** Takes the open batch; undefined when it holds nothing. */
  seal(): Batch | undefined {
    if (!this.hasWork) return undefined;
    this.#stampLast();
    this.#noteCommitted();
    const batch: Batch = {
      body: this.body,
      length: this.length,
      documents: this.#documents,
      // Each is stamped now.
      spans: this.#spans as Span[],
      newest: this.#newest,
    };
    this.#lent.set(batch, this.body);
    this.body = NO_BODY;
    this.length = 0;
    this.#documents = 0;
    this.#spans = [];
    this.#last = undefined;
    this.#lastOf.clear();
    this.#newest = '';
    return batch;
  }

  /** Puts this body in place of a sealed batch's own, whose memory it takes back. Throws when the batch isn't out. */
  move(batch: Batch, body: Buffer): void {
    const before = this.#bodyOf(batch);
    const hadRoom = this.hasRoom();
    this.#recycle(before);
    this.#lent.set(batch, body);
    this.#bytes += body.length;
    batch.body = body;
    batch.length = body.length;
    if (!hadRoom && this.hasRoom()) this.#options.onRoom();
  }

  /** Takes back the memory of a sealed batch, whatever `batch.body` is by now. Throws when it isn't out (any more). */
  release(batch: Batch): void {
    const body = this.#bodyOf(batch);
    this.#lent.delete(batch);
    const hadRoom = this.hasRoom();
    this.#recycle(body);
    if (!hadRoom && this.hasRoom()) this.#options.onRoom();
  }

  #stampLast(): void {
    const last = this.#last;
    if (last === undefined || last.stamp !== undefined) return;
    last.stamp = stampOf(this.#block.subarray(this.#lineFrom - this.#blockFrom, last.to - this.#blockFrom));
  }

  #bodyOf(batch: Batch): Buffer {
    const body = this.#lent.get(batch);
    if (body === undefined) throw new Error('released a batch that is not out');
    return body;
  }

  #full(): void {
    const batch = this.seal();
    if (batch !== undefined) this.#options.onFull(batch);
  }

  #open(bytes: number): void {
    const { batchBytes } = this.#options;
    this.#recycle(this.body);
    const free = bytes <= batchBytes ? this.#free.pop() : undefined;
    this.body = free ?? Buffer.allocUnsafeSlow(Math.max(bytes, batchBytes));
    this.#bytes += this.body.length;
  }

  #recycle(body: Buffer): void {
    this.#bytes -= body.length;
    if (body.length === this.#options.batchBytes) this.#free.push(body);
  }

  #noteCommitted(): void {
    if (this.#timeTo === 0) return;
    this.#note(this.body.toString('latin1', this.#timeFrom, this.#timeTo));
    this.#timeTo = 0;
  }

  #note(time: string): void {
    // Without the Z a shorter fraction sorts before a longer one of the same beginning.
    if (time.slice(0, -1) > this.#newest.slice(0, -1)) this.#newest = time;
  }
}
