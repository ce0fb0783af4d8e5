import type { Stream } from '../support/docker-envelope.ts';

export const CONTAINERS = 4;
export const STREAMS: readonly Stream[] = ['stdout', 'stderr'];

const MARK = /#(\d+)\.(stdout|stderr)\.(\d+)#/;
/** Longer than one part of Docker's, so that it is logged in two. */
const LONG = 'x'.repeat(20_000);

/** Which line of which container and stream a text is. */
export interface Place {
  readonly container: number;
  readonly stream: Stream;
  readonly number: number;
}

/** What a container prints as line `number` of a stream: the same in every process. Every second one is of an access log. */
export function lineOf(place: Place): string {
  const { number } = place;
  const fields = fieldsOf(place);
  if (fields !== undefined) {
    const { ip, request, status, bytes, agent } = fields;
    return `${ip} - - [10/Oct/2024:13:55:36 +0000] "${request}" ${status} ${bytes} "-" "${agent}"`;
  }
  const mark = markOf(place);
  if (number % 2999 === 0) return `${mark} ${LONG}`;
  if (number % 11 === 0) return `${mark} "é" \\ <b> & \u2028 \t ${'.'.repeat(number % 97)}`;
  return `${mark} ${'.'.repeat(number % 97)}`;
}

/** What a document of an access line holds; undefined for a line of another kind. */
export function fieldsOf(place: Place) {
  const { number } = place;
  if (number % 2 !== 0) return undefined;
  return {
    ip: `203.0.113.${number % 256}`,
    request: `GET /${markOf(place)} HTTP/1.1`,
    status: [200, 301, 404, 500][number % 4] ?? 0,
    bytes: number,
    agent: 'kill/1.0',
  };
}

function markOf({ container, stream, number }: Place): string {
  return `#${container}.${stream}.${number}#`;
}

/** Finds the mark in a document's source; undefined when there is none. */
export function placeOf(source: string): Place | undefined {
  const [, container, stream, number] = MARK.exec(source) ?? [];
  if (container === undefined) return undefined;
  return { container: Number(container), stream: stream as Stream, number: Number(number) };
}
