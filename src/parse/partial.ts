import type { Attrs } from './attrs.ts';
import type { Span } from './batch.ts';
import { checkOfBytes, checkOfTime } from './check.ts';
import { idOf } from './document.ts';
import type { Envelope, Stream } from './envelope.ts';
import type { Frame } from './frame.ts';

/** An event whose last part had no newline: the rest may come, or the container has ended it. */
export interface Unfinished {
  readonly containerId: string;
  readonly stream: Stream;
  /** The generation of the last part. */
  readonly key: string;
  /** The byte after the last part's line, in that generation. */
  readonly to: number;
  /** Grows with each part, so two looks tell whether something came between them. */
  readonly parts: number;
}

/** What a container printed as one line, gathered from the parts into which Docker has split it. */
export class LogEvent implements Unfinished {
  /** Of the first part, as the attrs: it gives the document its id, path and time. */
  readonly frame: Frame;
  readonly offset: number;
  readonly time: string;
  readonly stream: Stream;
  readonly attrs: Attrs | undefined;
  /** Of the last part. */
  newest = '';
  key = '';
  to = 0;
  parts = 0;
  /** Of the text, in UTF-8. */
  bytes = 0;
  /** The lines of all parts, in every generation. */
  readonly spans: Span[] = [];
  readonly #texts: string[] = [];

  constructor(frame: Frame, offset: number, envelope: Envelope) {
    this.frame = frame;
    this.offset = offset;
    this.time = envelope.time;
    this.stream = envelope.stream;
    this.attrs = envelope.attrs;
  }

  get containerId(): string {
    return this.frame.source.container.id;
  }

  get id(): string {
    return idOf(this.frame, this.offset, this.check);
  }

  /** It has begun in another generation than that of its last part. */
  get crosses(): boolean {
    return this.frame.source.key !== this.key;
  }

  get text(): string {
    return this.#texts.join('');
  }

  /**
   * The last part of the `_id`. Of several parts it covers all: when a file loses its end within an event that was
   * delivered, the next line is joined to what is left, and must not count as delivered with it.
   */
  private get check(): string {
    if (this.parts === 1) return checkOfTime(this.time);
    return checkOfBytes(`${this.time} ${this.newest} ${this.text}`);
  }

  /** Adds a part whose line is `[from, to)` of generation `key`. */
  add(envelope: Envelope, key: string, from: number, to: number): void {
    this.newest = envelope.time;
    this.key = key;
    this.to = to;
    this.parts++;
    this.bytes += Buffer.byteLength(envelope.log);
    this.#texts.push(envelope.log);
    const last = this.spans[this.spans.length - 1];
    if (last !== undefined && last.key === key && last.to === from) {
      this.spans[this.spans.length - 1] = { key, from: last.from, to };
    } else {
      this.spans.push({ key, from, to });
    }
  }
}

/** Keeps unfinished events, one per container and stream: parts of the two streams interleave, and rotation comes between parts. */
export class Joiner {
  readonly #containers = new Map<string, Map<Stream, LogEvent>>();

  /** Unfinished events of a container by stream; undefined when there are none. */
  of(containerId: string): ReadonlyMap<Stream, LogEvent> | undefined {
    return this.#containers.get(containerId);
  }

  *all(): Iterable<LogEvent> {
    for (const streams of this.#containers.values()) yield* streams.values();
  }

  /** Takes the unfinished event out. */
  take(containerId: string, stream: Stream): LogEvent | undefined {
    const streams = this.#containers.get(containerId);
    const event = streams?.get(stream);
    if (streams === undefined || event === undefined) return undefined;
    streams.delete(stream);
    if (streams.size === 0) this.#containers.delete(containerId);
    return event;
  }

  keep(event: LogEvent): void {
    const streams = this.#containers.get(event.containerId);
    if (streams === undefined) this.#containers.set(event.containerId, new Map([[event.stream, event]]));
    else streams.set(event.stream, event);
  }
}
