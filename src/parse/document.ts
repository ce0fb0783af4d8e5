import type { Stream } from '../log/stream.ts';
import type { Attrs } from '../source/envelope.ts';
import type { Frame } from './frame.ts';

/** Says that something was wrong with an event; the names are those of `Schema.marks`. */
export interface Marks {
  /** The line isn't one of its source; `message` is the raw line. */
  malformed?: true;
  /** The event is a piece of a longer one. */
  cut?: true;
  /** The first raw bytes in base64, when `message` couldn't hold some of them. */
  original_base64?: string;
  /** The text as it was printed, where its fields are without colours. */
  original?: string;
}

/** The part of a document that differs between two documents of one Source. */
export interface Content {
  /** Members of the document: `"a":1,"b":"x"`. Empty when a filter has left none. */
  readonly fields: string;
  /** The text is of one of the container's formats; otherwise `fields` is the message. */
  readonly isMatched: boolean;
  readonly stream: Stream;
  /** RFC 3339, or empty. */
  readonly time: string;
  readonly attrs?: Attrs | undefined;
  readonly marks?: Marks | undefined;
}

/** The action line and the source line of one document, each with its LF. Field order is that of the fast way. */
export function documentLines(frame: Frame, { offset, id, time: placed }: Place, content: Content): string {
  const { schema, offsetBegins, route } = frame;
  const { fields, stream, time, attrs, marks } = content;
  const members = fields === '' ? [] : [fields];
  if (stream !== '') members.push(member(schema.stream, stream));
  if (time !== '') members.push(member(schema.time, time));
  if (marks !== undefined) {
    members.push(frame.marks.json([marks.malformed, marks.cut, marks.original_base64, marks.original]));
  }
  if (offsetBegins !== undefined) members.push(`${offsetBegins}${offset}`);
  return `${route.begin(placed)}${id}"}}\n{${members.join(',')}${frame.tailWith(attrs)}`;
}

/** Where an event is and where its document goes. */
export interface Place {
  /** The event's first byte in the frame's generation. */
  readonly offset: number;
  readonly id: string;
  /** Decides on the index where that depends on a date. Like the `_id` it is of the event's last part, which is what is left of it at last. */
  readonly time: string;
}

/** `key` and `offset` are those of the event's last line; `check` tells the event from another one that ends there. */
export function idOf(key: string, offset: number, check: string): string {
  return `${key}.${offset}.${check}`;
}

function member(name: string, value: string): string {
  return `${JSON.stringify(name)}:${JSON.stringify(value)}`;
}
