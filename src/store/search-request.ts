import { comparable } from './field-values.ts';
import { compileQuery, type Predicate, queryString } from './query.ts';
import type { SortValue } from './search.ts';
import { badRequest } from './store-error.ts';

export interface SortKey {
  /** A field of the source, or `_doc` (arrival), `_id`, `_score` (the same for all). */
  readonly field: string;
  readonly descending: boolean;
}

export interface SearchRequest {
  /** Undefined accepts everything. */
  readonly accepts: Predicate | undefined;
  readonly size: number;
  readonly from: number;
  readonly sort: readonly SortKey[];
  readonly searchAfter: readonly SortValue[] | undefined;
  /** Beyond it the total is not counted further. */
  readonly countUpTo: number;
  readonly withSource: boolean;
}

/** As many hits as Elasticsearch returns at most, and counts unless told otherwise. */
const WINDOW = 10_000;

/** Without effect on what is found here, or understood below. */
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

/** The query of `_count` and `_search`: `q` or the body's `query`. Throws RequestError (400) for what is not understood. */
export function readQuery(body: unknown, parameters: URLSearchParams, now: number): Predicate | undefined {
  const q = parameters.get('q');
  if (q !== null && q.trim() !== '*') return queryString(q, parameters.get('default_operator') ?? 'or');
  return compileQuery(asBody(body).query, now);
}

/** Throws RequestError (400) for anything that it would otherwise have to pass over, such as aggregations. */
export function readSearch(given: unknown, parameters: URLSearchParams, now: number): SearchRequest {
  const body = asBody(given);
  const unknown = Object.keys(body).find((key) => !known.has(key));
  if (unknown !== undefined)
    throw badRequest(`[${unknown}] is not supported by this store`, 'parsing_exception');
  const size = readCount('size', parameters.get('size') ?? body.size, 10);
  const from = readCount('from', parameters.get('from') ?? body.from, 0);
  if (from + size > WINDOW) {
    throw badRequest(
      `Result window is too large, from + size must be less than or equal to: [${WINDOW}] but was [${from + size}]`,
    );
  }
  const sort = readSort(parameters.get('sort')?.split(',') ?? body.sort);
  return {
    accepts: readQuery(body, parameters, now),
    size,
    from,
    sort,
    searchAfter: readSearchAfter(body.search_after, sort),
    countUpTo: readCountUpTo(parameters.get('track_total_hits') ?? body.track_total_hits),
    withSource: String(parameters.get('_source') ?? body._source ?? true) !== 'false',
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
  if (given === undefined || given === null) return WINDOW;
  if (String(given) === 'true') return Number.MAX_SAFE_INTEGER;
  return String(given) === 'false' ? 0 : readCount('track_total_hits', given, WINDOW);
}

/** `field`, `field:desc`, `{field: "desc"}` or `{field: {order: "desc"}}`, alone or in a list. */
function readSort(given: unknown): SortKey[] {
  const keys = [given ?? '_doc'].flat().map(readSortKey);
  return keys.length > 0 ? keys : [{ field: '_doc', descending: false }];
}

function readSortKey(given: unknown): SortKey {
  if (typeof given === 'string') {
    const [, field = '', order] = /^(.*?)(?::(asc|desc))?$/s.exec(given) ?? [];
    return { field, descending: isDescending(order, field) };
  }
  const [entry, ...more] = typeof given === 'object' && given !== null ? Object.entries(given) : [];
  if (entry === undefined || more.length > 0) throw badRequest('[sort] must name one field at a time');
  const [field, value] = entry as [string, unknown];
  const order = typeof value === 'object' && value !== null ? (value as { order?: unknown }).order : value;
  return { field, descending: isDescending(order, field) };
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
  return given.map((value) => comparable(value) ?? null);
}
