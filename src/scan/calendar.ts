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

function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}
