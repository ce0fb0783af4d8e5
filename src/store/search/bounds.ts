import { badRequest } from '../request-error.ts';

/** The bounds of one search: those of Elasticsearch where it has any, under the names of its settings. */
export const BOUNDS = {
  /** `indices.query.bool.max_clause_count`. Each word of a `match` query is a clause. */
  clauses: 1024,
  /** `indices.query.bool.max_nested_depth`: queries inside each other. */
  nestedQueries: 30,
  /** `index.max_terms_count`: values of one `terms` or `ids` query. */
  terms: 65_536,
  /** `index.max_result_window`: `from` and `size` together. */
  resultWindow: 10_000,
  /** `index.mapping.depth.limit`: names in one dotted field. */
  fieldDepth: 20,
  /** In characters, as of Lucene's longest term. Of one text in a query, `query_string` included. */
  text: 32_766,
  /** Fields that hits are ordered by. */
  sorts: 32,
  /** JSON nested in JSON, as of Jackson's StreamReadConstraints. */
  jsonDepth: 1000,
  /** In bytes, of the body of a search. */
  body: 1024 * 1024,
  /** In bytes; `http.max_initial_line_length`. */
  url: 4096,
} as const;

/** Counts what one query has; throws RequestError (400) when it has more than it may. */
export class Tally {
  #clauses = 0;
  #nested = 0;

  clause(count = 1): void {
    this.#clauses += count;
    if (this.#clauses <= BOUNDS.clauses) return;
    throw badRequest(
      `maxClauseCount is set to ${BOUNDS.clauses} [indices.query.bool.max_clause_count]`,
      'too_many_clauses',
    );
  }

  /** Reads a query inside another one. */
  nested<T>(read: () => T): T {
    if (this.#nested >= BOUNDS.nestedQueries) {
      throw badRequest(
        `The nested depth of the query exceeds the maximum nested depth for bool queries set in [indices.query.bool.max_nested_depth] of [${BOUNDS.nestedQueries}]`,
      );
    }
    this.#nested++;
    const result = read();
    this.#nested--;
    return result;
  }
}

/** A text of a query; throws RequestError (400) when it is too long. */
export function boundedText(value: unknown): string {
  const text = String(value);
  if (text.length <= BOUNDS.text) return text;
  throw badRequest(`a text in a query may have at most [${BOUNDS.text}] characters but has [${text.length}]`);
}

/** The name of a field; throws RequestError (400) for one that no document of Elasticsearch could have. */
export function boundedField(value: unknown): string {
  const field = boundedText(value);
  if (field.split('.').length <= BOUNDS.fieldDepth + 1) return field;
  throw badRequest(`Limit of mapping depth [${BOUNDS.fieldDepth}] has been exceeded by a field of the query`);
}
