import { AGENTS, METHODS, PATHS, REFERRERS, STATUSES, USERS, type Weighted } from './vocabulary.ts';

/** A number from 0 up to but not including 1, such as `Math.random`. */
export type Random = () => number;

export interface CombinedLinesOptions {
  readonly random: Random;
  /**
   * When given, the lines are numbered from 1 in the request (`?n=1`), so that each can be found where it arrives.
   * The text tells runs apart (`&run=TEXT`), because a restarted container begins at 1 again.
   */
  readonly run?: string;
}

/** A visitor keeps address, user and browser. A few hundred of them make the log look real. */
interface Visitor {
  readonly ip: string;
  readonly user: string;
  readonly agent: string;
}

const VISITORS = 300;

/**
 * Returns a function that makes one line in Apache's combined format
 * (`%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`), without its line end, for a request at the given time
 * (milliseconds since 1970). The same random numbers give the same lines.
 */
export function combinedLines({ random, run }: CombinedLinesOptions): (at: number) => string {
  const method = chooser(METHODS, random);
  const path = chooser(PATHS, random);
  const statusCode = chooser(STATUSES, random);
  const referrer = chooser(REFERRERS, random);
  const visitor = chooser(visitors(random), random);
  let number = 0;
  return (at) => {
    const { ip, user, agent } = visitor();
    const status = statusCode();
    let target = withNumber(path(), random);
    number++;
    if (run !== undefined) target += `${target.includes('?') ? '&' : '?'}n=${number}&run=${run}`;
    const request = `${method()} ${target} HTTP/1.1`;
    const from = withNumber(referrer(), random);
    return `${ip} - ${user} [${apacheTime(at)}] "${request}" ${status} ${size(status, random)} "${from}" "${agent}"`;
  };
}

/** Returns a function that picks one of the values by its weight. */
function chooser<T>(choices: Weighted<T>, random: Random): () => T {
  let sum = 0;
  const upTo = choices.map(([value, weight]) => {
    sum += weight;
    return [value, sum] as const;
  });
  return () => {
    const point = random() * sum;
    const found = upTo.find(([, end]) => point < end);
    if (found === undefined) throw new RangeError('random() must be below 1, and there must be a choice');
    return found[0];
  };
}

/** A few visitors return often, most of them seldom. */
function visitors(random: Random): Weighted<Visitor> {
  const user = chooser(USERS, random);
  const agent = chooser(AGENTS, random);
  return Array.from({ length: VISITORS }, (_, i) => {
    const visitor = { ip: address(random), user: user(), agent: agent() };
    return [visitor, 1 / (i + 1)] as const;
  });
}

/** An address from the ranges reserved for documentation (RFC 5737, RFC 3849), so that no real host appears. */
function address(random: Random): string {
  const host = whole(random, 1, 254);
  if (random() < 0.15) return `2001:db8:${whole(random, 1, 0xffff).toString(16)}::${host.toString(16)}`;
  return `${random() < 0.5 ? '203.0.113' : '198.51.100'}.${host}`;
}

/** `%b`: `-` when there is no body. Small answers are common, large ones rare. */
function size(status: number, random: Random): string {
  return status === 304 ? '-' : String(Math.floor(200 + 250_000 * random() ** 6));
}

function withNumber(text: string, random: Random): string {
  return text.replace('#', () => String(whole(random, 1, 9999)));
}

function whole(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `%t` in UTC: `06/Aug/2026:14:03:09 +0000`. */
function apacheTime(at: number): string {
  const iso = new Date(at).toISOString();
  const month = MONTHS[Number(iso.slice(5, 7)) - 1];
  return `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000`;
}
