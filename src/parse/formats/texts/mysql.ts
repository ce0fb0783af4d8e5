import { isYearAt, lineOf, type TextReader } from './text-line.ts';

/** MySQL 5.7 and 8: time, thread, [priority], [code], [subsystem]. MariaDB writes a day's first hours with one digit. */
const FORM =
  /^(\d{4}-\d\d-\d\d)(?:T| {1,2})(\d{1,2}:\d\d:\d\d(?:\.\d{1,6})?)(Z|[+-]\d\d:\d\d)? (?:(\d+) )?\[(Note|Warning|ERROR|System)\] (?:\[(MY-\d{6})\] )?(?:\[(\w+)\]:? )?(.*)$/s;
const LEVELS: Readonly<Record<string, string>> = { Note: 'INFO', System: 'INFO' };

/** The log of MySQL and MariaDB. */
export const mysql: TextReader = {
  begins: /\d/,
  forms: [FORM],

  mayBe: (source, at) => isYearAt(source, at) && hasPriority(source, at),

  read(text) {
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, date, clock = '', zone = '', thread, word = '', code, logger, message] = match;
    const time = `${date}T${clock.padStart(clock.indexOf(':') === 1 ? clock.length + 1 : 0, '0')}${zone}`;
    return lineOf(LEVELS[word] ?? word, time, message, { logger, thread, code });
  },
};

/** Where a priority's bracket may stand: behind the date, a time of the day, its zone and a thread. */
const FIRST_BRACKET = 19;
const LAST_BRACKET = 56;

/** Whether a bracket stands there with one of the letters behind it that priorities begin with. */
function hasPriority(source: Buffer, at: number): boolean {
  for (let i = at + FIRST_BRACKET; i < at + LAST_BRACKET; i++) {
    const next = source[i + 1];
    if (source[i] === 0x5b && (next === 0x4e || next === 0x57 || next === 0x45 || next === 0x53)) return true;
  }
  return false;
}
