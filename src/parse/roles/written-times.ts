import { MONTHS } from '../../scan/calendar.ts';
import { LONGEST_TIME, readEpoch, readTime } from './read-times.ts';

const CLOCK = String.raw`(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)`;
const ZONE = String.raw`(Z|UTC|GMT|[+-]\d\d:?\d\d)`;
/** `10/Jun/2024:06:13:20 +0200` of access logs, `Mon, 10 Jun 2024 06:13:20 GMT` of mails and HTTP, `10-Jun-2024 06:13:20.123` of Tomcat. */
const DAY_FIRST = new RegExp(
  String.raw`^(?:[A-Z][a-z]{2}, ?)?(\d{1,2})[ /-]([A-Z][a-z]{2})[ /-](\d{4})[ :]${CLOCK}(?: ?${ZONE})?$`,
);
/** `Mon Jun 10 06:13:20.123456 2024` of C's `ctime` and Apache's error log, with a zone before the year or without. */
const YEAR_LAST = new RegExp(
  String.raw`^(?:[A-Z][a-z]{2} )?([A-Z][a-z]{2}) {1,2}(\d{1,2}) ${CLOCK} (?:${ZONE} )?(\d{4})$`,
);
/** `2024/06/10 06:13:20` of Go and nginx, and with dots. */
const YEAR_FIRST = /^(\d{4})([/.])(\d\d)\2(\d\d)(?=[T ])/;
/** Without seconds. */
const TO_THE_MINUTE = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?!:)/;

/**
 * A whole time in any of the layouts that are usual in logs, in ISO 8601 (see `readTime`): what `readTime` and `readEpoch` read, and those
 * with the month's English name or other separators. Undefined for any other text: a time without its year or its date isn't whole.
 */
export function readWrittenTime(text: string): string | undefined {
  if (text.length > LONGEST_TIME) return undefined;
  return readTime(text) ?? readEpoch(text) ?? readNamedMonth(text) ?? readTime(usual(text));
}

function readNamedMonth(text: string): string | undefined {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, day, month, year, clock, zone] = dayFirst;
    return readParts(year, month, day, clock, zone);
  }
  const [, month, day, clock, zone, year] = YEAR_LAST.exec(text) ?? [];
  return readParts(year, month, day, clock, zone);
}

function readParts(year = '', name = '', day = '', clock = '', zone = ''): string | undefined {
  // 0 for a name that is no month's, which is no month either.
  const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
  return readTime(`${year}-${month}-${day.padStart(2, '0')} ${clock}${zone === 'GMT' ? 'UTC' : zone}`);
}

/** The same with dashes in its date, and with seconds. */
function usual(text: string): string {
  const dashed = text.replace(YEAR_FIRST, '$1-$3-$4').replace(/ GMT$/, ' UTC');
  return dashed.replace(TO_THE_MINUTE, '$&:00');
}
