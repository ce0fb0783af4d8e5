/** What has happened since the start; plain numbers that reporters raise and displays read. */
export interface Counters {
  /** Documents acknowledged by Elasticsearch, those already there included. */
  shipped: number;
  duplicates: number;
  /** Documents sent again, counted each time. */
  retried: number;
  refused: number;
  /** Bytes of acknowledged bulk bodies. */
  bytes: number;
  /** Milliseconds from Docker's time of the newest document to its acknowledgement, of the last batch. */
  delay: number;
  /** Hosts that answer nothing at the moment. */
  hostsDown: number;
  /** Names of the containers followed, by id. */
  readonly containers: Map<string, string>;
}

export function newCounters(): Counters {
  return {
    shipped: 0,
    duplicates: 0,
    retried: 0,
    refused: 0,
    bytes: 0,
    delay: 0,
    hostsDown: 0,
    containers: new Map(),
  };
}
