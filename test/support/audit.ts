import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { checkOfTime } from '../../src/parse/check.ts';
import type { Documents, Source } from './backend.ts';
import { PART_BYTES } from './docker-envelope.ts';
import type { FakeContainer } from './docker-writer.ts';
import type { Printed } from './ongoing-line.ts';
import type { FakePod } from './pod-writer.ts';

/** What containers printed against what the index holds, by content and id. */
export interface Audit {
  /** Events printed. */
  readonly lines: number;
  readonly documents: number;
  /** Printed, and in no document. */
  readonly lost: readonly Printed[];
  /** Tokens that stand in more than one document, with their ids. */
  readonly doubled: readonly string[];
  /** Not in the order in which they were printed. */
  readonly misordered: readonly string[];
  /** Documents whose content is not what was printed. */
  readonly wrong: readonly string[];
  /** Ids of documents that hold nothing printed. */
  readonly foreign: readonly string[];
}

const TOKEN = /[0-9a-f]{8}-\d{7}/g;
/** Without a check of bytes (`x…`) it is an event of Docker's. */
const ID = /^[A-Za-z0-9_-]{16}\.(\d+)\.(?:(\d{9})|x[0-9a-f]{8})$/;

/** What has printed. */
export type Audited = FakeContainer | FakePod;

interface Arrival {
  readonly id: string;
  readonly source: Source;
}

/** Compares all events of all containers with all documents of the index. */
export function audit(containers: readonly Audited[], documents: Documents): Audit {
  const { arrivals, foreign } = byToken(containers, documents);
  const report = { lost: [] as Printed[], doubled: [] as string[], wrong: [] as string[] };
  const misordered: string[] = [];
  for (const container of containers) {
    for (const printed of container.printed) {
      const found = arrivals.get(printed.token) ?? [];
      if (found.length === 0) report.lost.push(printed);
      if (found.length > 1)
        report.doubled.push(`${printed.token}: ${found.map(({ id }) => id).join(' and ')}`);
      for (const arrival of found) report.wrong.push(...mistakes(container, printed, arrival));
    }
    misordered.push(...orderMistakes(container, arrivals));
  }
  const lines = containers.reduce((sum, container) => sum + container.printed.length, 0);
  return { lines, documents: documents.size, misordered, foreign, ...report };
}

/** Fails, with the first few of each kind, unless each event arrived exactly once, right, in order, and nothing else did. */
export function assertDelivered(report: Audit): void {
  const { lost, doubled, misordered, wrong, foreign } = report;
  const found = {
    lost: lost.map(({ token, text }) => `${token}: ${text}`),
    doubled,
    misordered,
    wrong,
    foreign,
  };
  const bad = Object.entries(found).filter(([, list]) => list.length > 0);
  const excerpt = bad.map(([kind, list]) =>
    [`${kind} ${list.length}:`, ...list.slice(0, 5).map((text) => `  ${text.slice(0, 400)}`)].join('\n'),
  );
  assert.equal(bad.length, 0, `${summary(report)}\n${excerpt.join('\n')}`);
}

export function summary({ lines, lost, doubled, misordered, wrong }: Audit): string {
  const figures = `lost ${lost.length}, doubled ${doubled.length}, misordered ${misordered.length}, wrong ${wrong.length}`;
  return `${lines.toLocaleString('en')} lines: ${figures}`;
}

/** A member by its path, `container.name` for instance. */
export function field(source: Source, path: string): unknown {
  let value: unknown = source;
  for (const name of path.split('.')) value = (value as Source | undefined)?.[name];
  return value;
}

function byToken(containers: readonly Audited[], documents: Documents) {
  const known = new Set(containers.flatMap(({ printed }) => printed.map(({ token }) => token)));
  const arrivals = new Map<string, Arrival[]>();
  const foreign: string[] = [];
  for (const [id, source] of documents) {
    const tokens = new Set(
      JSON.stringify(source)
        .match(TOKEN)
        ?.filter((token) => known.has(token)),
    );
    if (tokens.size === 0) foreign.push(`${id}: ${JSON.stringify(source)}`);
    for (const token of tokens) arrivals.set(token, [...(arrivals.get(token) ?? []), { id, source }]);
  }
  return { arrivals, foreign };
}

/** What is wrong with one document. */
function mistakes(container: Audited, printed: Printed, { id, source }: Arrival): string[] {
  const found: string[] = [];
  const check = (path: string, expected: unknown, actual = field(source, path)): void => {
    if (actual !== expected) {
      found.push(`${id}: ${path} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
    }
  };
  const [, offset, fraction] = ID.exec(id) ?? [];
  if (fraction !== undefined) check('the check', fraction, checkOfTime(printed.time));
  // A line of several parts bears the place of its last one.
  const isLong = printed.inParts ?? Buffer.byteLength(printed.text) >= PART_BYTES - 1;
  const has = (path: string): boolean => field(source, path) !== undefined;
  if (!isLong && has('log.offset')) check('log.offset', Number(offset ?? Number.NaN));
  check('@timestamp', printed.time);
  check('stream', printed.stream);
  check('host.name', hostname());
  if (has('container.id')) check('container.id', container.id);
  check('container.image', container.image);
  if (!container.names.includes(String(field(source, 'container.name'))))
    check('container.name', container.name);
  if (printed.members !== undefined) {
    check('all fields', JSON.stringify(printed.members), JSON.stringify(lineFields(source)));
    return found;
  }
  check('message', printed.fields === undefined ? printed.text : undefined);
  if (printed.fields === undefined) return found;
  for (const name of ['ip', 'ident', 'auth', 'request', 'status', 'bytes', 'referrer', 'agent'] as const) {
    check(name, printed.fields[name]);
  }
  check('timestamp', Date.parse(printed.fields.timestamp), Date.parse(String(source.timestamp)));
  return found;
}

/** A document's members without the agent's own. */
function lineFields(source: Source): Source {
  const own = ['stream', '@timestamp', 'event', 'log', 'container', 'kubernetes', 'host'];
  return Object.fromEntries(Object.entries(source).filter(([name]) => !own.includes(name)));
}

/**
 * Offsets order the events within a generation, and a generation is a contiguous run of what its container printed.
 * Each stream is looked at alone: parts of the other may lie between the parts of a line.
 */
function orderMistakes(container: Audited, arrivals: ReadonlyMap<string, Arrival[]>): string[] {
  const found: string[] = [];
  for (const stream of ['stdout', 'stderr']) {
    const ended = new Set<string>();
    let generation = '';
    let offset = -1;
    for (const printed of container.printed.filter((event) => event.stream === stream)) {
      const id = arrivals.get(printed.token)?.[0]?.id;
      if (id === undefined) continue;
      const [key = '', position = ''] = id.split('.');
      if (key !== generation) {
        ended.add(generation);
        generation = key;
        offset = -1;
      }
      if (ended.has(key) || Number(position) <= offset) found.push(`${printed.token} as ${id}`);
      offset = Number(position);
    }
  }
  return found;
}
