/** The agent's state at one moment, read by the live view, the progress line and /metrics. */
export interface Snapshot {
  /** Documents acknowledged since the start. */
  readonly shipped: number;
  /** Documents a second at this moment. Without it a display measures the rate itself. */
  readonly perSecond?: number;
  /** Documents that wait for a shipper or are in flight. */
  readonly queue: number;
  readonly shippers: number;
  /** Bytes on disk that have not been acknowledged. */
  readonly lagBytes: number;
  /** Milliseconds from a line's time to its acknowledgement, or to now where that is longer. */
  readonly delayMs: number;
  /** Documents sent again with their text only. */
  readonly simplified: number;
  readonly refused: number;
  readonly retried: number;
  /** URL of the index, to which `/_search` can be added. */
  readonly address: string;
  /** Names of the containers followed. */
  readonly containers: readonly string[];
  readonly ready: boolean;
  /** Why it is not ready, in words. */
  readonly reason?: string;
}
