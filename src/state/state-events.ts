/** Letters of a container that were deleted to make room. */
export interface Dropped {
  readonly container: string;
  readonly letters: number;
  readonly bytes: number;
}

/** Everything that can happen in the state, one method for each; metrics and the log implement it. */
export interface StateEvents {
  /** The state file was damaged and now lies at `movedTo`; an empty one took its place. Known lines are sent again, under the same ids. */
  startedAnew(file: string, movedTo: string, cause: string): void;
  /** A container's row is not what was written: its log is read from the beginning, under the same ids. */
  checkpointDamaged(containerId: string): void;
  /** Offsets can't be saved (disk full, I/O error). Once, until `savedAgain`; the agent must not read on meanwhile. */
  saveFailed(error: Error): void;
  savedAgain(): void;
  /** Old dead letters of the container that has most were deleted to make room. */
  lettersDropped(dropped: Dropped): void;
  /** The container is not read on, since its dead letters take their share. Once, until `heldBackNoMore`. */
  heldBack(container: string): void;
  heldBackNoMore(container: string): void;
}

/** The state can't be used at start; the message is a sentence naming the thing, the cause and the remedy. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
