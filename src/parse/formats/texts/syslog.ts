import { MONTHS } from '../../../scan/calendar.ts';
import { levelOfSeverity } from '../../roles/levels.ts';
import { readTime } from '../../roles/read-times.ts';
import type { TextLine, TextReader } from './text-line.ts';

const SPACE = 0x20;
const BACKSLASH = 0x5c;
const LESS = 0x3c;
/** RFC 5424: `<PRI>1 TIME HOST APP PROCID MSGID [DATA] MESSAGE`, with a dash for what is not told. */
const NEW =
  /^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) ((?:\[(?:[^"\]\\]|\\.|"(?:[^"\\]|\\.)*")*\])+|-)(?: (.*))?$/s;
/** RFC 3164: `<PRI>Jun 10 06:13:20 HOST TAG[PID]: MESSAGE`; in files without the priority. */
const OLD = /^(?:<(\d{1,3})>)?([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d) (\S+) ([^\s:[]+)(?:\[(\d+)\])?: ?(.*)$/s;
/** Facility 23, severity 7. */
const GREATEST_PRIORITY = 191;

/** Bodies of syslog messages, of both kinds. The old kind's time has no year. */
export const syslog: TextReader = {
  begins: /[<A-Z]/,
  forms: [NEW, OLD],

  mayBe(source, at) {
    const first = source[at];
    return first === LESS || first === BACKSLASH || (source[at + 3] === SPACE && source[at + 6] === SPACE);
  },

  read(text) {
    const found = NEW.exec(text);
    if (found !== null) return readNew(found);
    const match = OLD.exec(text);
    if (match === null) return undefined;
    const [, priority, time = '', hostname, program, process, message] = match;
    if (Number(priority ?? 0) > GREATEST_PRIORITY || !MONTHS.includes(time.slice(0, 3))) return undefined;
    const level = priority === undefined ? undefined : levelOfSeverity(Number(priority));
    return { level, message, others: { hostname, program, process, time } };
  },
};

function readNew(match: RegExpExecArray): TextLine | undefined {
  const [, priority, written = '', ...rest] = match;
  const [hostname, program, process, code, data, message = ''] = rest.map((part) =>
    part === '-' ? undefined : part,
  );
  const time = readTime(written);
  if (Number(priority) > GREATEST_PRIORITY || (time === undefined && written !== '-')) return undefined;
  const level = levelOfSeverity(Number(priority));
  // What the data says is not lost.
  const all = data === undefined ? message : `${data} ${message}`.trim();
  return { level, time, message: all, others: { hostname, program, process, code } };
}
