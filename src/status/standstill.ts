import type { Logger } from './log.ts';

/**
 * Documents that wait so long without any acknowledgement are told of. Looks are a second apart, so that it is told ten seconds after
 * the last acknowledgement at the latest.
 */
export const STANDSTILL_MS = 9_000;

/** More time than this between two looks is not time that Elasticsearch had: this process was stopped, or too busy to look. */
const MOST_BETWEEN_LOOKS_MS = 2_000;

const REMEDY =
  'look at GET _cluster/health and at the log of Elasticsearch: a red index, a lost master or too few nodes make it wait';

/** What happened in ship, as far as it shows whether anything moves on. */
export interface Movement {
  /** Documents since the start that were acknowledged or became dead letters. */
  readonly settled: number;
  /** Documents in memory that are not. */
  readonly waiting: number;
  /** The latest reason why documents were sent again since the last acknowledgement; undefined when there is none. */
  readonly cause: string | undefined;
  /** Why nothing can be delivered, as far as that is known otherwise. It has been logged then. */
  readonly known: string | undefined;
}

export interface StandstillOptions {
  readonly log: Logger;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
  readonly movement: () => Movement;
}

/**
 * Notices that documents wait and none is acknowledged. Requests that are not answered look like ones that will be: a red index, or a
 * cluster without its majority, keeps each for a minute before it says so. `look` is to be called once a second.
 */
export class Standstill {
  readonly #options: StandstillOptions;
  #settled = 0;
  #lookedAt: number;
  /** Milliseconds for which documents have waited without an acknowledgement. */
  #stoodMs = 0;
  #waiting = 0;
  #cause: string | undefined;
  #told = false;

  constructor(options: StandstillOptions) {
    this.#options = options;
    this.#lookedAt = options.now();
  }

  /** Why documents are not delivered, in words; undefined while they are, or none wait. */
  get reason(): string | undefined {
    if (this.#stoodMs < STANDSTILL_MS) return undefined;
    const seconds = Math.round(this.#stoodMs / 1000);
    const cause = this.#cause ?? 'requests are sent and not answered';
    return `no document has been acknowledged for ${seconds} s though ${this.#waiting} wait: ${cause}; ${REMEDY}`;
  }

  /** Compares with the look before. Logs when documents begin to stand still, and when they move on. */
  look(): void {
    const { now, movement } = this.#options;
    const time = now();
    const { settled, waiting, cause, known } = movement();
    const passed = Math.min(time - this.#lookedAt, MOST_BETWEEN_LOOKS_MS);
    const moves = settled !== this.#settled || waiting === 0;
    // At the look before, none may have waited: their time counts from this one on.
    this.#stoodMs = moves || this.#waiting === 0 ? 0 : this.#stoodMs + passed;
    this.#lookedAt = time;
    this.#settled = settled;
    this.#waiting = waiting;
    this.#cause = cause;
    if (this.#told && moves) this.#goOn();
    else if (!this.#told && this.#stoodMs >= STANDSTILL_MS && known === undefined) this.#tell();
  }

  #tell(): void {
    this.#told = true;
    const fields = {
      waiting: this.#waiting,
      seconds: Math.round(this.#stoodMs / 1000),
      cause: this.#cause ?? 'requests are sent and not answered',
      remedy: REMEDY,
    };
    this.#options.log.warn(
      fields,
      'No document is acknowledged though some wait, sending until they are, nothing is lost',
    );
  }

  #goOn(): void {
    this.#told = false;
    this.#options.log.info('Documents are acknowledged again');
  }
}
