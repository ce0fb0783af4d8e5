import { setImmediate } from 'node:timers/promises';
import type { Documents, StoredDocument } from './documents.ts';
import { comparable, compare, fieldValues, type Source } from './field-values.ts';
import type { Predicate } from './query.ts';
import type { SearchRequest, SortKey } from './search-request.ts';

/** A value a hit was sorted by; null when it has none. */
export type SortValue = number | string | null;

export interface Hit {
  readonly document: StoredDocument;
  readonly sort: readonly SortValue[];
}

export interface SearchResult {
  readonly total: number;
  /** `gte`: there may be more than `total`, nobody counted further. */
  readonly relation: 'eq' | 'gte';
  readonly hits: readonly Hit[];
}

/** Documents looked at between two looks at what else the thread has to do, which is taking in more documents. */
const SLICE = 500;

/** The documents of the indices that the predicate accepts, one slice of the event loop after the other. */
async function* matching(
  documents: Documents,
  indices: ReadonlySet<string>,
  accepts: Predicate | undefined,
): AsyncGenerator<StoredDocument> {
  let seq = 0;
  for (;;) {
    const slice = documents.slice(seq, SLICE);
    if (slice.length === 0) return;
    for (const document of slice) {
      seq = document.seq;
      if (indices.has(document.index) && isAccepted(document, accepts)) yield document;
    }
    await setImmediate();
  }
}

function isAccepted(document: StoredDocument, accepts: Predicate | undefined): boolean {
  return accepts === undefined || accepts({ id: document.id, source: JSON.parse(document.source) as Source });
}

/** How many documents of the indices the predicate accepts. */
export async function countMatching(
  documents: Documents,
  indices: ReadonlySet<string>,
  accepts: Predicate | undefined,
): Promise<number> {
  let count = 0;
  if (accepts === undefined) {
    for (const index of indices) count += documents.count(index);
    return count;
  }
  for await (const _ of matching(documents, indices, accepts)) count++;
  return count;
}

/** Looks at every document in the order of arrival; keeps no more hits in memory than twice what is asked for. */
export async function search(
  documents: Documents,
  indices: ReadonlySet<string>,
  request: SearchRequest,
): Promise<SearchResult> {
  const { sort, searchAfter, countUpTo } = request;
  const wanted = request.from + request.size;
  const inArrivalOrder = sort.every(({ field, descending }) => field === '_doc' && !descending);
  let hits: Hit[] = [];
  let total = 0;
  for await (const document of matching(documents, indices, request.accepts)) {
    total++;
    const hit = { document, sort: sortValues(document, sort) };
    const after = searchAfter === undefined || compareSort(hit.sort, searchAfter, sort) > 0;
    if (after && !(inArrivalOrder && hits.length >= wanted)) hits.push(hit);
    if (hits.length >= 2 * wanted + SLICE) hits = best(hits, sort, wanted);
    if (inArrivalOrder && hits.length >= wanted && total > countUpTo) break;
  }
  const found = best(hits, sort, wanted).slice(request.from);
  return {
    total: Math.min(total, countUpTo),
    relation: total > countUpTo ? 'gte' : 'eq',
    hits: found,
  };
}

function best(hits: Hit[], sort: readonly SortKey[], count: number): Hit[] {
  return hits
    .sort((a, b) => compareSort(a.sort, b.sort, sort) || a.document.seq - b.document.seq)
    .slice(0, count);
}

function sortValues(document: StoredDocument, sort: readonly SortKey[]): SortValue[] {
  let source: Source | undefined;
  return sort.map(({ field }) => {
    if (field === '_doc') return document.seq;
    if (field === '_id') return document.id;
    if (field === '_score') return 1;
    source ??= JSON.parse(document.source) as Source;
    return comparable(fieldValues(source, field.replace(/\.keyword$/, ''))[0]) ?? null;
  });
}

/** Documents without the field come last, whatever the direction. */
function compareSort(a: readonly SortValue[], b: readonly SortValue[], sort: readonly SortKey[]): number {
  for (const [position, { descending }] of sort.entries()) {
    const left = a[position] ?? null;
    const right = b[position] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    const order = compare(left, right);
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
