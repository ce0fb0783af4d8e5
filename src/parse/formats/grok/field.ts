import { DEEPEST } from '../../json/limits.ts';
import { PatternError } from './pattern-error.ts';

/** What becomes of a group's text: it stays one, or is a number where it can be one. */
export type FieldType = 'string' | 'int' | 'float';

/** A group of a pattern. */
export interface Group {
  /** Of the document: `ip`; `source.ip` is member `ip` of an object `source`. */
  readonly path: string;
  readonly type: FieldType;
}

/** The field of an application's own time. */
export const TIMESTAMP = 'timestamp';
/** In a document it is the time of the line in its log file, so a pattern that says so means the application's. */
const TIMESTAMP_OF_LOGSTASH = '@timestamp';

/** Types as Logstash and Elasticsearch's grok processor write them. */
const TYPES: Readonly<Record<string, FieldType>> = {
  string: 'string',
  int: 'int',
  long: 'int',
  float: 'float',
  double: 'float',
};

const PART = String.raw`[^\s.:[\]{}<>"'\\]+`;
const DOTTED = new RegExp(`^${PART}(?:\\.${PART})*$`);
const BRACKETED = new RegExp(`^(?:\\[${PART}(?:\\.${PART})*\\])+$`);

/** The path that a name in a pattern means: `source.ip` for `source.ip` and `[source][ip]`. Throws PatternError. */
export function pathOf(name: string): string {
  const path = BRACKETED.test(name) ? name.slice(1, -1).replaceAll('][', '.') : name;
  if (!DOTTED.test(path) || path.split('.').length >= DEEPEST) {
    throw new PatternError(
      `has a field ${JSON.stringify(name)}, which is no name. Write it like took, source.ip or [source][ip]`,
    );
  }
  return path === TIMESTAMP_OF_LOGSTASH ? TIMESTAMP : path;
}

/** Throws PatternError. */
export function typeOf(name: string): FieldType {
  const type = TYPES[name];
  if (type !== undefined) return type;
  throw new PatternError(
    `has the type ${JSON.stringify(name)}, and a field's type is int, float or string. Give one of them`,
  );
}
