import type { Share } from '../byte-budget.ts';
import type { SearchRequest } from './search-request.ts';
import { compareSort, type SortValue } from './sort.ts';

/** A document that a search has found: its place in the order of arrival, and the values that it is sorted by. */
export interface Ranked {
  readonly seq: number;
  readonly sort: readonly SortValue[];
}

/** Hits beyond those that are wanted, before they are sorted and the last ones dropped. */
const SPARE = 500;

/** The best hits so far. It holds at most `SPARE` more than twice the number asked for, and counts their memory. */
export class Found {
  readonly #request: SearchRequest;
  readonly #share: Share;
  readonly #wanted: number;
  readonly #inArrivalOrder: boolean;
  #hits: Ranked[] = [];
  #total = 0;
  #bytes = 0;

  constructor(request: SearchRequest, share: Share) {
    this.#request = request;
    this.#share = share;
    this.#wanted = request.from + request.size;
    this.#inArrivalOrder = request.sort.every(({ field, descending }) => field === '_doc' && !descending);
  }

  get total(): number {
    return Math.min(this.#total, this.#request.countUpTo);
  }

  get relation(): 'eq' | 'gte' {
    return this.#total > this.#request.countUpTo ? 'gte' : 'eq';
  }

  /** Returns false when no further document changes the result. Throws RequestError (429) when it holds too much. */
  add(hit: Ranked): boolean {
    const { searchAfter, sort, countUpTo } = this.#request;
    this.#total++;
    const enough = this.#inArrivalOrder && this.#hits.length >= this.#wanted;
    const after = searchAfter === undefined || compareSort(hit.sort, searchAfter, sort) > 0;
    if (after && !enough) this.#keep(hit);
    return !(this.#inArrivalOrder && this.#hits.length >= this.#wanted && this.#total > countUpTo);
  }

  /** The hits to return, in their order. */
  best(): readonly Ranked[] {
    this.#trim();
    return this.#hits.slice(this.#request.from);
  }

  #keep(hit: Ranked): void {
    this.#hits.push(hit);
    this.#hold(this.#bytes + bytesOf(hit));
    if (this.#hits.length >= 2 * this.#wanted + SPARE) this.#trim();
  }

  #trim(): void {
    const { sort } = this.#request;
    this.#hits.sort((a, b) => compareSort(a.sort, b.sort, sort) || a.seq - b.seq);
    this.#hits.length = Math.min(this.#hits.length, this.#wanted);
    this.#hold(this.#hits.reduce((sum, hit) => sum + bytesOf(hit), 0));
  }

  #hold(bytes: number): void {
    this.#share.add(bytes - this.#bytes, '<search_hits>');
    this.#bytes = bytes;
  }
}

/** About what a hit takes in memory. */
function bytesOf({ sort }: Ranked): number {
  let bytes = 64;
  for (const value of sort) bytes += typeof value === 'string' ? 32 + value.length : 16;
  return bytes;
}
