import { setTimeout as sleep } from 'node:timers/promises';

/** Prints bursts of lines until it is stopped, and lets everything else run in between. */
export class BusyWriter {
  readonly #done: Promise<void>;
  #stopping = false;

  /** `burst` prints a few lines; `mayGoOn` holds it back, for instance while too much is unread. */
  constructor(burst: () => void, mayGoOn: () => boolean = () => true) {
    this.#done = this.#run(burst, mayGoOn);
  }

  /** Resolves when the last burst has been printed; rejects when one failed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#done;
  }

  async #run(burst: () => void, mayGoOn: () => boolean): Promise<void> {
    while (!this.#stopping) {
      if (mayGoOn()) burst();
      await sleep(2);
    }
  }
}
