import { badRequest } from '../request-error.ts';
import { BOUNDS, boundedField } from './bounds.ts';
import type { Query } from './combined-queries.ts';
import { compileQuery, queryString } from './query.ts';
import { type SortKey, type SortValue, sortValue } from './sort.ts';

export interface SearchRequest {
  /** Undefined accepts everything. */
  readonly query: Query | undefined;
  readonly size: number;
  readonly from: number;
  readonly sort: readonly SortKey[];
  readonly searchAfter: readonly SortValue[] | undefined;
  /** Counting stops beyond this total. */
  readonly countUpTo: number;
  readonly withSource: boolean;
  /** For how long documents are looked for. What has been found by then is the answer. */
  readonly milliseconds: number;
}

/** For how long one request may search or count, in milliseconds. */
export const MAX_SEARCH_MS = 60_000;

/** The total up to which Elasticsearch counts by default. */
const COUNTED = 10_000;

/** Members of a body that are read below or don't affect the result. */
const known = new Set([
  'query',
  'size',
  'from',
  'sort',
  'search_after',
  'track_total_hits',
  '_source',
  'timeout',
  'track_scores',
  'version',
  'stored_fields',
]);

/** The query of `_count` and `_search`, from `q` or the body's `query`. Throws RequestError (400) for what is not supported. */
export function readQuery(body: unknown, parameters: URLSearchParams, now: number): Query | undefined {
  const q = parameters.get('q');
  if (q !== null && q.trim() !== '*') return queryString(q, parameters.get('default_operator') ?? 'or');
  return compileQuery(asBody(body).query, now);
}

/** Reads a search from body and parameters. Throws RequestError (400) for what is not supported, such as aggregations. */
export function readSearch(given: unknown, parameters: URLSearchParams, now: number): SearchRequest {
  const body = asBody(given);
  const unknown = Object.keys(body).find((key) => !known.has(key));
  if (unknown !== undefined)
    throw badRequest(`[${unknown}] is not supported by this store`, 'parsing_exception');
  const size = readCount('size', parameters.get('size') ?? body.size, 10);
  const from = readCount('from', parameters.get('from') ?? body.from, 0);
  if (from + size > BOUNDS.resultWindow) {
    throw badRequest(
      `Result window is too large, from + size must be less than or equal to: [${BOUNDS.resultWindow}] but was [${from + size}]`,
    );
  }
  const sort = readSort(parameters.get('sort')?.split(',') ?? body.sort);
  return {
    query: readQuery(body, parameters, now),
    size,
    from,
    sort,
    searchAfter: readSearchAfter(body.search_after, sort),
    countUpTo: readCountUpTo(parameters.get('track_total_hits') ?? body.track_total_hits),
    withSource: String(parameters.get('_source') ?? body._source ?? true) !== 'false',
    milliseconds: readTimeout(parameters.get('timeout') ?? body.timeout),
  };
}

function asBody(body: unknown): Record<string, unknown> {
  if (body === undefined) return {};
  if (typeof body === 'object' && body !== null && !Array.isArray(body))
    return body as Record<string, unknown>;
  throw badRequest('the body must be an object', 'parsing_exception');
}

function readCount(name: string, given: unknown, fallback: number): number {
  if (given === undefined || given === null) return fallback;
  const count = Number(given);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw badRequest(`[${name}] must be a whole number, not negative, found [${String(given)}]`);
}

function readCountUpTo(given: unknown): number {
  if (given === undefined || given === null) return COUNTED;
  if (String(given) === 'true') return Number.MAX_SAFE_INTEGER;
  return String(given) === 'false' ? 0 : readCount('track_total_hits', given, COUNTED);
}

const TIME_UNITS = new Map([
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
]);

/** The time that the client gives, up to that of the store. */
function readTimeout(given: unknown): number {
  if (given === undefined || given === null || String(given) === '-1') return MAX_SEARCH_MS;
  const [, count, unit = ''] = /^(\d{1,9})([a-z]+)$/.exec(String(given)) ?? [];
  const factor = TIME_UNITS.get(unit);
  if (factor !== undefined) return Math.min(MAX_SEARCH_MS, Number(count) * factor);
  throw badRequest(`failed to parse setting [timeout] with value [${String(given)}] as a time value`);
}

/** `field`, `field:desc`, `{field: "desc"}` or `{field: {order: "desc"}}`, alone or in a list. */
function readSort(given: unknown): SortKey[] {
  const keys = [given ?? '_doc'].flat().map(readSortKey);
  if (keys.length > BOUNDS.sorts) {
    throw badRequest(`[sort] may name at most [${BOUNDS.sorts}] fields but names [${keys.length}]`);
  }
  return keys.length > 0 ? keys : [{ field: '_doc', descending: false }];
}

function readSortKey(given: unknown): SortKey {
  if (typeof given === 'string') {
    const [, field = '', order] = /^(.*?)(?::(asc|desc))?$/s.exec(given) ?? [];
    return { field: boundedField(field), descending: isDescending(order, field) };
  }
  const [entry, ...more] = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  if (entry === undefined || more.length > 0) throw badRequest('[sort] must name one field at a time');
  const [field, value] = entry as [string, unknown];
  const order = typeof value === 'object' && value !== null ? (value as { order?: unknown }).order : value;
  return { field: boundedField(field), descending: isDescending(order, field) };
}

function isDescending(order: unknown, field: string): boolean {
  if (order === undefined) return field === '_score';
  if (order === 'asc' || order === 'desc') return order === 'desc';
  throw badRequest(`[sort] must be asc or desc, found [${String(order)}]`);
}

function readSearchAfter(given: unknown, sort: readonly SortKey[]): SortValue[] | undefined {
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length !== sort.length) {
    throw badRequest(`search_after must have as many values as sort has fields: ${sort.length}`);
  }
  return given.map(sortValue);
}
