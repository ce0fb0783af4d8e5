import { isUtf8 } from 'node:buffer';
import type { Block, Container, Crossing, Source } from '../tail/block.ts';
import type { BatchWriter } from './batch-writer.ts';
import type { Stream } from './envelope.ts';
import { FastWay, UNUSUAL } from './fast-way.ts';
import type { FormatName } from './format-names.ts';
import { Formats } from './formats.ts';
import { type Frame, type LabelFilter, makeFrame } from './frame.ts';
import { Joiner, type Unfinished } from './partial.ts';
import type { Pattern } from './pattern.ts';
import { Reference } from './reference.ts';

const LF = 0x0a;

export interface ParserOptions {
  /** `host.name` of every document. */
  readonly hostName: string;
  /** What becomes of a well-formed line that is of no format. */
  readonly unmatched: 'ship' | 'drop';
  /** Most bytes of text that are joined to one event; what goes beyond begins a new one. */
  readonly maxEventBytes: number;
  /** Bytes of text in a part that Docker's full buffer has made; a shorter one is a stream's last. Default 16 KiB. */
  readonly partBytes?: number;
  /** Which container labels become fields. */
  readonly labels: LabelFilter;
  /** Tried on each line in this order, where a container's label doesn't say otherwise. Default `combined`. */
  readonly formats?: readonly FormatName[];
  readonly patterns?: readonly Pattern[];
  /** Groups of patterns that become numbers. */
  readonly numbers?: readonly string[];
  /** A container's label names a format that there is not. */
  readonly onUnknownFormat?: (container: Container, name: string) => void;
  /** See `ReferenceOptions`. */
  readonly onCrossing?: (key: string, crossing: Crossing) => void;
  readonly isLetter?: (id: string) => boolean;
}

/**
 * Turns blocks into documents, in order. Pure: the same bytes under the same Source give the same documents, and
 * whatever the bytes are, each line is in a document or an unfinished event, or was blank or dropped by choice.
 *
 * Blocks of one container must come in the order of its log; an unfinished event goes on in the next generation.
 */
export class Parser {
  readonly #options: ParserOptions;
  readonly #joiner = new Joiner();
  readonly #fast: FastWay;
  readonly #reference: Reference;
  readonly #formats: Formats;
  /** Lives as long as tail keeps the Source. */
  readonly #frames = new WeakMap<Source, Frame>();

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#fast = new FastWay(options.unmatched);
    this.#reference = new Reference(options, this.#joiner);
    this.#formats = new Formats({
      names: options.formats ?? ['combined'],
      patterns: options.patterns ?? [],
      numbers: options.numbers ?? [],
      onUnknown: options.onUnknownFormat ?? (() => {}),
    });
  }

  /**
   * Adds the block's documents and spans; the lines of an unfinished event wait for its end. Returns how many bytes it took: it
   * stops between two lines when the writer has no room any more, for a frame may make megabytes of a few short lines.
   */
  parse(block: Block, writer: BatchWriter): number {
    const frame = this.#frame(block.source);
    if (!block.cut) return this.#lines(block, frame, writer);
    this.#reference.piece(block, frame, writer);
    return block.bytes.length;
  }

  /** Passes over lines that have settled: an unfinished event of a stream that goes on here had been cut before. */
  passOver({ bytes, source, cut }: Block, writer: BatchWriter): void {
    const { id } = source.container;
    for (let at = 0; !cut && at < bytes.length && this.#joiner.of(id) !== undefined; ) {
      const end = bytes.indexOf(LF, at) + 1 || bytes.length;
      this.#reference.passOver(bytes.subarray(at, end), id, writer);
      at = end;
    }
  }

  /** Passes over bytes without any line: they settle with the open batch. */
  skip(source: Source, from: number, to: number, writer: BatchWriter): void {
    writer.addSpan(source.key, from, to);
  }

  /** Events whose last part had no newline. Their lines are in no span yet. */
  unfinished(): Iterable<Unfinished> {
    return this.#joiner.all();
  }

  /**
   * Ends the container's unfinished events, or that of one stream, as they are. Record `(key, to)` of each as a boundary
   * before, so that reading again ends them at the same place.
   */
  finish(containerId: string, stream: Stream | undefined, writer: BatchWriter): void {
    const streams: Iterable<Stream> = stream === undefined ? ['stdout', 'stderr', ''] : [stream];
    for (const name of streams) {
      const event = this.#joiner.take(containerId, name);
      if (event !== undefined) this.#reference.end(event, writer);
    }
  }

  /**
   * The generation is read again from its beginning: what was read of it settles with nothing, and its unfinished events will
   * come again. One that began in another generation ends as it is, since its beginning does not come again.
   */
  restart(containerId: string, key: string, writer: BatchWriter): void {
    for (const event of [...(this.#joiner.of(containerId)?.values() ?? [])]) {
      if (event.key !== key) continue;
      this.#joiner.take(containerId, event.stream);
      if (event.frame.source.key !== key) this.#reference.end(event, writer);
    }
    writer.dropSpans(key);
  }

  #lines(block: Block, frame: Frame, writer: BatchWriter): number {
    const { bytes } = block;
    const containerId = block.source.container.id;
    // Docker writes nothing but UTF-8, and simdutf sees to 512 KiB in 40 us.
    const valid = isUtf8(bytes);
    const linesEnd = bytes.lastIndexOf(LF) + 1;
    let unfinished = this.#joiner.of(containerId);
    let body: Buffer | undefined;
    // Up to there a line may be the rest of an event whose beginning is gone.
    const crossed = Math.max(0, ...(block.source.crossings ?? []).map(({ to }) => to - block.from));
    let at = 0;
    this.#fast.begin(bytes, block.from);
    while (at < bytes.length) {
      // Only a body that is new, or was empty before the block, takes more of the budget.
      if (at > 0 && writer.body !== body) {
        if (!writer.hasRoom()) break;
        body = writer.body;
      }
      if (at < linesEnd && at >= crossed && valid) {
        const next = this.#fast.line(at, frame, unfinished, writer);
        if (next !== UNUSUAL) {
          at = next;
          continue;
        }
      }
      this.#fast.noteTime(frame);
      const end = at < linesEnd ? bytes.indexOf(LF, at) + 1 : bytes.length;
      this.#reference.line(bytes.subarray(at, end), block.from + at, frame, writer);
      unfinished = this.#joiner.of(containerId);
      at = end;
    }
    this.#fast.noteTime(frame);
    return at;
  }

  #frame(source: Source): Frame {
    const known = this.#frames.get(source);
    if (known !== undefined) return known;
    const formats = this.#formats.of(source.container);
    const frame = makeFrame(source, this.#options.hostName, this.#options.labels, formats);
    this.#frames.set(source, frame);
    return frame;
  }
}
