import { isDay, isTime, isZone, MONTHS } from './calendar.ts';

/** The groups of an access log's time are, in this order: day, month's name, year, hour, minute, second, sign, hours and minutes of the zone. */
export const ACCESS_TIME = String.raw`(\d\d)/([A-Z][a-z]{2})/(\d{4}):(\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)`;

/** As long as a time by RFC 3339 with at most nanoseconds, which `isRfc3339` then looks at. */
export const RFC_3339_SHAPE = String.raw`[-\d]{10}T[:\d]{8}(?:\.\d{1,9})?(?:Z|[+-][:\d]{5})`;

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;

/** The groups of ACCESS_TIME as ISO 8601; undefined when there is no such time. */
export function readAccessTime(groups: readonly (string | undefined)[]): string | undefined {
  const [day, name = '', year, hour, minute, second, sign, zoneHours, zoneMinutes] = groups;
  const month = MONTHS.indexOf(name) + 1;
  if (!isDay(Number(year), month, Number(day))) return undefined;
  if (!isTime(Number(hour), Number(minute), Number(second))) return undefined;
  if (!isZone(Number(zoneHours), Number(zoneMinutes))) return undefined;
  const date = `${year}-${String(month).padStart(2, '0')}-${day}`;
  return `${date}T${hour}:${minute}:${second}${sign}${zoneHours}:${zoneMinutes}`;
}

/** Whether this is RFC 3339 with at most nanoseconds, as Go's `RFC3339Nano` writes it. */
export function isRfc3339(text: string): boolean {
  const match = RFC_3339.exec(text);
  if (match === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHours, zoneMinutes] = match
    .slice(1)
    .map(Number);
  return (
    isDay(year, month, day) &&
    isTime(hour, minute, second) &&
    (match[7] === undefined || isZone(zoneHours ?? 0, zoneMinutes ?? 0))
  );
}

/** `2015-05-17T10:05` */
const MINUTE_CHARACTERS = 16;

/** RFC 3339 in UTC, with its fraction as it stands; undefined when it is no such time, or of a year that has no four digits there. */
export function readUtcTime(text: string): string | undefined {
  if (!isRfc3339(text)) return undefined;
  if (text.endsWith('Z')) return text;
  const [sign, hours, minutes] = [text.at(-6), Number(text.slice(-5, -3)), Number(text.slice(-2))];
  const ahead = (sign === '-' ? -60_000 : 60_000) * (60 * hours + minutes);
  const utc = new Date(Date.parse(`${text.slice(0, MINUTE_CHARACTERS)}Z`) - ahead).toISOString();
  // Other years have a sign and six digits.
  if (!/^\d{4}-/.test(utc)) return undefined;
  return `${utc.slice(0, MINUTE_CHARACTERS)}${text.slice(MINUTE_CHARACTERS, -6)}Z`;
}
