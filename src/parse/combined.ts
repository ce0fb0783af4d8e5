import { isDay, isTime, isZone, MONTHS } from './dates.ts';

/** What a line of an access log says; a field that the server wrote as `-` is left out. */
export interface AccessFields {
  ip?: string;
  ident?: string;
  auth?: string;
  /** ISO 8601 with the server's offset from UTC. */
  timestamp: string;
  /** Quoted fields keep the server's escapes: `\"`, `\\`, `\xhh`. */
  request?: string;
  status: number;
  bytes?: number;
  referrer?: string;
  agent?: string;
}

const WORD = '([^ ]+)';
// Unrolled, so that each character costs one step: neither long nor hostile text makes it slow.
const QUOTED = String.raw`"([^"\\]*(?:\\[^][^"\\]*)*)"`;
const TIME = String.raw`\[(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\]`;
const STATUS = String.raw`([1-9]\d\d)`;
// 15 digits are the most that every JSON reader keeps exactly; a leading zero would not be JSON.
const BYTES = String.raw`(-|0|[1-9]\d{0,14})`;
const ACCESS = new RegExp(
  `^${WORD} ${WORD} ${WORD} ${TIME} ${QUOTED} ${STATUS} ${BYTES}(?: ${QUOTED} ${QUOTED})?$`,
);

/**
 * Characters of an access line: servers refuse requests long before. A line of some million escapes would exhaust V8's stack
 * for regular expressions.
 */
export const LONGEST = 6 * 1024 * 1024;

/**
 * Reads a line in Apache's and nginx's combined or common log format; undefined when it isn't wholly one, so that no
 * text is lost. See `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"` in Apache's mod_log_config.
 */
export function readCombined(text: string): AccessFields | undefined {
  const match = text.length > LONGEST ? null : ACCESS.exec(text);
  if (match === null) return undefined;
  const [, ip, ident, auth, ...rest] = match;
  const timestamp = isoTime(rest.slice(0, 9));
  if (timestamp === undefined) return undefined;
  const [request, status, bytes, referrer, agent] = rest.slice(9);
  return {
    ...given('ip', ip),
    ...given('ident', ident),
    ...given('auth', auth),
    timestamp,
    ...given('request', request),
    status: Number(status),
    ...(bytes !== '-' && { bytes: Number(bytes) }),
    ...given('referrer', referrer),
    ...given('agent', agent),
  };
}

function given<K extends string>(name: K, value: string | undefined): { [_ in K]?: string } {
  return value === undefined || value === '-' ? {} : ({ [name]: value } as { [_ in K]?: string });
}

function isoTime(parts: readonly string[]): string | undefined {
  const [day, name = '', year, hour, minute, second, sign, zoneHours, zoneMinutes] = parts;
  const month = MONTHS.indexOf(name) + 1;
  if (!isDay(Number(year), month, Number(day))) return undefined;
  if (!isTime(Number(hour), Number(minute), Number(second))) return undefined;
  if (!isZone(Number(zoneHours), Number(zoneMinutes))) return undefined;
  const date = `${year}-${String(month).padStart(2, '0')}-${day}`;
  return `${date}T${hour}:${minute}:${second}${sign}${zoneHours}:${zoneMinutes}`;
}
