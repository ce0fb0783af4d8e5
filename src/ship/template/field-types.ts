import type { AccessNames, Schema, TextNames } from '../../parse/schemas/names.ts';
import type { Path } from '../../parse/schemas/path.ts';

/** The type of a field, as a mapping has it. */
export type FieldType = Readonly<Record<string, unknown>>;

/** Longer values are in the document but not searched as a whole: Lucene takes no term of more than 32,766 bytes. */
const LONGEST_TERM = 8191;
/** Values that are longer than this are no names, and nobody charts by them. */
export const LONGEST_NAME = 1024;

export const name = { type: 'keyword', ignore_above: LONGEST_NAME };
/** For whole words and for charts by the whole text. Its length has no influence on the order of hits, which is that of time. */
const text = { type: 'text', norms: false, fields: { keyword: name } };
/** The other way round, for values that are mostly names. */
export const word = { ...name, fields: { text: { type: 'text', norms: false } } };
/** Kept and shown, never searched: it takes no room beside the document. */
const shown = { type: 'keyword', index: false, doc_values: false };
const whole = { type: 'long' };
const yes = { type: 'boolean' };
const time = { type: 'date_nanos' };

const ofAccess: Readonly<Record<keyof AccessNames, FieldType>> = {
  ip: { type: 'ip', ignore_malformed: true },
  ident: name,
  auth: name,
  timestamp: { type: 'date', ignore_malformed: true },
  request: text,
  status: { type: 'short', ignore_malformed: true },
  bytes: { type: 'long', ignore_malformed: true },
  referrer: word,
  agent: word,
  domain: word,
  vhost: word,
  forwarded: word,
  responseTime: { type: 'double', ignore_malformed: true },
  gzipRatio: { type: 'double', ignore_malformed: true },
  requestLength: { type: 'long', ignore_malformed: true },
  requestNumber: { type: 'long', ignore_malformed: true },
  router: word,
  upstream: word,
  extra: text,
  method: name,
  path: word,
  query: word,
  httpVersion: name,
};

const ofText: Readonly<Record<keyof TextNames, FieldType>> = {
  logger: word,
  thread: name,
  process: whole,
  caller: name,
  callerLine: whole,
  program: name,
  hostname: name,
  user: name,
  database: name,
  ip: ofAccess.ip,
  port: whole,
  code: name,
  time: name,
};

/** Members of JSON lines that stay as they are, by names that many loggers give them. */
const ofJson: Readonly<Record<string, FieldType>> = { message: text, msg: text, level: name, severity: name };

/** A field and its type. */
type Typed = readonly [path: Path, type: FieldType];

/** The fields of documents that a schema names, each with its type. `labels` is that of the objects whose members anybody may name. */
export function typedFields(schema: Schema, labels: FieldType, isDataStream: boolean): Typed[] {
  const { marks, refusal, container, pod, constants } = schema;
  return [
    // A data stream takes no document without a time that it understands.
    [schema.time, isDataStream ? { ...time, ignore_malformed: false } : time],
    ...ofParts(schema),
    [schema.message, text],
    [schema.level, name],
    ...(schema.severity === undefined ? [] : [[schema.severity, { type: 'byte' }] as const]),
    [schema.levelNumber, whole],
    [schema.stream, name],
    [marks.malformed, yes],
    [marks.cut, yes],
    [marks.original_base64, shown],
    [marks.original, shown],
    [refusal.kind, name],
    [refusal.original, shown],
    [refusal.type, name],
    [refusal.message, text],
    [schema.offset, whole],
    [schema.path, { type: 'keyword', ignore_above: LONGEST_TERM }],
    [container.id, name],
    [container.name, name],
    [container.image, name],
    [container.labels, labels],
    [container.attrs, labels],
    [pod.namespace, name],
    [pod.name, name],
    [pod.uid, name],
    [pod.container, name],
    [pod.restarts, whole],
    [schema.hostName, name],
    ...constants.map(({ path }): Typed => [path, name]),
    ...(schema.prefix === '' ? Object.entries(ofJson) : []),
    ...Object.entries(schema.aliases).map(([alias, path]): Typed => [alias, { type: 'alias', path }]),
  ];
}

function ofParts({ access, text }: Schema): Typed[] {
  const ofLine = Object.entries(ofAccess).map(
    ([key, type]): Typed => [access[key as keyof AccessNames], type],
  );
  const others = Object.entries(ofText).flatMap(([key, type]): Typed[] => {
    const path = text[key as keyof TextNames];
    return path === undefined ? [] : [[path, type]];
  });
  return [...ofLine, ...others];
}
