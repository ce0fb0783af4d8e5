import { ACCESS_TIME, isRfc3339, RFC_3339_SHAPE, readAccessTime } from '../../../scan/read-dates.ts';
import type { AccessNames } from '../../schemas/names.ts';
import { readFront } from './read-front.ts';
import { readRequest } from './read-request.ts';
import { readTail } from './read-tail.ts';
import { type Fields, given, NUMBER, QUOTED, Reading } from './reading.ts';

const TIME = new RegExp(String.raw`(?:${ACCESS_TIME}|(${RFC_3339_SHAPE}))\] `, 'y');
const REQUEST = new RegExp(`${QUOTED} `, 'y');
const STATUS = /(-|[1-9]\d\d) /y;
const BYTES = new RegExp(`(-|${NUMBER})(?= |$)`, 'y');

/**
 * Characters of an access line: servers refuse requests long before. A line of some million escapes would exhaust V8's stack
 * for regular expressions.
 */
export const LONGEST = 6 * 1024 * 1024;

/**
 * Reads a line in Apache's and nginx's combined or common log format and what other servers make of them; undefined when it isn't
 * wholly one, so that no text is lost. See `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"` in Apache's mod_log_config.
 *
 * What may stand before the time is told in `read-front.ts`, what may follow in `read-tail.ts`. The timestamp is ISO 8601 with the
 * server's offset from UTC; status and bytes are numbers. Quoted fields keep the server's escapes: `\"`, `\\`, `\xhh`. A field that
 * the server wrote as `-` is left out.
 */
export function readAccess(text: string, names: AccessNames, requestParts = false): Fields | undefined {
  if (text.length > LONGEST) return undefined;
  const reading = new Reading(text);
  const front = readFront(reading, names);
  if (front === undefined) return undefined;
  const timestamp = readTime(reading);
  if (timestamp === undefined) return undefined;
  const request = reading.take(REQUEST)?.[1];
  const status = request === undefined ? undefined : reading.take(STATUS)?.[1];
  const bytes = status === undefined ? undefined : reading.take(BYTES)?.[1];
  if (request === undefined || bytes === undefined) return undefined;
  const tail = readTail(reading, names, names.forwarded in front);
  if (tail === undefined) return undefined;
  return {
    ...front,
    [names.timestamp]: timestamp,
    ...given(names.request, request),
    ...(requestParts && readRequest(request, names)),
    ...(status !== '-' && { [names.status]: Number(status) }),
    ...(bytes !== '-' && { [names.bytes]: Number(bytes) }),
    ...tail,
  };
}

function readTime(reading: Reading): string | undefined {
  const groups = reading.take(TIME)?.slice(1);
  const iso = groups?.[9];
  if (iso === undefined) return groups && readAccessTime(groups);
  return isRfc3339(iso) ? iso : undefined;
}
