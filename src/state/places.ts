import type { Stream } from '../log/stream.ts';
import type { StateEvents } from './state-events.ts';

/** Which generation is meant, and where it lies. */
export interface Place {
  readonly key: string;
  readonly containerId: string;
  readonly path: string;
}

/** Where an event ends that does not say so itself. */
export interface Ending {
  readonly key: string;
  readonly to: number;
  readonly stream: Stream;
}

export interface CheckpointOptions {
  /** Milliseconds. */
  readonly clock: () => number;
  /** How long complete scans must not have seen a generation before it is forgotten. */
  readonly retentionMs: number;
  readonly events: StateEvents;
}
