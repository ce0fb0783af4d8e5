import { CountsByContainer } from './counts-by-container.ts';

/** Events counted since the start. Reporters raise these plain numbers, displays read them. */
export interface Counters {
  /** Documents that Elasticsearch has acknowledged, including those that were there already. */
  shipped: number;
  duplicates: number;
  /** Documents sent again, counted each time. */
  retried: number;
  /** Events that did not ship by choice, with the option. */
  readonly leftOut: CountsByContainer;
  /** Secrets that were replaced, with their kind. */
  readonly redacted: CountsByContainer;
  /** Documents that were refused and sent again in their simple form. */
  readonly simplified: CountsByContainer;
  refused: number;
  /** Dead letters that were deleted to make room for others; without a reason. */
  readonly lettersDropped: CountsByContainer;
  /** Paths that could not be opened since the process or the machine had no descriptor left, until they can. */
  readonly shortOf: Set<string>;
  /** Acknowledged documents that are in the failure store of their data stream. */
  failureStored: number;
  /** Bytes of acknowledged bulk bodies. */
  bytes: number;
  /** Of the last batch: milliseconds from Docker's time of its newest document to the acknowledgement. */
  delay: number;
  /** Hosts that take no requests at the moment. */
  hostsDown: number;
  /** The server that a host says it is, by the host's address. */
  readonly servers: Map<string, { readonly server: string; readonly version: string }>;
  /** Why documents were sent again, the latest reason since the last acknowledgement; undefined when there is none. */
  complaint: string | undefined;
  /** Names of the followed containers, by id. */
  readonly containers: Map<string, string>;
}

/** Counts what is left out of documents by choice. */
export function filterCounts({ leftOut, redacted }: Counters) {
  return {
    leftOut: (container: string, option: string) => leftOut.add(container, option),
    redacted: (container: string, kind: string) => redacted.add(container, kind),
  };
}

export function newCounters(): Counters {
  return {
    shipped: 0,
    duplicates: 0,
    retried: 0,
    leftOut: new CountsByContainer(),
    redacted: new CountsByContainer(),
    simplified: new CountsByContainer(),
    refused: 0,
    lettersDropped: new CountsByContainer(),
    shortOf: new Set(),
    failureStored: 0,
    bytes: 0,
    delay: 0,
    hostsDown: 0,
    servers: new Map(),
    complaint: undefined,
    containers: new Map(),
  };
}
