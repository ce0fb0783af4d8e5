import { MONTHS } from '../../../../scan/calendar.ts';
import { CLOCK, DATE, isDigitAt, isYearAt, lineOf, type TextLine, type TextReader } from '../text-line.ts';

const OPEN = 0x5b;
const COLON = 0x3a;
const DASH = 0x2d;
const SPACE = 0x20;
/** Of a level's word, and of the spaces behind it. */
const LONGEST_LEVEL = 11;
const SPACES = 8;
const LEVEL = '([A-Z]{3,11})';
const THREAD = String.raw`\[([^\]]*)\]`;
/** `com.example.Shop - ` or, behind a thread, `com.example.Shop: ` as well. */
const BY_DASH = String.raw`(?:([^\s:]+) +- +)?`;
const BY_ANY = String.raw`(?:([^\s:]+)(?: +- +|: +))?`;

type Groups = readonly (string | undefined)[];
interface Layout {
  readonly form: RegExp;
  readonly line: (groups: Groups) => TextLine | undefined;
}

function layout(form: string, line: Layout['line']): Layout {
  return { form: new RegExp(`^${form}$`, 's'), line };
}

/** Layouts of log4j, logback and what is like them, the most particular first. */
const LAYOUTS: readonly Layout[] = [
  // Spring Boot
  layout(
    String.raw`${DATE} +${LEVEL} (\d+) --- (?:\[[^\]]*\] )?\[ *([^\]]*)\] (\S+) *: (.*)`,
    ([, time, level, process, thread, logger, message]) =>
      lineOf(level, time, message, { logger, thread, process }),
  ),
  // %d [%t] %p %c - %m
  layout(`${DATE} +${THREAD} +${LEVEL} +${BY_ANY}(.*)`, ([, time, thread, level, logger, message]) =>
    lineOf(level, time, message, { logger, thread }),
  ),
  // %d{HH:mm:ss.SSS} [%t] %p %c - %m
  layout(`${CLOCK} +${THREAD} +${LEVEL} +${BY_ANY}(.*)`, ([, time, thread, level, logger, message]) =>
    lineOf(level, undefined, message, { logger, thread, time }),
  ),
  // %d %p [%t] %c: %m
  layout(`${DATE} +${LEVEL} +${THREAD} +${BY_ANY}(.*)`, ([, time, level, thread, logger, message]) =>
    lineOf(level, time, message, { logger, thread }),
  ),
  // %d %p %c - %m
  layout(`${DATE} +${LEVEL}:? +${BY_DASH}(.*)`, ([, time, level, logger, message]) =>
    lineOf(level, time, message, { logger }),
  ),
  // [%d] %p %m (%c)
  layout(String.raw`\[${DATE}\] +${LEVEL}:? (.*?)(?: \(([\w.$-]+)\))?`, ([, time, level, message, logger]) =>
    lineOf(level, time, message, { logger }),
  ),
  // Elasticsearch
  layout(String.raw`\[${DATE}\]\[${LEVEL} *\]\[([^\] ]+) *\] (.*)`, ([, time, level, logger, message]) =>
    lineOf(level, time, message, { logger }),
  ),
  // [%d] [%p] %m, and with the process, as gunicorn has it
  layout(
    String.raw`\[?${DATE}\]? (?:\[(\d+)\] )?\[([A-Za-z]{3,11})\]:? +(.*)`,
    ([, time, process, level, message]) => lineOf(level, time, message, { process }),
  ),
  // %p %d [%t] %c - %m
  layout(
    `${LEVEL} {1,8}${DATE} +(?:${THREAD} +)?${BY_DASH}(.*)`,
    ([, level, time, thread, logger, message]) => lineOf(level, time, message, { logger, thread }),
  ),
  // [%p] %m
  layout(String.raw`\[${LEVEL}\]:? +(.*)`, ([, level, message]) => lineOf(level, undefined, message)),
  // Tomcat
  layout(
    String.raw`(\d\d)-([A-Z][a-z]{2})-(\d{4}) ${CLOCK} ${LEVEL} ${THREAD} (\S+) (.*)`,
    ([, day, name = '', year, clock, level, thread, logger, message]) => {
      const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
      return lineOf(level, `${year}-${month}-${day}T${clock}`, message, { logger, thread });
    },
  ),
];

export const log4j: TextReader = {
  begins: /[\d[A-Z]/,
  forms: LAYOUTS.map(({ form }) => form),

  mayBe(source, at) {
    const first = source[at] as number;
    if (first > 0x40 && first < OPEN) return isLevelAt(source, at);
    if (first === OPEN) return isDigitAt(source, at + 1) || isCapitalAt(source, at + 1);
    return isYearAt(source, at) || source[at + 2] === COLON || source[at + 2] === DASH;
  },

  read(text) {
    for (const { form, line } of LAYOUTS) {
      const groups = form.exec(text);
      const found = groups && line(groups);
      if (found) return found;
    }
    return undefined;
  },
};

/** Capital letters, then spaces, then a digit. */
function isLevelAt(source: Buffer, from: number): boolean {
  let at = from;
  while (at < from + LONGEST_LEVEL && isCapitalAt(source, at)) at++;
  if (source[at] !== SPACE) return false;
  while (at < from + LONGEST_LEVEL + SPACES && source[at] === SPACE) at++;
  return isDigitAt(source, at);
}

function isCapitalAt(source: Buffer, at: number): boolean {
  const byte = source[at] as number;
  return byte > 0x40 && byte < OPEN;
}
