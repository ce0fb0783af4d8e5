/** What happens in the state, one method per thing; metrics and the log implement it. */
export interface StateEvents {
  /** The state file was damaged and now lies at `movedTo`; an empty one took its place. Known lines are sent again, under the same ids. */
  startedAnew(file: string, movedTo: string, cause: string): void;
  /** A checkpoint row is not what was written; its generation is read from the beginning, under the same ids. */
  checkpointDamaged(key: string): void;
  /** Offsets can't be saved (disk full, I/O error). Once, until `savedAgain`; the agent must not read on meanwhile. */
  saveFailed(error: Error): void;
  savedAgain(): void;
}

/** The state can't be used at start; the message is a sentence naming the thing, the cause and the remedy. */
export class StateError extends Error {
  override readonly name = 'StateError';
}
