import { finish, type Steps } from '../turns/steps.ts';
import type { Candidate } from './candidate.ts';

/** Tests a document; what may take long has pauses. */
export type Query = (candidate: Candidate) => boolean | Steps<boolean>;

export function not(query: Query): Query {
  return function* (candidate) {
    return !(yield* finish(query(candidate)));
  };
}

/** All must hold; none is fulfilled by every document. */
export function all(queries: readonly Query[]): Query {
  const [only, ...more] = queries;
  if (only !== undefined && more.length === 0) return only;
  return function* (candidate) {
    for (const query of queries) {
      if (!(yield* finish(query(candidate)))) return false;
      yield;
    }
    return true;
  };
}

/** So many must hold, or more. */
export function atLeast(count: number, queries: readonly Query[]): Query {
  return function* (candidate) {
    let holding = 0;
    for (const query of queries) {
      if (yield* finish(query(candidate))) holding++;
      if (holding >= count) return true;
      yield;
    }
    return holding >= count;
  };
}
