import { isDay, isTime, isZone } from '../../scan/calendar.ts';

const WRITTEN =
  /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?: ?(Z|UTC|([+-])(\d\d):?(\d\d)))?$/;
const EPOCH = /^([1-9]\d{9})(\d{3}|\d{6}|\d{9})?(?:\.(\d+))?$/;
/** Characters of the longest time that is read, and of a number of seconds with its fraction. */
export const LONGEST_TIME = 64;

/**
 * A time as loggers write it, in ISO 8601: with all digits of its fraction, up to nine, and with the offset from UTC that it was written
 * with. Without one it has none, and Elasticsearch takes it for UTC. Undefined when it is no such time.
 */
export function readTime(text: string): string | undefined {
  const match = text.length > LONGEST_TIME ? null : WRITTEN.exec(text);
  if (match === null) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone, sign, hours, minutes] = match;
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  if (!isTime(Number(hour), Number(minute), Number(second))) return undefined;
  if (hours !== undefined && !isZone(Number(hours), Number(minutes))) return undefined;
  const offset = zone === undefined ? '' : sign === undefined ? 'Z' : `${sign}${hours}:${minutes}`;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction === undefined ? '' : `.${fraction}`}${offset}`;
}

/**
 * A number of seconds, milliseconds, microseconds or nanoseconds since 1970, as JSON, in ISO 8601; which of them its digits tell:
 * 10, 13, 16 or 19 before the point, so a time from 2001 to 2286. Undefined when it is no such number.
 */
export function readEpoch(json: string): string | undefined {
  const match = json.length > LONGEST_TIME ? null : EPOCH.exec(json);
  if (match === null) return undefined;
  const [, seconds, more = '', rest = ''] = match;
  const fraction = `${more}${rest}`.slice(0, 9);
  return `${isoOfSeconds(Number(seconds))}${fraction === '' ? '' : `.${fraction}`}Z`;
}

/** `2015-05-17T10:05:03`. */
export function isoOfSeconds(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19);
}

/** The time that a member's value, as JSON, tells; undefined when it tells none. */
export function timeOfJson(json: string): string | undefined {
  if (!json.startsWith('"')) return readEpoch(json);
  return json.length > LONGEST_TIME + 2 || json.includes('\\') ? undefined : readTime(json.slice(1, -1));
}
