import { allValues, comparable, compare, fieldValues, type Source } from './field-values.ts';
import { parseQueryString } from './query-string.ts';
import { badRequest } from './store-error.ts';
import { hasPhrase, hasPrefix, words } from './words.ts';

/** A document under test. */
export interface Candidate {
  readonly id: string;
  readonly source: Source;
}

export type Predicate = (candidate: Candidate) => boolean;

type Json = Record<string, unknown>;
type Compile = (body: Json, now: number) => Predicate;

/**
 * Translates Elasticsearch's query language, as far as it is known here, into a predicate; undefined accepts everything.
 * `now` is milliseconds since 1970. Throws RequestError (400) for anything it would otherwise have to pass over.
 */
export function compileQuery(query: unknown, now: number): Predicate | undefined {
  if (query === undefined) return undefined;
  const [name, body] = onlyEntry(query, 'query');
  if (name === 'match_all') return undefined;
  const compile = compilers.get(name);
  if (compile === undefined) throw badRequest(`unknown query [${name}]`, 'parsing_exception');
  return compile(asObject(body, name), now);
}

const compilers = new Map<string, Compile>([
  ['match_none', () => () => false],
  ['match', (body) => matchQuery(body)],
  ['match_phrase', (body) => perField(body, 'query', hasPhrase)],
  ['term', (body) => perField(body, 'value', isTerm)],
  ['terms', (body) => termsQuery(body)],
  ['prefix', (body) => perField(body, 'value', (text) => (value) => String(value).startsWith(String(text)))],
  [
    'exists',
    ({ field }) =>
      ({ source }) =>
        fieldValues(source, String(field)).length > 0,
  ],
  ['ids', ({ values }) => idsQuery(values)],
  ['range', (body, now) => rangeQuery(body, now)],
  ['bool', (body, now) => boolQuery(body, now)],
  ['query_string', (body) => queryString(String(body.query), String(body.default_operator ?? 'or'))],
  ['simple_query_string', (body) => queryString(String(body.query), String(body.default_operator ?? 'or'))],
]);

/** The language of `q=`: words, "phrases", prefix*, each with or without `field:` and `-`, joined by AND or OR. */
export function queryString(text: string, defaultOperator: string): Predicate {
  const { clauses, every } = parseQueryString(text, defaultOperator.toLowerCase() === 'and');
  const tests = clauses.map(({ field, words: text, kind, negated }): Predicate => {
    const holds = kind === 'prefix' ? hasPrefix(text) : kind === 'any' ? () => true : hasPhrase(text);
    return (candidate) => valuesOf(candidate, field).some(holds) !== negated;
  });
  return every ? (one) => tests.every((holds) => holds(one)) : (one) => tests.some((holds) => holds(one));
}

function valuesOf({ id, source }: Candidate, field: string | undefined): unknown[] {
  if (field === undefined || field === '*') return allValues(source);
  if (field === '_id') return [id];
  return fieldValues(source, field.replace(/\.keyword$/, ''));
}

function perField(
  body: Json,
  valueName: string,
  test: (wanted: unknown) => (value: unknown) => boolean,
): Predicate {
  const [field, given] = onlyEntry(body, 'field');
  const wanted = typeof given === 'object' && given !== null ? (given as Json)[valueName] : given;
  if (wanted === undefined) throw badRequest(`field [${field}] has no [${valueName}]`, 'parsing_exception');
  const holds = test(field.endsWith('.keyword') ? new Exact(wanted) : wanted);
  return (candidate) => valuesOf(candidate, field).some(holds);
}

/** The wanted value of a `.keyword` field: compared whole, not by words. */
class Exact {
  readonly text: string;

  constructor(value: unknown) {
    this.text = String(value);
  }

  toString(): string {
    return this.text;
  }
}

function isTerm(wanted: unknown): (value: unknown) => boolean {
  const text = String(wanted);
  if (wanted instanceof Exact) return (value) => String(value) === text;
  return (value) => String(value) === text || (typeof value === 'string' && words(value).includes(text));
}

function matchQuery(body: Json): Predicate {
  const given = Object.values(body)[0];
  const operator = typeof given === 'object' && given !== null ? (given as Json).operator : undefined;
  const every = String(operator ?? 'or').toLowerCase() === 'and';
  return perField(body, 'query', (wanted) => {
    if (wanted instanceof Exact) return isTerm(wanted);
    const asked = words(wanted);
    return (value) => {
      const present = new Set(words(value));
      return every ? asked.every((word) => present.has(word)) : asked.some((word) => present.has(word));
    };
  });
}

function termsQuery(body: Json): Predicate {
  const [field, wanted] = onlyEntry(body, 'field');
  if (!Array.isArray(wanted)) throw badRequest('[terms] needs a list of values', 'parsing_exception');
  const exact = field.endsWith('.keyword');
  const tests = wanted.map((value) => isTerm(exact ? new Exact(value) : value));
  return (candidate) => valuesOf(candidate, field).some((value) => tests.some((holds) => holds(value)));
}

function idsQuery(values: unknown): Predicate {
  if (!Array.isArray(values)) throw badRequest('[ids] needs a list of values', 'parsing_exception');
  const wanted = new Set(values.map(String));
  return ({ id }) => wanted.has(id);
}

const bounds: Readonly<Record<string, (order: number) => boolean>> = {
  gt: (order) => order > 0,
  gte: (order) => order >= 0,
  lt: (order) => order < 0,
  lte: (order) => order <= 0,
};

function rangeQuery(body: Json, now: number): Predicate {
  const [field, given] = onlyEntry(body, 'field');
  const tests = Object.entries(asObject(given, 'range')).map(([name, bound]) => {
    const holds = bounds[name];
    if (holds === undefined)
      throw badRequest(`[range] query does not support [${name}]`, 'parsing_exception');
    const limit = comparable(fromNow(bound, now));
    if (limit === undefined) throw badRequest(`[range] can't compare with ${JSON.stringify(bound)}`);
    return (value: unknown): boolean => {
      const number = typeof limit === 'number' && typeof value === 'string' ? Number(value) : value;
      const own = comparable(number);
      return own !== undefined && typeof own === typeof limit && holds(compare(own, limit));
    };
  });
  return (candidate) => valuesOf(candidate, field).some((value) => tests.every((holds) => holds(value)));
}

const milliseconds: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** `now` and `now-15m`, as a time; numbers in text as numbers; anything else as it is. */
function fromNow(bound: unknown, now: number): unknown {
  if (typeof bound !== 'string') return bound;
  const match = /^now(?:([+-])(\d{1,6})([smhdw]))?$/.exec(bound);
  if (match === null) return /^-?\d+(\.\d+)?$/.test(bound) ? Number(bound) : bound;
  const [, sign = '+', count = '0', unit = 's'] = match;
  const distance = Number(count) * (milliseconds[unit] ?? 0);
  return new Date(sign === '-' ? now - distance : now + distance).toISOString();
}

function boolQuery(body: Json, now: number): Predicate {
  for (const name of Object.keys(body)) {
    if (!['must', 'filter', 'should', 'must_not', 'minimum_should_match', 'boost'].includes(name)) {
      throw badRequest(`[bool] query does not support [${name}]`, 'parsing_exception');
    }
  }
  const compileAll = (name: string) =>
    [body[name] ?? []].flat().map((query) => compileQuery(query, now) ?? (() => true));
  const must = [...compileAll('must'), ...compileAll('filter')];
  const mustNot = compileAll('must_not');
  const should = compileAll('should');
  const least = Number(body.minimum_should_match ?? (must.length === 0 && should.length > 0 ? 1 : 0));
  return (one) =>
    must.every((holds) => holds(one)) &&
    !mustNot.some((holds) => holds(one)) &&
    (least === 0 || should.filter((holds) => holds(one)).length >= least);
}

function asObject(value: unknown, name: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json;
  throw badRequest(`[${name}] must be an object`, 'parsing_exception');
}

function onlyEntry(value: unknown, name: string): [string, unknown] {
  const [entry, ...more] = Object.entries(asObject(value, name));
  if (entry === undefined || more.length > 0)
    throw badRequest(`[${name}] must name exactly one`, 'parsing_exception');
  return entry;
}
