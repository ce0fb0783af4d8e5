import { badRequest } from '../request-error.ts';
import { BOUNDS, boundedField, boundedText, Tally } from './bounds.ts';
import type { ValueTest } from './candidate.ts';
import { all, atLeast, not, type Query } from './combined-queries.ts';
import { parseQueryString } from './query-string.ts';
import { rangeTest } from './range.ts';
import * as tests from './value-tests.ts';

type Json = Record<string, unknown>;

/** The circumstances in which a query is read. */
interface Reading {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly tally: Tally;
}

type Compile = (body: Json, reading: Reading) => Query;

/**
 * Translates a query of Elasticsearch's query language; undefined accepts everything. `now` is milliseconds since 1970. Throws
 * RequestError (400) for anything that is not supported, instead of ignoring it, and for a query beyond `BOUNDS`.
 */
export function compileQuery(query: unknown, now: number): Query | undefined {
  return query === undefined ? undefined : compile(query, { now, tally: new Tally() });
}

/** Translates the language of `q=`: words, "phrases" and prefix*, each with or without `field:` and `-`, joined by AND or OR. */
export function queryString(text: string, defaultOperator: string, tally = new Tally()): Query {
  const { clauses, every } = parseQueryString(boundedText(text), defaultOperator.toLowerCase() === 'and');
  tally.clause(clauses.length);
  const queries = clauses.map(({ field, words, kind, negated }): Query => {
    const name = field === undefined ? undefined : boundedField(field);
    const test =
      kind === 'prefix' ? tests.prefixOfWord(words) : kind === 'any' ? () => true : tests.phrase(words);
    const query: Query = (candidate) => candidate.some(name, test);
    return negated ? not(query) : query;
  });
  return every ? all(queries) : atLeast(1, queries);
}

function compile(query: unknown, reading: Reading): Query | undefined {
  const [name, body] = onlyEntry(query, 'query');
  if (!countsItself.has(name)) reading.tally.clause();
  if (name === 'match_all') return undefined;
  const compiler = compilers.get(name);
  if (compiler === undefined) throw badRequest(`unknown query [${name}]`, 'parsing_exception');
  return reading.tally.nested(() => compiler(asObject(body, name), reading));
}

/** Queries that are as many clauses as they have words or queries inside. */
const countsItself = new Set(['bool', 'match', 'query_string', 'simple_query_string']);

const compilers = new Map<string, Compile>([
  ['match_none', () => () => false],
  ['match', matchQuery],
  ['match_phrase', (body) => perField(body, 'query', tests.phrase)],
  ['term', (body) => perField(body, 'value', tests.term, tests.exact)],
  ['terms', termsQuery],
  ['prefix', (body) => perField(body, 'value', tests.prefix)],
  ['exists', (body) => existsQuery(body)],
  ['ids', ({ values }) => idsQuery(values)],
  ['range', rangeQuery],
  ['bool', boolQuery],
  ['query_string', queryStringQuery],
  ['simple_query_string', queryStringQuery],
]);

/** A query for one text in one field; `exact` is for fields that end in `.keyword`, whose values are compared as a whole. */
function perField(body: Json, valueName: string, make: (wanted: string) => ValueTest, exact = make): Query {
  const [field, given] = onlyEntry(body, 'field');
  const wanted = typeof given === 'object' && given !== null ? (given as Json)[valueName] : given;
  if (wanted === undefined) throw badRequest(`field [${field}] has no [${valueName}]`, 'parsing_exception');
  const test = (field.endsWith('.keyword') ? exact : make)(boundedText(wanted));
  const name = boundedField(field);
  return (candidate) => candidate.some(name, test);
}

function matchQuery(body: Json, { tally }: Reading): Query {
  const given = Object.values(body)[0];
  const operator = typeof given === 'object' && given !== null ? (given as Json).operator : undefined;
  const every = String(operator ?? 'or').toLowerCase() === 'and';
  const counted = (test: tests.MatchTest): ValueTest => {
    tally.clause(Math.max(1, test.words));
    return test.test;
  };
  return perField(
    body,
    'query',
    (text) => counted(tests.match(text, every)),
    (text) => counted({ words: 1, test: tests.exact(text) }),
  );
}

function termsQuery(body: Json): Query {
  const [field, wanted] = onlyEntry(body, 'field');
  if (!Array.isArray(wanted)) throw badRequest('[terms] needs a list of values', 'parsing_exception');
  const texts = boundedTexts(wanted);
  const test = field.endsWith('.keyword') ? tests.exactOneOf(texts) : tests.oneOf(texts);
  const name = boundedField(field);
  return (candidate) => candidate.some(name, test);
}

function existsQuery({ field }: Json): Query {
  const name = boundedField(field);
  return (candidate) => candidate.some(name, () => true);
}

function idsQuery(values: unknown): Query {
  if (!Array.isArray(values)) throw badRequest('[ids] needs a list of values', 'parsing_exception');
  const wanted = boundedTexts(values);
  return ({ id }) => wanted.has(id);
}

function boundedTexts(values: readonly unknown[]): Set<string> {
  if (values.length <= BOUNDS.terms) return new Set(values.map(boundedText));
  throw badRequest(
    `The number of terms [${values.length}] used in the Terms Query request has exceeded the allowed maximum of [${BOUNDS.terms}]. ` +
      'This maximum can be set by changing the [index.max_terms_count] index level setting.',
  );
}

function rangeQuery(body: Json, { now }: Reading): Query {
  const [field, given] = onlyEntry(body, 'field');
  const test = rangeTest(asObject(given, 'range'), now);
  const name = boundedField(field);
  return (candidate) => candidate.some(name, test);
}

function queryStringQuery(body: Json, { tally }: Reading): Query {
  return queryString(boundedText(body.query), boundedText(body.default_operator ?? 'or'), tally);
}

function boolQuery(body: Json, reading: Reading): Query {
  for (const name of Object.keys(body)) {
    if (!['must', 'filter', 'should', 'must_not', 'minimum_should_match', 'boost'].includes(name)) {
      throw badRequest(`[bool] query does not support [${name}]`, 'parsing_exception');
    }
  }
  const compileAll = (name: string): Query[] =>
    [body[name] ?? []].flat().map((query) => compile(query, reading) ?? (() => true));
  const must = [...compileAll('must'), ...compileAll('filter')];
  const mustNot = compileAll('must_not');
  const should = compileAll('should');
  if (must.length + mustNot.length + should.length === 0) reading.tally.clause();
  const least = Number(body.minimum_should_match ?? (must.length === 0 && should.length > 0 ? 1 : 0));
  return all([...must, ...mustNot.map(not), ...(least === 0 ? [] : [atLeast(least, should)])]);
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
