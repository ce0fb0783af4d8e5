import { isYearAt, lineOf, type TextReader } from './text-line.ts';

const SLASH = 0x2f;
const FORM = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d) \[([a-z]+)\] (\d+)#(\d+): (.*)$/s;
/** What nginx puts behind the message of a request. */
const CLIENT = /, client: ([^\s,]+)/;

/** nginx's error log. The time is the server's own, without its offset from UTC. */
export const nginxError: TextReader = {
  begins: /\d/,
  forms: [FORM],

  mayBe: (source, at) => isYearAt(source, at, SLASH),

  read(text) {
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, year, month, day, clock, level, process, thread, message = ''] = match;
    const ip = CLIENT.exec(message)?.[1];
    return lineOf(level, `${year}-${month}-${day}T${clock}`, message, { process, thread, ip });
  },
};
