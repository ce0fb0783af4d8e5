/**
 * Documents that were refused in a way that may be their own fault or everybody's: an operator's mistake would otherwise
 * turn every document into a dead letter.
 */
export interface Suspicion {
  /** Ticket of the first request with these documents that was refused. */
  readonly since: number;
  /** How often they have been refused, by their items or as one document alone. */
  readonly tries: number;
}

/** Refused so often, and others taken meanwhile: the fault is the document's. */
export const DOUBTFUL_TRIES = 2;

/** About five minutes of back-off: shards that broke have moved elsewhere by then. */
export const FAILING_TRIES = 30;

export const NOTHING_TAKEN =
  'no request is taken: look at the reason, and at what stands between here and Elasticsearch';

/** The documents were refused once more by the request of this ticket. */
export function suspect(before: Suspicion | undefined, ticket: number): Suspicion {
  return { since: before?.since ?? ticket, tries: (before?.tries ?? 0) + 1 };
}

/** `taken` is the latest ticket of a request in which a document was taken, be it the one that was refused in part. */
export function othersTaken({ since }: Suspicion, taken: number): boolean {
  return taken >= since;
}
