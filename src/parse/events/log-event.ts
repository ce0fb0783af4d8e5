import { isUtf8 } from 'node:buffer';
import type { Rest } from '../../log/notes.ts';
import type { Span } from '../../log/span.ts';
import { stampOf } from '../../log/stamp.ts';
import type { Stream } from '../../log/stream.ts';
import type { Attrs, LogLine } from '../../source/envelope.ts';
import { checkOfTime } from '../check.ts';
import { idOf } from '../document.ts';
import type { Frame } from '../frame.ts';

/** Beside the text: a string, and a span that adjoins no other. */
const PART_BYTES = 128;

/** An event whose last part had no newline, or may go on in whole lines: the rest may come, or the container has ended it. */
export interface Unfinished {
  readonly containerId: string;
  readonly stream: Stream;
  /** The generation of the last part. */
  readonly key: string;
  /** The byte after the last part's line, in that generation. */
  readonly to: number;
  /** Grows with each part, so two looks tell whether something came between them. */
  readonly parts: number;
  /** Its first part is in another generation than its last one. */
  readonly crosses: boolean;
  /** Its last line is whole, and further lines may belong to it. */
  readonly isWhole: boolean;
  /** It has no part yet. */
  readonly isEmpty: boolean;
  /** Time of the last part, as it stands in its line. */
  readonly newest: string;
}

/**
 * - `no`: it begins with the beginning of what the container printed as one line;
 * - `cut`: what came before is in another document, since the whole is longer than a document may be;
 * - `rest`: what came before is not on disk any more, or was read and settled.
 */
export type GoesOn = 'no' | 'cut' | 'rest';

/** A line of a log file that holds a part of an event. */
export interface PartLine {
  /** With its LF. */
  readonly bytes: Buffer;
  /** Of its first byte. */
  readonly from: number;
  /** Of the first one that is no NUL. */
  readonly begin: number;
}

/** One line of a container's output, gathered from the parts into which it was split; or several that belong together. */
export class LogEvent implements Unfinished {
  /** Of the first part, as attrs, offset and time: it gives the document what stands in it. */
  readonly frame: Frame;
  readonly offset: number;
  readonly time: string;
  readonly stream: Stream;
  readonly attrs: Attrs | undefined;
  readonly goesOn: GoesOn;
  /** Of the last part. */
  newest = '';
  key = '';
  to = 0;
  parts = 0;
  /** Of the text, in UTF-8. */
  bytes = 0;
  /** Lines that have begun. */
  lines = 0;
  /** After the line that was begun last, see `LinesRule`; undefined when no other line belongs to it. */
  state: string | undefined;
  /** The next part goes on with a line. */
  isWithinLine = false;
  /** The lines of all parts, in every generation. */
  readonly spans: Span[] = [];
  /** Of a text that is no UTF-8 by itself the bytes. */
  readonly #texts: (string | Buffer)[] = [];
  #isRaw = false;
  #endsLine = false;
  #lastOffset = 0;

  constructor(frame: Frame, offset: number, { time, stream, attrs }: LogLine, goesOn: GoesOn) {
    this.frame = frame;
    this.offset = offset;
    this.time = time;
    this.stream = stream;
    this.attrs = attrs;
    this.goesOn = goesOn;
  }

  /** What stands before offset `to` goes on; nothing of the rest has come yet. */
  static before(rest: Omit<Rest, 'at'>, frame: Frame, to: number, goesOn: GoesOn): LogEvent {
    const nothing: LogLine = { text: '', stream: rest.stream, time: '', isPart: true };
    const event = new LogEvent(frame, to, nothing, goesOn).behind(rest);
    event.key = frame.source.key;
    event.to = to;
    return event;
  }

  /** It goes on with what this rest is of. */
  behind({ state, whole }: Omit<Rest, 'stream'>): this {
    this.state = state;
    this.isWithinLine = whole !== true;
    this.#endsLine = whole === true;
    return this;
  }

  get isWhole(): boolean {
    return this.#endsLine && this.state !== undefined;
  }

  /** What is to be noted of a line that goes on with it. */
  get rest(): Rest {
    const { stream, state, isWhole } = this;
    return { stream, ...(state !== undefined && { state }), ...(isWhole && { whole: true }) };
  }

  /** It has no part. */
  get isEmpty(): boolean {
    return this.parts === 0;
  }

  /** Memory that it takes, about: of a part, whatever its text, its line's place and stamp are kept as well. */
  get heldBytes(): number {
    return this.bytes + PART_BYTES * this.parts;
  }

  get containerId(): string {
    return this.frame.source.container.id;
  }

  /**
   * The place where the event ends: generation, offset and time of its last part. What is left of an event whose beginning
   * is gone ends there too, and so bears the id of the whole one.
   */
  get id(): string {
    return idOf(this.key, this.#lastOffset, checkOfTime(this.newest));
  }

  get crosses(): boolean {
    return this.frame.source.key !== this.key;
  }

  get text(): string {
    return this.#isRaw ? this.#bytes.toString() : this.#texts.join('');
  }

  /** The text's bytes when they are no UTF-8, so that `text` can't hold all of them. */
  get original(): Buffer | undefined {
    if (!this.#isRaw) return undefined;
    const bytes = this.#bytes;
    return isUtf8(bytes) ? undefined : bytes;
  }

  get #bytes(): Buffer {
    return Buffer.concat(this.#texts.map((text) => (typeof text === 'string' ? Buffer.from(text) : text)));
  }

  /** Adds a part of generation `key`. */
  add({ text, raw, time, isPart }: LogLine, key: string, { bytes, from, begin }: PartLine): void {
    const to = from + bytes.length;
    if (!this.isWithinLine) this.lines++;
    this.isWithinLine = isPart;
    this.#endsLine = !isPart && text.endsWith('\n');
    this.newest = time;
    this.key = key;
    this.to = to;
    this.parts++;
    this.bytes += Buffer.byteLength(text);
    this.#lastOffset = begin;
    this.#texts.push(raw ?? text);
    this.#isRaw ||= raw !== undefined;
    const last = this.spans[this.spans.length - 1];
    const adjoins = last !== undefined && last.key === key && last.to === from;
    const span = { key, from: adjoins ? last.from : from, to, stamp: stampOf(bytes) };
    if (adjoins) this.spans.pop();
    this.spans.push(span);
  }
}
