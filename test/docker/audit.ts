import type { StoredDocument } from './cluster.ts';
import type { LoggedEvent } from './docker-log.ts';

/** What was lost and what was doubled, as texts to look at; both empty when all is well. */
export interface Audit {
  readonly expected: number;
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
}

/** Compares by content: every printed text is in the cluster as often as it was printed, and nothing else is. */
export function auditTexts(texts: readonly string[], documents: readonly StoredDocument[]): Audit {
  const missing = new Map<string, number>();
  for (const text of texts) add(missing, contentOfText(text), 1);
  for (const document of documents) add(missing, contentOfDocument(document), -1);
  return {
    expected: texts.length,
    lost: [...missing].filter(([, count]) => count > 0).map(([content]) => shortened(content)),
    doubled: [...missing].filter(([, count]) => count < 0).map(([content]) => shortened(content)),
  };
}

/** Compares by id: what is on disk under an id is in the cluster under this id, with the same content and stream. */
export function auditIds(events: readonly LoggedEvent[], documents: readonly StoredDocument[]): string[] {
  const byId = new Map(documents.map((document) => [document._id, document]));
  return events
    .filter((event) => {
      const document = byId.get(event.id);
      return (
        document === undefined ||
        document._source.stream !== event.stream ||
        contentOfDocument(document) !== contentOfText(event.text)
      );
    })
    .map((event) => `${event.id} ${shortened(event.text)}`);
}

/** Docker splits longer texts into parts. */
const PART_BYTES = 16 * 1024;

/**
 * Documents whose `_id` is not made of a fingerprint, an offset and the fraction of a time. The offset is the one that the document
 * names if it does, but for a text of several parts, which bears the place of its last one.
 */
export function strangeIds(documents: readonly StoredDocument[]): string[] {
  return documents
    .filter(({ _id, _source }) => {
      const [, offset] = /^[\w-]{16}\.(\d+)\.\d{9}$/.exec(_id) ?? [];
      const isLong = JSON.stringify(_source).length >= PART_BYTES;
      if (offset === undefined) return true;
      const { offset: told = Number(offset) } = (_source.log ?? {}) as { offset?: number };
      return !isLong && Number(offset) !== told;
    })
    .map(({ _id }) => _id);
}

/**
 * Lines of a container that do not lie in the order of their numbers: a stream's lines lie in one generation after the
 * other, within each by offset.
 */
export function misordered({ id, tag }: Printer, documents: readonly StoredDocument[]): string[] {
  const found: string[] = [];
  for (const stream of ['stdout', 'stderr']) {
    const lines = documents
      .filter(({ _source }) => _source.stream === stream && containerOf(_source) === id)
      .map(({ _id, _source }) => ({ _id, number: numberOf(tag, _source) }))
      .filter((line): line is Numbered => line.number !== undefined)
      .sort((a, b) => a.number - b.number);
    found.push(...outOfPlace(lines));
  }
  return found;
}

/** A container, and what marks its lines. */
interface Printer {
  readonly id: string;
  readonly tag: string;
}

interface Numbered {
  readonly _id: string;
  readonly number: number;
}

function outOfPlace(lines: readonly Numbered[]): string[] {
  const found: string[] = [];
  const ended = new Set<string>();
  let [generation, offset] = ['', -1];
  for (const { _id } of lines) {
    const [key = '', position = ''] = _id.split('.');
    if (key !== generation) {
      ended.add(generation);
      [generation, offset] = [key, -1];
    }
    if (ended.has(key) || Number(position) <= offset) found.push(_id);
    offset = Number(position);
  }
  return found;
}

function containerOf(source: StoredDocument['_source']): unknown {
  return (source.container as { id?: string }).id;
}

/** Last words have no number of their own: they name the line before them. */
function numberOf(
  tag: string,
  { message = '', request = '' }: StoredDocument['_source'],
): number | undefined {
  const [, access, plain] =
    new RegExp(`/${tag}/(\\d+)\\?|^${tag} (\\d+) (?!was)`).exec(`${request}${message}`) ?? [];
  return access === undefined && plain === undefined ? undefined : Number(access ?? plain);
}

const NAMES = [
  'ip',
  'ident',
  'auth',
  'timestamp',
  'request',
  'status',
  'bytes',
  'referrer',
  'agent',
] as const;
const COMBINED =
  /^(\S+) (\S+) (\S+) \[(\d\d)\/(\w{3})\/(\d{4}):(\d\d:\d\d:\d\d) ([+-]\d\d)(\d\d)\] "((?:[^"\\]|\\.)*)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/s;

// biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with it.
const COLOUR = /\u001b\[\d*m/g;

/** Reads the line once more, apart from the code under test: the fields of a combined line, or the whole text without colours. */
function contentOfText(text: string): string {
  const match = COMBINED.exec(text);
  if (match === null) return JSON.stringify({ message: text.replace(COLOUR, '') });
  const [, ip, ident, auth, day, month, year, time, hours, minutes, request, status, bytes, referrer, agent] =
    match;
  const instant = Date.parse(`${day} ${month} ${year} ${time} ${hours}${minutes}`);
  const given = [ip, ident, auth, instant, request, Number(status), bytes, referrer, agent];
  return JSON.stringify(
    Object.fromEntries(
      NAMES.flatMap((name, at) => {
        const value = name === 'bytes' && given[at] !== '-' ? Number(given[at]) : given[at];
        return value === '-' ? [] : [[name, value]];
      }),
    ),
  );
}

function contentOfDocument({ _source }: StoredDocument): string {
  if ('message' in _source) return JSON.stringify({ message: _source.message });
  return JSON.stringify(
    Object.fromEntries(
      NAMES.filter((name) => name in _source).map((name) => {
        const value = _source[name];
        return [name, name === 'timestamp' ? Date.parse(String(value)) : value];
      }),
    ),
  );
}

function add(counts: Map<string, number>, content: string, by: number): void {
  counts.set(content, (counts.get(content) ?? 0) + by);
}

const shortened = (text: string): string => (text.length > 200 ? `${text.slice(0, 200)}…` : text);
