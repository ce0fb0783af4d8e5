import type { Counters } from './counters.ts';
import type { Snapshot } from './live-frame.ts';

/** What /metrics is made of: plain numbers of one moment, read when somebody asks. */
export interface Measures {
  readonly snapshot: Snapshot;
  readonly counters: Pick<Counters, 'duplicates' | 'bytes' | 'hostsDown'>;
  readonly tail: {
    readonly followedContainers: number;
    /** Open log files. */
    readonly heldDescriptors: number;
    /** Of these the ones whose files have no name any more, and the disk space that they occupy. */
    readonly heldDeletedFiles: number;
    readonly heldDeletedBytes: number;
    /** What was lost because it could not be held. */
    readonly givenUpBytes: number;
    readonly givenUpLines: number;
  };
  readonly budget: { readonly usedBytes: number; readonly limitBytes: number };
  readonly deadLetters: { readonly letters: number; readonly bytes: number; readonly limitBytes: number };
  /** False while offsets cannot be saved. */
  readonly stateHealthy: boolean;
  /** Documents that went from the embedded store because it was full; 0 without one. */
  readonly storeDropped: number;
}
