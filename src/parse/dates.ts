const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** English month abbreviations as access logs write them, in order. */
export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Elasticsearch refuses a document whose date isn't one, so only real ones become date fields. `month` is 1 to 12; -1 is no number. */
export function isDay(year: number, month: number, day: number): boolean {
  const days = DAYS[month - 1];
  if (days === undefined || year < 0 || day < 1 || day > days) return false;
  return month !== 2 || day !== 29 || isLeapYear(year);
}

/** A time of the day without leap seconds, which Java's dates don't know. */
export function isTime(hour: number, minute: number, second: number): boolean {
  return hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
}

/** An offset from UTC that some place on earth uses: -14:59 to +14:59 covers them all. */
export function isZone(hours: number, minutes: number): boolean {
  return hours >= 0 && hours < 15 && minutes >= 0 && minutes < 60;
}

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d{1,9})?(?:Z|[+-](\d\d):(\d\d))$/;

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

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
