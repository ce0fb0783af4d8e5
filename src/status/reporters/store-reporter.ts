import type { StoreEvents } from '../../store/embedded.ts';
import type { Logger } from '../log.ts';

/** Logs what happens in the embedded store. */
export class StoreReporter implements StoreEvents {
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  storeFull(maxBytes: number): void {
    this.#log.warn(
      { maxBytes, remedy: 'raise --store-max to keep more' },
      'The embedded store is full, its oldest documents are dropped from now on',
    );
  }

  storeFailed(error: Error): void {
    this.#log.error(
      { cause: error.message, remedy: 'restart logagent; nothing is lost' },
      'The embedded store has failed, documents wait in the log files',
    );
  }
}
