import type { Steps } from '../turns/steps.ts';
import type { Candidate } from './candidate.ts';
import { comparable, compare } from './field-values.ts';

/** One field that hits are ordered by. */
export interface SortKey {
  /** A field of the source, or `_doc` (arrival), `_id` or `_score` (the same for all documents). */
  readonly field: string;
  readonly descending: boolean;
}

/** The value of a sort field in one hit, or null when the document doesn't have the field. */
export type SortValue = number | string | null;

/** The document's values of the sort fields, in the order of the keys. `seq` is its place in the order of arrival. */
export function* sortValues(candidate: Candidate, seq: number, sort: readonly SortKey[]): Steps<SortValue[]> {
  const values: SortValue[] = [];
  for (const { field } of sort) {
    if (field === '_doc') values.push(seq);
    else if (field === '_score') values.push(1);
    else values.push(sortValue(yield* candidate.first(field)));
  }
  return values;
}

/** Characters of a text that count for the order. */
const COMPARED = 1024;

/** The form in which values are ordered, and given in hits and `search_after`. */
export function sortValue(value: unknown): SortValue {
  const comparableValue = comparable(value) ?? null;
  if (typeof comparableValue !== 'string' || comparableValue.length <= COMPARED) return comparableValue;
  // A copy, because a slice would keep the whole text in memory.
  return Buffer.from(comparableValue.slice(0, COMPARED), 'utf16le').toString('utf16le');
}

/** Orders two hits by their sort values. Documents without the field come last in either direction. */
export function compareSort(
  a: readonly SortValue[],
  b: readonly SortValue[],
  sort: readonly SortKey[],
): number {
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
