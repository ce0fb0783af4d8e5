import type { Dropped, StateEvents } from '../../state/state-events.ts';
import type { Counters } from '../counters.ts';
import type { Logger } from '../log.ts';
import { Repeats } from './repeats.ts';

/** Logs what happens in the state. */
export class StateReporter implements StateEvents {
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #repeats: Repeats;

  constructor(log: Logger, counters: Counters, now: () => number) {
    this.#log = log;
    this.#counters = counters;
    this.#repeats = new Repeats(now);
  }

  startedAnew(file: string, movedTo: string, cause: string): void {
    this.#log.error(
      { file, movedTo, cause, remedy: 'check the disk; keep the file if dead letters in it matter' },
      'State file was damaged and has been set aside, reading all logs again under the same ids',
    );
  }

  checkpointDamaged(containerId: string): void {
    this.#log.error(
      { id: containerId.slice(0, 12), remedy: 'check the disk' },
      'Saved offsets of a container were damaged, reading its log files again under the same ids',
    );
  }

  saveFailed(error: Error): void {
    this.#log.error(
      { cause: error.message, remedy: 'make room on the disk of the state folder' },
      'Offsets cannot be saved, reading pauses until they can',
    );
  }

  savedAgain(): void {
    this.#log.info('Offsets can be saved again, reading goes on');
  }

  lettersDropped({ container, letters, bytes }: Dropped): void {
    this.#counters.lettersDropped.add(container, '', letters);
    const left = this.#repeats.tell(`dropped ${container}`);
    if (left === undefined) return;
    const fields = { container, letters, bytes, ...(left > 0 && { leftOut: left }) };
    this.#log.warn(
      { ...fields, remedy: 'replay or purge dead letters, or raise --dead-letters-max' },
      'The dead letters are full, the oldest of the container that has most were deleted',
    );
  }

  heldBack(container: string): void {
    this.#log.error(
      {
        container,
        remedy:
          'replay or purge its dead letters, raise --dead-letters-max, or set --dead-letters-full drop-oldest',
      },
      "The container's dead letters take their share of --dead-letters-max, it is not read on, others are",
    );
  }

  heldBackNoMore(container: string): void {
    this.#log.info({ container }, 'There is room for dead letters of the container again, it is read on');
  }
}
