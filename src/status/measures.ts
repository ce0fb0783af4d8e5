import type { Counters } from './counters.ts';
import type { Snapshot } from './snapshot.ts';

/** The numbers behind /metrics at one moment, read when somebody asks for the page. */
export interface Measures {
  readonly snapshot: Snapshot;
  readonly counters: Pick<
    Counters,
    | 'duplicates'
    | 'failureStored'
    | 'bytes'
    | 'hostsDown'
    | 'simplified'
    | 'leftOut'
    | 'redacted'
    | 'lettersDropped'
    | 'shortOf'
    | 'servers'
  >;
  readonly tail: {
    readonly followedContainers: number;
    /** Open log files. */
    readonly heldDescriptors: number;
    /** As many of them as there may be. */
    readonly descriptorsShort: boolean;
    /** The open files among these that have no name any more, and the disk space that they occupy. */
    readonly heldDeletedFiles: number;
    readonly heldDeletedBytes: number;
    /** Lost, because the deleted file could not be held open or could not be decoded. */
    readonly givenUpBytes: number;
    readonly givenUpLines: number;
  };
  readonly budget: { readonly usedBytes: number; readonly limitBytes: number };
  readonly deadLetters: { readonly letters: number; readonly bytes: number; readonly limitBytes: number };
  /** Containers of which something is not read on for their dead letters. */
  readonly heldBack: number;
  /** False while offsets cannot be saved. */
  readonly stateHealthy: boolean;
  /** Documents that the embedded store dropped because it was full; 0 without one. */
  readonly storeDropped: number;
}
