import type { StateEvents } from '../state/state-events.ts';
import type { Logger } from './log.ts';

/** Logs what happens in the state. */
export class StateReporter implements StateEvents {
  private readonly log: Logger;

  constructor(log: Logger) {
    this.log = log;
  }

  startedAnew(file: string, movedTo: string, cause: string): void {
    this.log.error(
      { file, movedTo, cause, remedy: 'check the disk; keep the file if dead letters in it matter' },
      'State file was damaged and has been set aside, reading all logs again under the same ids',
    );
  }

  checkpointDamaged(key: string): void {
    this.log.error(
      { key, remedy: 'check the disk' },
      'A saved offset was damaged, reading that log file again under the same ids',
    );
  }

  saveFailed(error: Error): void {
    this.log.error(
      { cause: error.message, remedy: 'make room on the disk of the state folder' },
      'Offsets cannot be saved, reading stands still until they can',
    );
  }

  savedAgain(): void {
    this.log.info('Offsets can be saved again, reading goes on');
  }
}
