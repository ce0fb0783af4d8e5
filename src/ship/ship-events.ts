/** How an answer differs from what was sent: it names another `_id` or another `_index`. */
export type Mismatch = 'id' | 'index';

/** A document that Elasticsearch refuses for good. It is kept on disk instead. */
export interface DeadLetter {
  readonly id: string;
  /** Name of the container that printed it, or empty. */
  readonly container: string;
  readonly index: string;
  /** The source line as it was sent, without LF. */
  readonly document: string;
  /** HTTP status of the item, or 0 when it is not known. */
  readonly status: number;
  /** Elasticsearch's `type: reason`. */
  readonly reason: string;
}

/** A document that was refused in its own form, and goes again in its simple one. */
export interface Refused {
  readonly id: string;
  /** Name of the container that printed it, or empty. */
  readonly container: string;
  readonly status: number;
  /** Elasticsearch's type of error, which is one of few; empty where it gave none. */
  readonly type: string;
  /** Elasticsearch's `type: reason`. */
  readonly reason: string;
}

/** Why something will be sent again. */
export interface Trouble {
  /** The host's address without credentials. */
  readonly host: string;
  /** HTTP status, or 0 when there was no answer. */
  readonly status: number;
  /** One clause a person understands: `connection refused`, `index [logs] blocked by: [read-only]`. */
  readonly cause: string;
  /** The thing to do about it, where only an operator can. */
  readonly remedy?: string;
  /** Set when the answer is not about what was sent. */
  readonly mismatch?: Mismatch;
}

/** The thing that a host says it is. */
export interface Identity {
  readonly server: 'Elasticsearch' | 'OpenSearch';
  /** As it writes it: `7.17.28`. */
  readonly version: string;
  /** The id of its cluster, by which hosts of one cluster are told from others; empty when it gives none. */
  readonly cluster: string;
  /** It is of a version that logagent is tested with. */
  readonly tested: boolean;
}

/** One method for each thing that happens in ship. Metrics and the log implement it. */
export interface ShipEvents {
  /** Documents were acknowledged; `duplicates` of them were already there. `bytes` and `milliseconds` are the request's. */
  delivered(documents: number, duplicates: number, bytes: number, milliseconds: number): void;
  /** Documents of one request will be sent again. */
  retried(documents: number, trouble: Trouble): void;
  /** Documents were refused and go again in their simple form. */
  simplified(refused: readonly Refused[]): void;
  /**
   * So many documents were acknowledged that are in the failure store of their data stream, since its index could not take them; `example` is one of
   * them.
   */
  failureStored(documents: number, example: { readonly id: string; readonly index: string }): void;
  /** Documents were refused and are kept as dead letters. */
  refused(letters: readonly DeadLetter[]): void;
  /** A host takes no requests. Reported once. */
  hostDown(trouble: Trouble): void;
  /** A host that was reported as down takes requests again. */
  hostUp(host: string): void;
  /** A host has told which server it is; undefined: it has answered and does not tell. Reported when it is another one than before. */
  introduced(host: string, identity: Identity | undefined): void;
  /** Dead letters can't be kept, as the folder or the disk is full. Their batches wait until they can. Reported once. */
  deadLettersStuck(cause: string): void;
  /** All dead letters can be kept again. */
  deadLettersAgain(): void;
  /** So many shippers may be at work, and so many documents wait. Reported at each change, and once a second at work. */
  shippers(running: number, queue: number): void;
}
