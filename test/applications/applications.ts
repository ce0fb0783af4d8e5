import type { StoredDocument } from '../docker/cluster.ts';

export const IMAGE = 'logagent-test-applications';

/** An application in a container of its own. Its events are numbered from 1; those that 3 divides are errors. */
export interface Application {
  readonly name: string;
  /** Begins it with so many events and so long a pause in milliseconds between two of them. */
  command(events: number, pauseMs: number): readonly string[];
  /** The end of an error's text, which is in its message. */
  errorEnd(n: number): string;
  /** A document for the request as well as the one for the error. */
  readonly hasRequests?: boolean;
}

export const APPLICATIONS: readonly Application[] = [
  {
    name: 'web',
    command: (events, pauseMs) => ['sh', 'nginx.sh', `${events}`, `${pauseMs}`],
    errorEnd: (n) => `open() "/var/www/html/missing/event/${n}" failed (2: No such file or directory)`,
    hasRequests: true,
  },
  {
    name: 'shop',
    command: (events, pauseMs) => ['node', 'app.mjs', `${events}`, `${pauseMs}`],
    errorEnd: (n) => `event ${n} failed`,
  },
  {
    name: 'orders',
    command: (events, pauseMs) => ['java', 'App', `${events}`, `${pauseMs}`],
    errorEnd: () => '... 1 common frames omitted',
  },
  {
    name: 'db',
    command: (events, pauseMs) => ['sh', 'postgres.sh', `${events}`, `${pauseMs / 1000}`],
    errorEnd: (n) => `STATEMENT:  SELECT 'event ${n}',\n\t  amount\n\tFROM payments_${n};`,
  },
  {
    name: 'billing',
    command: (events, pauseMs) => ['python3', '-u', 'app.py', `${events}`, `${pauseMs}`],
    errorEnd: (n) => `Error: amount of ${n}`,
  },
  {
    name: 'mail',
    command: (events, pauseMs) => ['./app', `${events}`, `${pauseMs}`],
    errorEnd: (n) => `event ${n} failed`,
  },
];

/** What an application's documents say that they should not, as texts to look at; empty when all is well. */
export function faultsOf(
  application: Application,
  events: number,
  documents: readonly StoredDocument[],
): string[] {
  const faults: string[] = [];
  const found = new Map<string, number>();
  for (const { _source } of documents) {
    const kind =
      application.hasRequests && _source.request !== undefined && _source.level === undefined
        ? 'request'
        : 'event';
    const n = numberOf(_source);
    if (n !== undefined) found.set(`${kind} ${n}`, (found.get(`${kind} ${n}`) ?? 0) + 1);
    const fault = faultOf(application, n, kind, _source);
    if (fault !== undefined) faults.push(`${fault}: ${JSON.stringify(_source)}`);
  }
  for (const key of expectedOf(application, events)) {
    const times = found.get(key) ?? 0;
    if (times !== 1) faults.push(`${key} is in ${times} documents`);
    found.delete(key);
  }
  return [...faults, ...[...found.keys()].map((key) => `nobody printed ${key}`)];
}

/** One for each document that there must be: of the requests, and of the events. */
export function expectedOf({ hasRequests }: Application, events: number): string[] {
  const numbers = Array.from({ length: events }, (_, at) => at + 1);
  if (!hasRequests) return numbers.map((n) => `event ${n}`);
  return numbers.flatMap((n) => (isError(n) ? [`request ${n}`, `event ${n}`] : [`request ${n}`]));
}

const isError = (n: number): boolean => n % 3 === 0;

type Fields = StoredDocument['_source'];

/** Every document has a time of its own and a level, or a request with its status; the numbered ones all that belongs to them. */
function faultOf(
  { errorEnd }: Application,
  n: number | undefined,
  kind: string,
  { level, message, status, timestamp }: Fields,
): string | undefined {
  if (typeof timestamp !== 'string') return 'no time';
  if (kind === 'request') return typeof status === 'number' ? undefined : 'no status';
  if (typeof level !== 'string') return 'no level';
  if (typeof message !== 'string') return 'no message';
  if (n === undefined) return undefined;
  if (isError(n) && level !== 'error') return 'no error';
  return !isError(n) || message.includes(errorEnd(n)) ? undefined : `without its end, ${errorEnd(n)}`;
}

function numberOf({ message = '', request = '' }: Fields): number | undefined {
  const [, n] = /event[ /](\d+)/.exec(`${message} ${request}`) ?? [];
  return n === undefined ? undefined : Number(n);
}
