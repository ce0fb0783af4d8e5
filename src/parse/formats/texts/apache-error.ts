import { MONTHS } from '../../../scan/calendar.ts';
import { lineOf, type TextReader } from './text-line.ts';

const OPEN = 0x5b;
const SPACE = 0x20;
const FORM =
  /^\[[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d\d:\d\d:\d\d(?:\.\d{1,6})?) (\d{4})\] \[(?:(\w*):)?([a-z]+)(\d?)\] (?:\[pid (\d+)(?::tid (\d+))?\] )?(?:\[client ([^\]]+)\] )?(?:(AH\d{5}): )?(.*)$/s;

/** Apache's error log (`ErrorLogFormat`), of 2.4 and with less of 2.2. The time is the server's own, without its offset from UTC. */
export const apacheError: TextReader = {
  begins: /\[/,
  forms: [FORM],

  mayBe: (source, at) => source[at] === OPEN && source[at + 4] === SPACE && source[at + 8] === SPACE,

  read(text) {
    const match = FORM.exec(text);
    if (match === null) return undefined;
    const [, name = '', day, clock, year, logger, level, , process, thread, client, code, message] = match;
    const month = String(MONTHS.indexOf(name) + 1).padStart(2, '0');
    const others = { logger, process, thread, code, ...addressOf(client, clock?.includes('.') === true) };
    return lineOf(level, `${year}-${month}-${day}T${clock}`, message, others);
  },
};

/** Since version 2.4, whose clocks have a fraction, the client's port stands behind its address. Before, an address of IPv6 could not be told from one with a port. */
function addressOf(client: string | undefined, hasPort: boolean): { ip?: string; port?: string } {
  if (client === undefined) return {};
  const [, ip, port] = (hasPort ? /^(.+):(\d{1,5})$/ : /^([\d.]+):(\d{1,5})$/).exec(client) ?? [];
  return ip !== undefined && port !== undefined ? { ip, port } : { ip: client };
}
