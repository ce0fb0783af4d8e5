import type { DeadLetter, ShipEvents, Trouble } from '../ship/ship-events.ts';
import type { Counters } from './counters.ts';
import type { Logger } from './log.ts';
import { Repeats } from './repeats.ts';

/** Counts and logs what happens in ship. */
export class ShipReporter implements ShipEvents {
  private readonly log: Logger;
  private readonly counters: Counters;
  private readonly repeats: Repeats;

  constructor(log: Logger, counters: Counters, now: () => number) {
    this.log = log;
    this.counters = counters;
    this.repeats = new Repeats(now);
  }

  delivered(documents: number, duplicates: number, bytes: number, _milliseconds: number): void {
    this.counters.shipped += documents;
    this.counters.duplicates += duplicates;
    this.counters.bytes += bytes;
  }

  retried(documents: number, trouble: Trouble): void {
    this.counters.retried += documents;
    // What turns out to need an operator is told again, with its remedy.
    const left = this.repeats.tell(`${trouble.status} ${trouble.cause} ${trouble.remedy ?? ''}`);
    if (left === undefined) return;
    const fields = { documents, ...trouble, ...(left > 0 && { leftOut: left }) };
    // A remedy means that waiting will not help: an operator must act.
    if (trouble.remedy === undefined) this.log.warn(fields, 'Sending documents again, nothing is lost');
    else this.log.error(fields, 'Elasticsearch refuses requests, sending them again until it takes them');
  }

  refused(letters: readonly DeadLetter[]): void {
    this.counters.refused += letters.length;
    for (const { id, index, status, reason } of letters) {
      const left = this.repeats.tell(`refused ${status} ${index}`);
      if (left === undefined) continue;
      const fields = { id, index, status, reason, ...(left > 0 && { leftOut: left }) };
      this.log.error(
        fields,
        'Elasticsearch refused a document for good, kept as a dead letter in the state folder',
      );
    }
  }

  hostDown(trouble: Trouble): void {
    this.counters.hostsDown++;
    this.log.warn(trouble, 'Elasticsearch host does not take requests, trying again until it does');
  }

  hostUp(host: string): void {
    this.counters.hostsDown = Math.max(0, this.counters.hostsDown - 1);
    this.log.info({ host }, 'Elasticsearch host takes requests again');
  }

  deadLettersStuck(cause: string): void {
    this.log.error(
      { cause, remedy: 'replay or purge dead letters, or make room on the disk of the state folder' },
      'Refused documents cannot be kept, shipping stands still so that nothing is lost',
    );
  }

  deadLettersAgain(): void {
    this.log.info('Refused documents can be kept again, shipping goes on');
  }

  shippers(running: number, queue: number): void {
    this.log.debug(`Currently running ${running} workers. Queue size: ${queue}`);
  }
}
