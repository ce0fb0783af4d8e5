import type { Block } from '../log/block.ts';
import { hasPassed, type Rest } from '../log/notes.ts';
import type { LogLine } from '../source/envelope.ts';
import type { BatchWriter } from './batch/batch-writer.ts';
import { EventDocuments, type EventDocumentsOptions } from './events/event-documents.ts';
import type { Joiner } from './events/joiner.ts';
import { LogEvent } from './events/log-event.ts';
import { MOST_LINES, WholeLines } from './events/whole-lines.ts';
import type { Frame } from './frame.ts';
import { leadingNuls, rawOf } from './line-bytes.ts';

const LF = 0x0a;

/** Parts have many KiB, so that no text has more of them within `--max-line`. So many of a byte each would fill the memory. */
export const MOST_PARTS = 8192;

export interface LineReaderOptions extends EventDocumentsOptions {
  /** A joined event is ended before its text would exceed this many bytes, or have more than `MOST_PARTS`. */
  readonly maxEventBytes: number;
  /**
   * Memory that unfinished events may take together: one that would exceed it is cut behind the part that has just come. Default: without a
   * limit.
   */
  readonly maxHeldBytes?: number;
  readonly notes?: NoteTaker;
}

/** Takes what is to be noted of a generation's events; see `Notes`. It is saved no later than anything that settles afterwards. */
export interface NoteTaker {
  /** A text was cut behind the part that ends at `to`. */
  cut(key: string, to: number): void;
  rest(key: string, rest: Rest): void;
}

/**
 * The reference for a line's way to a document, decoded: JSON.parse, RegExp, JSON.stringify. It reads every line, and whatever
 * it says is right; the fast way reads the usual lines and says the same.
 */
export class LineReader {
  readonly #options: LineReaderOptions;
  readonly #joiner: Joiner;
  readonly #documents: EventDocuments;
  readonly #wholeLines: WholeLines;

  constructor(options: LineReaderOptions, joiner: Joiner) {
    this.#options = options;
    this.#joiner = joiner;
    this.#documents = new EventDocuments(options);
    this.#wholeLines = new WholeLines(options.colours ?? 'keep');
  }

  /** The lines that come next are of these bytes, of which the first has this offset. */
  begin(bytes: Buffer, from: number): void {
    this.#documents.begin(bytes, from);
  }

  /** Reads one line, `bytes` with its LF if it has one, which begins at offset `from`. */
  line(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter): void {
    const line = this.#options.envelope.read(rawOf(bytes));
    if (line === undefined) {
      this.#documents.malformed(bytes, from, frame, writer, { malformed: true });
      return;
    }

    frame.lastTime = line.time;
    const { key, notes } = frame.source;
    const begin = from + leadingNuls(bytes);
    this.#endBefore(line, begin, frame, writer);
    const event = this.#eventOf(line, begin, frame, writer);
    this.#wholeLines.advance(event, line, frame.lines);
    event.add(line, key, { bytes, from, begin });
    if (notes.cuts.includes(event.to)) this.#cutAgain(event, frame, writer);
    else if ((!line.isPart && !event.isWhole) || notes.boundaries.includes(event.to)) this.end(event, writer);
    else if (this.#hasRoomFor(event)) this.#joiner.keep(event);
    else this.#cutForRoom(event, frame, writer);
  }

  /** Ends the stream's event of whole lines if this one, which begins at `begin`, does not go on with it. */
  #endBefore(line: LogLine, begin: number, frame: Frame, writer: BatchWriter): void {
    const { key, container } = frame.source;
    const { stream } = line;
    const open = this.#joiner.of(container.id)?.get(stream);
    if (!open?.isWhole) return;
    const goesOn = !hasEnded(open, begin, frame) && this.#wholeLines.goesOn(open, line, frame.lines);
    if (goesOn) return;
    this.#joiner.take(container.id, stream);
    // When reading goes on behind this line, what is open in the older generation does not go on either.
    if (open.isEmpty || open.key !== key) this.#options.notes?.rest(key, { stream, at: begin, ended: true });
    this.end(open, writer);
  }

  /** See `Parser.passed`. */
  passed(bytes: Buffer, { source }: Frame, writer: BatchWriter): void {
    for (let at = 0; at < bytes.length; ) {
      const end = bytes.indexOf(LF, at) + 1 || bytes.length;
      const stream = this.#options.envelope.read(rawOf(bytes.subarray(at, end)))?.stream;
      const open = stream === undefined ? undefined : this.#joiner.of(source.container.id)?.get(stream);
      if (open?.isWhole && this.#joiner.take(open.containerId, open.stream)) this.end(open, writer);
      at = end;
    }
  }

  /** The event to which the line that begins at `begin` belongs: the stream's unfinished one, or a new one. */
  #eventOf(line: LogLine, begin: number, frame: Frame, writer: BatchWriter): LogEvent {
    const { key, container } = frame.source;
    const { stream } = line;
    const rest = frame.rests.take(stream, begin);
    const unfinished = this.#joiner.take(container.id, stream);
    if (unfinished === undefined) {
      // Its place is known now: no later line of the stream may pass for it when reading goes on behind it.
      if (rest === undefined) return new LogEvent(frame, begin, line, 'no');
      this.#options.notes?.rest(key, { ...rest, at: begin });
      return new LogEvent(frame, begin, line, 'rest').behind(rest);
    }
    const { maxEventBytes } = this.#options;
    const isFull = unfinished.parts === MOST_PARTS || (unfinished.isWhole && unfinished.lines >= MOST_LINES);
    const isTooLong = isFull || unfinished.bytes + Buffer.byteLength(line.text) > maxEventBytes;
    const isNew = isTooLong || unfinished.isEmpty;
    if (isNew || unfinished.key !== key) this.#options.notes?.rest(key, { ...unfinished.rest, at: begin });
    if (!isNew) return unfinished;
    if (isTooLong) {
      this.#options.notes?.cut(unfinished.key, unfinished.to);
      this.#documents.cut(unfinished, writer);
    }
    const goesOn = unfinished.isEmpty ? unfinished.goesOn : 'cut';
    return new LogEvent(frame, begin, line, goesOn).behind(unfinished.rest);
  }

  #hasRoomFor(event: LogEvent): boolean {
    const { maxHeldBytes = Number.POSITIVE_INFINITY } = this.#options;
    return this.#joiner.heldBytes + event.heldBytes <= maxHeldBytes;
  }

  /** Ships what has come of a text. What follows is known for its rest, in whatever generation it comes. */
  #cutForRoom(event: LogEvent, frame: Frame, writer: BatchWriter): void {
    const { key, to, rest } = event;
    this.#options.notes?.cut(key, to);
    this.#options.notes?.rest(key, { ...rest, after: to });
    this.#documents.cut(event, writer);
    this.#joiner.keep(LogEvent.before(rest, frame, to, 'cut'));
  }

  /** Cuts where it was cut before. Where the rest begins is noted as well, if it had come. */
  #cutAgain(event: LogEvent, frame: Frame, writer: BatchWriter): void {
    const { to, stream } = event;
    this.#documents.cut(event, writer);
    const isAwaited = frame.source.notes.rests.some((rest) => rest.stream === stream && rest.after === to);
    if (isAwaited) this.#joiner.keep(LogEvent.before(event.rest, frame, to, 'cut'));
  }

  /** Ships one piece of a line that is too long to be read. */
  piece(block: Block, frame: Frame, writer: BatchWriter): void {
    this.#documents.malformed(block.bytes, block.from, frame, writer, { malformed: true, cut: true });
  }

  /** Makes a document of an event that is whole, if it has any text. */
  end(event: LogEvent, writer: BatchWriter): void {
    this.#documents.end(event, writer);
  }
}

/** A line of the stream that stands before `begin`, and is not read again, has shown that the event of an older generation had ended. */
function hasEnded({ key, stream }: LogEvent, begin: number, { source }: Frame): boolean {
  return key !== source.key && hasPassed(source.notes.rests, stream, begin);
}
