import { ACCESS_TIME, readAccessTime } from '../../scan/read-dates.ts';
import type { AccessNames } from '../schema.ts';

const WORD = '([^ ]+)';
// Unrolled, so that each character costs one step: neither long nor hostile text makes it slow.
const QUOTED = String.raw`"([^"\\]*(?:\\[^][^"\\]*)*)"`;
const STATUS = String.raw`([1-9]\d\d)`;
// 15 digits are the most that every JSON reader keeps exactly; a leading zero would not be JSON.
const BYTES = String.raw`(-|0|[1-9]\d{0,14})`;
const ACCESS = new RegExp(
  `^${WORD} ${WORD} ${WORD} \\[${ACCESS_TIME}\\] ${QUOTED} ${STATUS} ${BYTES}(?: ${QUOTED} ${QUOTED})?$`,
);

/**
 * Characters of an access line: servers refuse requests long before. A line of some million escapes would exhaust V8's stack
 * for regular expressions.
 */
export const LONGEST = 6 * 1024 * 1024;

/**
 * Reads a line in Apache's and nginx's combined or common log format; undefined when it isn't wholly one, so that no
 * text is lost. See `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"` in Apache's mod_log_config.
 *
 * The timestamp is ISO 8601 with the server's offset from UTC; status and bytes are numbers. Quoted fields keep the server's
 * escapes: `\"`, `\\`, `\xhh`. A field that the server wrote as `-` is left out.
 */
export function readCombined(text: string, names: AccessNames): Record<string, string | number> | undefined {
  const match = text.length > LONGEST ? null : ACCESS.exec(text);
  if (match === null) return undefined;
  const [, ip, ident, auth, ...rest] = match;
  const timestamp = readAccessTime(rest.slice(0, 9));
  if (timestamp === undefined) return undefined;
  const [request, status, bytes, referrer, agent] = rest.slice(9);
  return {
    ...given(names.ip, ip),
    ...given(names.ident, ident),
    ...given(names.auth, auth),
    [names.timestamp]: timestamp,
    ...given(names.request, request),
    [names.status]: Number(status),
    ...(bytes !== '-' && { [names.bytes]: Number(bytes) }),
    ...given(names.referrer, referrer),
    ...given(names.agent, agent),
  };
}

function given(name: string, value: string | undefined): Record<string, string> {
  return value === undefined || value === '-' ? {} : { [name]: value };
}
