import { isUtf8 } from 'node:buffer';
import type { Envelope } from '../../source/envelope.ts';
import type { BatchWriter } from '../batch/batch-writer.ts';
import { checkOfBytes } from '../check.ts';
import { type Colours, hasColours, withoutColours, withoutMark } from '../colours.ts';
import { type Content, documentLines, idOf, type Marks } from '../document.ts';
import { DROPPED, type Filter } from '../filter.ts';
import type { Frame } from '../frame.ts';
import { wellFormed } from '../json/well-formed.ts';
import { leadingNuls, rawOf } from '../line-bytes.ts';
import { LineAppender } from '../multiline/append-lines.ts';
import { TimeAhead } from '../time-ahead.ts';
import type { LogEvent } from './log-event.ts';

/** The time of a line when all that could tell it is missing: a data stream takes no document without one. */
const NO_TIME = '1970-01-01T00:00:00Z';
/** As much of a line or text that isn't UTF-8 is kept as it was. */
const ORIGINAL_BYTES = 4096;

export interface EventDocumentsOptions {
  readonly envelope: Envelope;
  /** Absent when every document ships as it is. */
  readonly filter?: Filter;
  /** Default `keep`. Pieces of a text keep theirs: a code may be cut as well. */
  readonly colours?: Colours;
  /** The document of this id is kept as a dead letter. */
  readonly isLetter?: (id: string) => boolean;
}

/** Makes documents of events, whole and cut, and of lines that are none: decoded. */
export class EventDocuments {
  readonly #options: EventDocumentsOptions;
  readonly #ahead: TimeAhead;
  #appender: LineAppender | undefined;

  constructor(options: EventDocumentsOptions) {
    this.#options = options;
    this.#ahead = new TimeAhead(options.envelope);
  }

  /** The lines that come next are of these bytes, of which the first has this offset. */
  begin(bytes: Buffer, from: number): void {
    this.#ahead.begin(bytes, from);
  }

  /** Makes a document of an event that is whole, if it has any text. */
  end(event: LogEvent, writer: BatchWriter): void {
    if (event.isEmpty) return;
    if (event.goesOn !== 'no') {
      this.cut(event, writer);
      return;
    }
    const { colours = 'keep' } = this.#options;
    const printed = messageOf(event);
    const message = withoutMark(colours === 'keep' ? printed : withoutColours(printed));
    const fields = this.#fieldsOf(event, message);
    const marks = colours === 'original' && hasColours(printed) ? { original: printed } : undefined;
    this.#addEvent(event, message, fields, writer, marks);
    settle(event, writer);
  }

  /** Of several lines the first one has the fields; the others go on with its message. */
  #fieldsOf({ frame, lines }: LogEvent, message: string): string | undefined {
    const end = lines > 1 ? message.indexOf('\n') : -1;
    if (end < 0) return readFields(frame, message);
    const first = message.slice(0, end);
    const fields = readFields(frame, first);
    this.#appender ??= new LineAppender(frame.schema.message);
    return fields && this.#appender.append(fields, first, message);
  }

  /**
   * Makes a document of a piece of a longer text. Its fields are not looked for: whoever prints the text could forge them. A rest
   * has the id of its whole event. When that is kept as a dead letter nothing is sent, for the rest alone may be taken.
   */
  cut(event: LogEvent, writer: BatchWriter): void {
    const isLetter = event.goesOn === 'rest' && this.#options.isLetter?.(event.id) === true;
    const message = messageOf(event);
    // A whole first line is no piece, and none of what was printed before.
    const fields = event.goesOn === 'no' && event.lines > 1 ? this.#fieldsOf(event, message) : undefined;
    if (!isLetter) this.#addEvent(event, message, fields, writer, { cut: true });
    settle(event, writer);
  }

  /** A line of nothing has no document; its bytes settle. */
  malformed(bytes: Buffer, from: number, frame: Frame, writer: BatchWriter, marks: Marks): void {
    const raw = rawOf(bytes);
    const to = from + bytes.length;
    if (raw.length > 0) {
      if (!isUtf8(raw)) marks.original_base64 = base64(raw);
      const offset = from + leadingNuls(bytes);
      const time = this.#timeOfMalformed(frame, to);
      const text = raw.toString();
      const fields = frame.plain.read(text);
      const content = this.#filtered(
        { fields, isMatched: false, stream: '', time, marks },
        frame,
        offset,
        text,
      );
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

  /** `matched`: the fields; undefined where the text is of no format. */
  #addEvent(
    event: LogEvent,
    text: string,
    matched: string | undefined,
    writer: BatchWriter,
    marks?: Marks,
  ): void {
    const { frame, offset, id, stream, time, attrs, newest } = event;
    const { original } = event;
    const all = original === undefined ? marks : { ...marks, original_base64: base64(original) };
    const [fields, isMatched] = [matched ?? frame.plain.read(text), matched !== undefined];
    const whole = { fields, isMatched, stream, time, attrs, marks: all };
    const content = this.#filtered(whole, frame, offset, text);
    const place = { offset, id, time: newest };
    if (content !== DROPPED) writer.append(documentLines(frame, place, content), newest);
  }

  #filtered(content: Content, frame: Frame, offset: number, text: string): Content | typeof DROPPED {
    const { filter } = this.#options;
    const { container, key } = frame.source;
    return filter === undefined ? content : filter.read(content, { container, key, offset, text });
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

function messageOf({ text, lines }: LogEvent): string {
  if (lines < 2) return wellFormed(text.replace(/\r?\n$/, ''));
  // What is empty at the end was kept for what might have come behind it.
  return wellFormed(text.replaceAll('\r\n', '\n').replace(/\n+$/, ''));
}

function settle(event: LogEvent, writer: BatchWriter): void {
  for (const { key, from, to, stamp } of event.spans) writer.addSpan(key, from, to, stamp);
}
