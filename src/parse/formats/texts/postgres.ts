import { levelOfWord } from '../../roles/levels.ts';
import { readTime } from '../../roles/read-times.ts';
import { isDigitAt, isYearAt, type TextReader } from './text-line.ts';

const WORDS =
  'DEBUG[1-5]?|INFO|NOTICE|WARNING|ERROR|LOG|FATAL|PANIC|STATEMENT|DETAIL|HINT|CONTEXT|QUERY|LOCATION';
/** `log_line_prefix` as it is by default, `%m [%p] `, and with `%q%u@%d ` behind it. */
const FORM = new RegExp(
  String.raw`^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{3})?) ([A-Z]{1,5}|[+-]\d\d) \[(\d+)\] (?:(\S*?)@(\S*) )?(${WORDS}): +(?:([0-9A-Z]{5}): )?(.*)$`,
  's',
);

/** PostgreSQL's own log. A line that belongs to the one before it (DETAIL, STATEMENT and so on) has that word as its level. */
export const postgres: TextReader = {
  begins: /\d/,
  forms: [FORM],

  mayBe: (source, at) => isYearAt(source, at) && hasProcess(source, at),

  read(text) {
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, written = '', zone = '', process, user, database, word = '', code, message] = match;
    // Other letters than these are of more than one zone.
    const offset = zone === 'UTC' || zone === 'GMT' ? 'Z' : /^[+-]/.test(zone) ? `${zone}:00` : undefined;
    const time = offset === undefined ? undefined : readTime(`${written}${offset}`);
    if (offset !== undefined && time === undefined) return undefined;
    const level = levelOfWord(word) ?? word.toLowerCase();
    const others = { process, user, database, code };
    if (time !== undefined) return { level, time, message, others };
    return { level, message, others: { ...others, time: `${written} ${zone}` } };
  },
};

/** Where the bracket of the process may stand: behind the date, a fraction of a second and a zone. */
const FIRST_BRACKET = 21;
const LAST_BRACKET = 31;

function hasProcess(source: Buffer, at: number): boolean {
  for (let i = at + FIRST_BRACKET; i < at + LAST_BRACKET; i++) {
    if (source[i] === 0x5b && isDigitAt(source, i + 1)) return true;
  }
  return false;
}
