/** A document that Elasticsearch refuses for good, kept on disk instead. */
export interface DeadLetter {
  readonly id: string;
  readonly index: string;
  /** The source line as it was sent, without LF. */
  readonly document: string;
  /** HTTP status of the item, or 0. */
  readonly status: number;
  /** Elasticsearch's `type: reason`. */
  readonly reason: string;
}

/** Why something will be sent again; `remedy` names what an operator can do, where only an operator can. */
export interface Trouble {
  readonly host: string;
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** One clause a person understands: `connection refused`, `index [logs] blocked by: [read-only]`. */
  readonly cause: string;
  readonly remedy?: string;
}

/** What happens in ship, one method per thing; metrics and the log implement it. */
export interface ShipEvents {
  /** Documents acknowledged (`duplicates` of them were already there) with the request's body bytes and duration. */
  delivered(documents: number, duplicates: number, bytes: number, milliseconds: number): void;
  /** Documents of one request that will be sent again. */
  retried(documents: number, trouble: Trouble): void;
  refused(letters: readonly DeadLetter[]): void;
  hostDown(trouble: Trouble): void;
  hostUp(host: string): void;
  /** Dead letters can't be kept (folder full, disk full): shipping stands still until they can. Once, and its end. */
  deadLettersStuck(cause: string): void;
  deadLettersAgain(): void;
  /** The controller changed or confirmed the number of shippers. */
  shippers(running: number, queue: number): void;
}
