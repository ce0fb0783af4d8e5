import type { StoreEvents } from '../store/embedded.ts';
import type { Logger } from './log.ts';

/** Logs what happens in the embedded store. */
export class StoreReporter implements StoreEvents {
  private readonly log: Logger;

  constructor(log: Logger) {
    this.log = log;
  }

  storeFull(maxBytes: number): void {
    this.log.warn(
      { maxBytes, remedy: 'raise --store-max to keep more' },
      'The embedded store is full, from now on its oldest documents go',
    );
  }

  storeFailed(error: Error): void {
    this.log.error(
      { cause: error.message, remedy: 'restart logagent; nothing is lost' },
      'The embedded store has failed, documents wait in the log files',
    );
  }
}
