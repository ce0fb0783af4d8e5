import type { Share } from '../byte-budget.ts';
import type { DocumentRow, Documents } from '../documents/documents.ts';
import { RequestError } from '../request-error.ts';
import { finish, type Steps } from '../turns/steps.ts';
import type { Ended, Turns } from '../turns/turns.ts';
import { Candidate, MAX_SEARCHED } from './candidate.ts';
import type { Query } from './combined-queries.ts';
import { Found } from './found.ts';
import { MAX_SEARCH_MS, type SearchRequest } from './search-request.ts';
import { type SortValue, sortValues } from './sort.ts';

/** A found document with the values that it is sorted by. */
export interface Hit {
  readonly index: string;
  readonly id: string;
  /** JSON; empty when it was not asked for. */
  readonly source: string;
  readonly sort: readonly SortValue[];
}

export interface SearchResult {
  readonly total: number;
  /** `gte`: there may be more than `total`, because counting stopped there. */
  readonly relation: 'eq' | 'gte';
  readonly hits: readonly Hit[];
  /** The time was over before all documents had been looked at. */
  readonly timedOut: boolean;
}

/** The most searches and counts at once. */
export const MAX_SEARCHES = 64;

/** Documents whose names are read between two pauses. */
const ROWS_PER_STEP = 500;

/** Ids that are counted between two pauses. */
const IDS_PER_STEP = 5000;

/** One request's work, as far as others are concerned. */
export interface Work {
  readonly indices: ReadonlySet<string>;
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** The memory that it holds until it has been answered. */
  readonly share: Share;
}

/** Searches and counts in turns with whatever else the thread has to do. Both reject with RequestError when they are given up. */
export class Searches {
  readonly #documents: Documents;
  readonly #turns: Turns;
  #running = 0;

  constructor(documents: Documents, turns: Turns) {
    this.#documents = documents;
    this.#turns = turns;
  }

  /** How many documents of the indices the query accepts. */
  async count(query: Query | undefined, work: Work): Promise<number> {
    const steps = query === undefined ? this.#countAll(work) : this.#countMatching(query, work);
    const ended = await this.#admitted(() => this.#run(steps, MAX_SEARCH_MS, work));
    if (ended.kind === 'done') return ended.value;
    throw new RequestError(503, 'timeout_exception', `counting took longer than [${MAX_SEARCH_MS}ms]`);
  }

  /** Examines every document in the order of arrival. */
  search(request: SearchRequest, work: Work): Promise<SearchResult> {
    return this.#admitted(() => this.#search(request, work));
  }

  async #search(request: SearchRequest, work: Work): Promise<SearchResult> {
    const found = new Found(request, work.share);
    const collected = await this.#run(this.#collect(request, work, found), request.milliseconds, work);
    const hits: Hit[] = [];
    const loaded = await this.#run(this.#load(found, request, work.share, hits), MAX_SEARCH_MS, work);
    const { total, relation } = found;
    return { total, relation, hits, timedOut: collected.kind === 'late' || loaded.kind === 'late' };
  }

  async #admitted<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_SEARCHES) {
      const reason = `rejected execution of a search: [${MAX_SEARCHES}] are running already`;
      throw new RequestError(429, 'es_rejected_execution_exception', reason);
    }
    this.#running++;
    try {
      return await work();
    } finally {
      this.#running--;
    }
  }

  async #run<T>(steps: Steps<T>, milliseconds: number, { signal }: Work): Promise<Done<T>> {
    const ended = await this.#turns.run(steps, milliseconds, signal);
    if (ended.kind !== 'stopped') return ended;
    throw new RequestError(503, 'node_closed_exception', 'node closed');
  }

  *#countAll({ indices }: Work): Steps<number> {
    let total = 0;
    for (const index of indices) {
      let after: string | null = '';
      while (after !== null) {
        const { count, last } = this.#documents.countPage(index, after, IDS_PER_STEP);
        total += count;
        after = last;
        yield;
      }
    }
    return total;
  }

  *#countMatching(query: Query, { indices }: Work): Steps<number> {
    let count = 0;
    yield* this.#each(query, indices, () => {
      count++;
      return true;
    });
    return count;
  }

  *#collect({ query, sort }: SearchRequest, { indices }: Work, found: Found): Steps<void> {
    yield* this.#each(query, indices, function* ({ seq }, candidate) {
      return found.add({ seq, sort: yield* sortValues(candidate, seq, sort) });
    });
  }

  /** Calls `take` with each document of the indices that the query accepts, until it returns false. */
  *#each(query: Query | undefined, indices: ReadonlySet<string>, take: Take): Steps<void> {
    for (let seq = 0; ; ) {
      const rows = this.#documents.rows(seq, ROWS_PER_STEP);
      if (rows.length === 0) return;
      for (const row of rows) {
        seq = row.seq;
        if (!indices.has(row.index)) continue;
        const candidate = new Candidate(row.id, () => this.#searchedSource(row));
        const accepted = query === undefined || (yield* finish(query(candidate)));
        if (accepted && !(yield* finish(take(row, candidate)))) return;
        yield;
      }
      yield;
    }
  }

  #searchedSource({ seq, bytes }: DocumentRow): string | undefined {
    return bytes > MAX_SEARCHED ? undefined : this.#documents.source(seq);
  }

  /** Reads the documents of the hits. One that has been deleted meanwhile is left out. */
  *#load(found: Found, { withSource }: SearchRequest, share: Share, hits: Hit[]): Steps<void> {
    for (const { seq, sort } of found.best()) {
      const document = this.#documents.bySeq(seq);
      yield;
      if (document === undefined) continue;
      const { index, id, source } = document;
      // The text and the bytes that are sent.
      if (withSource) share.add(2 * source.length, '<search_response>');
      hits.push({ index, id, source: withSource ? source : '', sort });
    }
  }
}

type Done<T> = Exclude<Ended<T>, { readonly kind: 'stopped' }>;

type Take = (row: DocumentRow, candidate: Candidate) => boolean | Steps<boolean>;
