import type { Attrs } from './attrs.ts';
import type { Stream } from './envelope.ts';
import type { Frame } from './frame.ts';

/** What was wrong with an event. */
export interface Marks {
  /** The line isn't what Docker writes; `message` is the raw line. */
  malformed?: true;
  /** The event is a piece of a longer one. */
  cut?: true;
  /** The first raw bytes in base64, when `message` couldn't hold some of them. */
  original_base64?: string;
}

/** What differs between two documents of one Source. */
export interface Content {
  /** Members of the document: `"a":1,"b":"x"`. */
  readonly fields: string;
  readonly stream: Stream;
  /** RFC 3339, or empty. */
  readonly time: string;
  readonly attrs?: Attrs | undefined;
  readonly marks?: Marks;
}

/**
 * The action line and the source line of one document, each with its LF.
 * `offset` is the event's first byte in the frame's generation. Field order is that of the fast way.
 */
export function documentLines(frame: Frame, offset: number, id: string, content: Content): string {
  const { fields, stream, time, attrs, marks } = content;
  const more = JSON.stringify({
    ...(stream !== '' && { stream }),
    ...(time !== '' && { '@timestamp': time }),
    ...(marks && { event: marks }),
    log: { offset },
  });
  return `{"create":{"_id":"${id}"}}\n{${fields},${more.slice(1, -2)}${frame.tailWith(attrs)}`;
}

/** `check` tells the event from another one at this offset. */
export function idOf({ source: { key } }: Frame, offset: number, check: string): string {
  return `${key}.${offset}.${check}`;
}

/** Half a surrogate pair has no UTF-8; JSON's `\ud800` can bring one. */
export function wellFormed(text: string): string {
  return text.toWellFormed();
}
