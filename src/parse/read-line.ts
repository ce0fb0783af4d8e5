import { isUtf8 } from 'node:buffer';
import type { Block } from '../log/block.ts';
import type { Rest } from '../log/notes.ts';
import type { Envelope, LogLine } from '../source/envelope.ts';
import type { BatchWriter } from './batch/batch-writer.ts';
import { checkOfBytes } from './check.ts';
import { type Content, documentLines, idOf, type Marks } from './document.ts';
import type { Joiner } from './events/joiner.ts';
import { LogEvent } from './events/log-event.ts';
import { DROPPED, type Filter } from './filter.ts';
import type { Frame } from './frame.ts';
import { wellFormed } from './json/well-formed.ts';
import { TimeAhead } from './time-ahead.ts';

const LF = 0x0a;
/** The time of a line when all that could tell it is missing: a data stream takes no document without one. */
const NO_TIME = '1970-01-01T00:00:00Z';
/** As much of a line or text that isn't UTF-8 is kept as it was. */
const ORIGINAL_BYTES = 4096;

/** Parts have many KiB, so that no text has more of them within `--max-line`. So many of a byte each would fill the memory. */
export const MOST_PARTS = 8192;

export interface LineReaderOptions {
  readonly envelope: Envelope;
  /** Absent when every document ships as it is. */
  readonly filter?: Filter;
  /** A joined event is ended before its text would exceed this many bytes, or have more than `MOST_PARTS`. */
  readonly maxEventBytes: number;
  /**
   * Memory that unfinished events may take together: one that would exceed it is cut behind the part that has just come. Default: without a
   * limit.
   */
  readonly maxHeldBytes?: number;
  readonly notes?: NoteTaker;
  /** The document of this id is kept as a dead letter. */
  readonly isLetter?: (id: string) => boolean;
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
  readonly #ahead: TimeAhead;

  constructor(options: LineReaderOptions, joiner: Joiner) {
    this.#options = options;
    this.#joiner = joiner;
    this.#ahead = new TimeAhead(options.envelope);
  }

  /** The lines that come next are of these bytes, of which the first has this offset. */
  begin(bytes: Buffer, from: number): void {
    this.#ahead.begin(bytes, from);
  }

  /** Reads one line, `bytes` with its LF if it has one, which begins at offset `from`. */
  line(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter): void {
    const line = this.#options.envelope.read(rawOf(bytes));
    if (line === undefined) {
      this.#malformed(bytes, from, frame, writer, { malformed: true });
      return;
    }

    frame.lastTime = line.time;
    const { key, notes } = frame.source;
    const begin = from + leadingNuls(bytes);
    const event = this.#eventOf(line, begin, frame, writer);
    event.add(line, key, { bytes, from, begin });
    if (notes.cuts.includes(event.to)) this.#cutAgain(event, frame, writer);
    else if (!line.isPart || notes.boundaries.includes(event.to)) this.end(event, writer);
    else if (this.#hasRoomFor(event)) this.#joiner.keep(event);
    else this.#cutForRoom(event, frame, writer);
  }

  /** The event to which the line that begins at `begin` belongs: the stream's unfinished one, or a new one. */
  #eventOf(line: LogLine, begin: number, frame: Frame, writer: BatchWriter): LogEvent {
    const { key, container } = frame.source;
    const { stream } = line;
    const isRest = frame.rests.take(stream, begin);
    const unfinished = this.#joiner.take(container.id, stream);
    if (unfinished === undefined) {
      // Its place is known now: no later line of the stream may pass for it when reading goes on behind it.
      if (isRest) this.#options.notes?.rest(key, { stream, at: begin });
      return new LogEvent(frame, begin, line, isRest ? 'rest' : 'no');
    }
    const { maxEventBytes } = this.#options;
    const isTooLong =
      unfinished.bytes + Buffer.byteLength(line.text) > maxEventBytes || unfinished.parts === MOST_PARTS;
    const isNew = isTooLong || unfinished.isEmpty;
    if (isNew || unfinished.key !== key) this.#options.notes?.rest(key, { stream, at: begin });
    if (!isNew) return unfinished;
    if (isTooLong) {
      this.#options.notes?.cut(unfinished.key, unfinished.to);
      this.#cut(unfinished, writer);
    }
    return new LogEvent(frame, begin, line, 'cut');
  }

  #hasRoomFor(event: LogEvent): boolean {
    const { maxHeldBytes = Number.POSITIVE_INFINITY } = this.#options;
    return this.#joiner.heldBytes + event.heldBytes <= maxHeldBytes;
  }

  /** Ships what has come of a text. What follows is known for its rest, in whatever generation it comes. */
  #cutForRoom(event: LogEvent, frame: Frame, writer: BatchWriter): void {
    const { key, to, stream } = event;
    this.#options.notes?.cut(key, to);
    this.#options.notes?.rest(key, { stream, after: to });
    this.#cut(event, writer);
    this.#joiner.keep(LogEvent.behindCut(frame, stream, to));
  }

  /** Cuts where it was cut before. Where the rest begins is noted as well, if it had come. */
  #cutAgain(event: LogEvent, frame: Frame, writer: BatchWriter): void {
    const { to, stream } = event;
    this.#cut(event, writer);
    const isAwaited = frame.source.notes.rests.some((rest) => rest.stream === stream && rest.after === to);
    if (isAwaited) this.#joiner.keep(LogEvent.behindCut(frame, stream, to));
  }

  /** Ships one piece of a line that is too long to be read. */
  piece(block: Block, frame: Frame, writer: BatchWriter): void {
    this.#malformed(block.bytes, block.from, frame, writer, { malformed: true, cut: true });
  }

  /** Makes a document of an event that is whole, if it has any text. */
  end(event: LogEvent, writer: BatchWriter): void {
    if (event.isEmpty) return;
    if (event.goesOn !== 'no') {
      this.#cut(event, writer);
      return;
    }
    const { frame } = event;
    const message = messageOf(event);
    const fields = readFields(frame, message);
    this.#addEvent(event, fields ?? frame.plain.read(message), fields !== undefined, writer);
    settle(event, writer);
  }

  /**
   * Makes a document of a piece of a longer text. Its fields are not looked for: whoever prints the text could forge them. A rest
   * has the id of its whole event. When that is kept as a dead letter nothing is sent, for the rest alone may be taken.
   */
  #cut(event: LogEvent, writer: BatchWriter): void {
    const isLetter = event.goesOn === 'rest' && this.#options.isLetter?.(event.id) === true;
    const message = event.frame.plain.read(messageOf(event));
    if (!isLetter) this.#addEvent(event, message, false, writer, { cut: true });
    settle(event, writer);
  }

  /** A line of nothing has no document; its bytes settle. */
  #malformed(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter, marks: Marks): void {
    const raw = rawOf(bytes);
    const to = from + bytes.length;
    if (raw.length > 0) {
      if (!isUtf8(raw)) marks.original_base64 = base64(raw);
      const offset = from + leadingNuls(bytes);
      const time = this.#timeOfMalformed(frame, to);
      const content = this.#filtered({
        fields: frame.plain.read(raw.toString()),
        isMatched: false,
        stream: '',
        time,
        marks,
      });
      const id = idOf(frame.source.key, offset, checkOfBytes(raw));
      if (content !== DROPPED) writer.append(documentLines(frame, { offset, id, time }, content), '');
    }
    writer.addSpan(frame.source.key, from, to);
  }

  /**
   * The time of the last good line before, else of the next one in the block that ends behind `to`. Where there is neither, it is one that never
   * changes: that at which the container was made.
   */
  #timeOfMalformed({ lastTime, source }: Frame, to: number): string {
    return lastTime || this.#ahead.behind(to) || source.container.created || NO_TIME;
  }

  #addEvent(event: LogEvent, fields: string, isMatched: boolean, writer: BatchWriter, marks?: Marks): void {
    const { frame, offset, id, stream, time, attrs, newest } = event;
    const { original } = event;
    const all = original === undefined ? marks : { ...marks, original_base64: base64(original) };
    const content = this.#filtered({ fields, isMatched, stream, time, attrs, marks: all });
    const place = { offset, id, time: newest };
    if (content !== DROPPED) writer.append(documentLines(frame, place, content), newest);
  }

  #filtered(content: Content): Content | typeof DROPPED {
    const { filter } = this.#options;
    return filter === undefined ? content : filter.read(content);
  }
}

/** The fields of a text by the first format that it is of. */
function readFields({ formats }: Frame, text: string): string | undefined {
  for (const format of formats) {
    const fields = format.read(text);
    if (fields !== undefined) return fields;
  }
  return undefined;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64', 0, ORIGINAL_BYTES);
}

function messageOf({ text }: LogEvent): string {
  return wellFormed(text.replace(/\r?\n$/, ''));
}

function settle(event: LogEvent, writer: BatchWriter): void {
  for (const { key, from, to, stamp } of event.spans) writer.addSpan(key, from, to, stamp);
}

/**
 * A line without its LF and without the NULs before it. Those are the hole that a truncated file or a power loss leaves;
 * the line proper begins behind it, wherever the reader stopped to skip NULs. Empty when nothing is left.
 */
function rawOf(bytes: Buffer): Buffer {
  const end = bytes[bytes.length - 1] === LF ? bytes.length - 1 : bytes.length;
  return bytes.subarray(leadingNuls(bytes), end);
}

function leadingNuls(bytes: Buffer): number {
  let count = 0;
  while (bytes[count] === 0) count++;
  return count;
}
