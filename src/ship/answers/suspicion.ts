/**
 * Held against documents that were refused in a way that may be their own fault or everybody's. They are sent again until
 * it is known whose: otherwise an operator's mistake would turn every document into a dead letter.
 */
export interface Suspicion {
  /** Ticket of the first request with these documents that was refused. */
  readonly since: number;
  /** How often they have been refused, by their items or as one document alone. */
  readonly tries: number;
}

/** A doubtful document that has been refused this often, while others were taken, is at fault itself. */
export const DOUBTFUL_TRIES = 2;

/** The same for a failing document: about five minutes of back-off, in which a broken shard has moved elsewhere. */
export const FAILING_TRIES = 30;

/** The remedy while nothing shows whose fault it is. */
export const NOTHING_TAKEN = 'no document is accepted: check the reason, and any proxy before Elasticsearch';

/** The suspicion after the documents were refused once more, by the request with this ticket. */
export function suspect(before: Suspicion | undefined, ticket: number): Suspicion {
  return { since: before?.since ?? ticket, tries: (before?.tries ?? 0) + 1 };
}

/**
 * Whether other documents were taken between the first refusal and the request that is refused now. `taken` is the ticket of the latest
 * request in which a document had been taken when that one was sent.
 */
export function othersTaken({ since }: Suspicion, taken: number): boolean {
  return taken >= since;
}
