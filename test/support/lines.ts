/** What a web server's combined line says, as the documents must name it: `-` is left out, numbers are numbers. */
export interface CombinedFields {
  readonly ip: string;
  readonly ident?: string;
  readonly auth?: string;
  /** Any ISO 8601 form of the same instant is right. */
  readonly timestamp: string;
  readonly request: string;
  readonly status: number;
  readonly bytes?: number;
  readonly referrer?: string;
  readonly agent?: string;
}

/** A line with what parsing must make of it. */
export interface Line {
  readonly text: string;
  readonly fields: CombinedFields | undefined;
  /** All fields that must be found, in their order, where they are not those of an access line. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const PATHS = ['/', '/index.html', '/images/team-photo.jpg', '/api/v2/orders', '/suche', '/blog/2024/05/'];
const AGENTS = [
  'Mozilla/5.0 (X11; Linux x86_64; rv:115.0) Gecko/20100101 Firefox/115.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15',
  'curl/8.5.0',
  'ExampleBot/2.1 (+http://bot.example/about.html)',
];
const REFERRERS = [
  'http://shop.example/',
  'https://www.example.org/?q=tea&lang=de',
  'https://müller.example/Öl',
];
const STATUSES = [200, 200, 200, 200, 301, 304, 404, 500];
const ZONES = ['+0000', '+0000', '+0200', '-0730'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A generator of realistic Apache combined lines; the token stands in the request. */
export function combinedLines(random: () => number): (token: string) => Line {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const sometimes = <T>(chance: number, make: () => T): T | undefined =>
    random() < chance ? make() : undefined;
  return (token) => {
    const zone = pick(ZONES);
    const day = new Date(Date.UTC(2024, 0, 1) + Math.floor(random() * 366 * 86_400) * 1000);
    const ip = random() < 0.1 ? '2001:db8::17' : `203.0.113.${Math.floor(random() * 256)}`;
    const status = pick(STATUSES);
    const auth = sometimes(0.2, () => pick(['frank', 'jo-ann', 'o.neil@example.org']));
    const bytes = status === 304 ? undefined : Math.floor(random() * 1e6);
    const referrer = sometimes(0.5, () => pick(REFERRERS));
    const agent = sometimes(0.9, () => pick(AGENTS));
    const request = `${pick(['GET', 'GET', 'POST', 'HEAD'])} ${pick(PATHS)}?t=${token} HTTP/1.1`;
    const fields = {
      ip,
      ...(auth === undefined ? {} : { auth }),
      timestamp: isoTime(day, zone),
      request,
      status,
      ...(bytes === undefined ? {} : { bytes }),
      ...(referrer === undefined ? {} : { referrer }),
      ...(agent === undefined ? {} : { agent }),
    };
    const text =
      `${ip} - ${auth ?? '-'} [${clfTime(day, zone)}] "${request}" ${status} ${bytes ?? '-'} ` +
      `"${referrer ?? '-'}" "${agent ?? '-'}"`;
    return { text, fields };
  };
}

/** `day` is a wall clock time kept in a UTC date. */
function isoTime(day: Date, zone: string): string {
  return `${day.toISOString().slice(0, 19)}${zone.slice(0, 3)}:${zone.slice(3)}`;
}

function clfTime(day: Date, zone: string): string {
  const [date, time] = day.toISOString().slice(0, 19).split('T') as [string, string];
  const [year, month, dayOfMonth] = date.split('-') as [string, string, string];
  return `${dayOfMonth}/${MONTHS[Number(month) - 1]}/${year}:${time} ${zone}`;
}
