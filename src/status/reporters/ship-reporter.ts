import type { DeadLetter, Identity, Refused, ShipEvents, Trouble } from '../../ship/ship-events.ts';
import type { Counters } from '../counters.ts';
import type { Logger } from '../log.ts';
import { HostReporter } from './host-reporter.ts';
import { Repeats } from './repeats.ts';

const RARELY_MS = 3_600_000;

/** Counts and logs what happens in ship. */
export class ShipReporter implements ShipEvents {
  readonly #log: Logger;
  readonly #counters: Counters;
  readonly #repeats: Repeats;
  /** Of what goes on as long as nobody sees to it, and loses nothing. */
  readonly #rarely: Repeats;
  readonly #hosts: HostReporter;

  constructor(log: Logger, counters: Counters, now: () => number) {
    this.#rarely = new Repeats(now, RARELY_MS);
    this.#log = log;
    this.#counters = counters;
    this.#repeats = new Repeats(now);
    this.#hosts = new HostReporter(log, counters);
  }

  delivered(documents: number, duplicates: number, bytes: number, _milliseconds: number): void {
    this.#counters.shipped += documents;
    this.#counters.duplicates += duplicates;
    this.#counters.bytes += bytes;
    this.#counters.complaint = undefined;
  }

  retried(documents: number, trouble: Trouble): void {
    this.#counters.retried += documents;
    this.#counters.complaint = `${trouble.host}: ${trouble.cause}`;
    if (trouble.mismatch !== undefined) {
      this.#notBelieved(documents, trouble);
      return;
    }
    // The remedy belongs to the kind, so that trouble is logged again once it turns out to need an operator.
    const left = this.#repeats.tell(`${trouble.status} ${trouble.cause} ${trouble.remedy ?? ''}`);
    if (left === undefined) return;
    const fields = { documents, ...trouble, ...(left > 0 && { leftOut: left }) };
    // A remedy means that waiting does not help and an operator must act.
    if (trouble.remedy === undefined) this.#log.warn(fields, 'Sending documents again, nothing is lost');
    else this.#log.error(fields, 'Elasticsearch refuses requests, sending them again until it takes them');
  }

  simplified(refused: readonly Refused[]): void {
    for (const { container, status, type, reason, id } of refused) {
      this.#counters.simplified.add(container, type);
      const left = this.#repeats.tell(`simplified ${container} ${type}`);
      if (left === undefined) continue;
      const fields = { container, id, status, reason, ...(left > 0 && { leftOut: left }) };
      this.#log.warn(
        fields,
        "A document did not fit the index's mapping, sent with its text and without its own fields, nothing is lost",
      );
    }
  }

  failureStored(documents: number, { id, index }: { readonly id: string; readonly index: string }): void {
    this.#counters.failureStored += documents;
    const left = this.#rarely.tell('failure store');
    if (left === undefined) return;
    const fields = { documents, id, index, search: `${index}::failures`, ...(left > 0 && { leftOut: left }) };
    this.#log.warn(
      fields,
      'Elasticsearch put documents into the failure store, since their data stream could not take them, they are not found in the stream itself',
    );
  }

  refused(letters: readonly DeadLetter[]): void {
    this.#counters.refused += letters.length;
    for (const { id, index, status, reason } of letters) {
      const left = this.#repeats.tell(`refused ${status} ${index}`);
      if (left === undefined) continue;
      const fields = { id, index, status, reason, ...(left > 0 && { leftOut: left }) };
      this.#log.error(
        fields,
        'Elasticsearch refused a document for good, kept as a dead letter in the state folder',
      );
    }
  }

  /** The cause names a document, so that it is no part of the kind. */
  #notBelieved(documents: number, { mismatch, ...trouble }: Trouble): void {
    const left = this.#repeats.tell(`mismatch ${mismatch} ${trouble.host}`);
    if (left === undefined) return;
    const fields = { documents, ...trouble, ...(left > 0 && { leftOut: left }) };
    this.#log.warn(
      fields,
      'An answer names another document or index than was sent, sending again, nothing is lost',
    );
  }

  hostDown(trouble: Trouble): void {
    this.#counters.hostsDown++;
    this.#log.warn(trouble, 'Elasticsearch host does not take requests, trying again until it does');
  }

  hostUp(host: string): void {
    this.#counters.hostsDown = Math.max(0, this.#counters.hostsDown - 1);
    this.#log.info({ host }, 'Elasticsearch host takes requests again');
  }

  introduced(host: string, identity: Identity | undefined): void {
    this.#hosts.introduced(host, identity);
  }

  deadLettersStuck(cause: string): void {
    this.#log.error(
      { cause, remedy: 'replay or purge dead letters, or make room on the disk of the state folder' },
      'Refused documents cannot be kept, shipping pauses so that nothing is lost',
    );
  }

  deadLettersAgain(): void {
    this.#log.info('Refused documents can be kept again, shipping goes on');
  }

  shippers(running: number, queue: number): void {
    this.#log.debug(`Currently running ${running} workers. Queue size: ${queue}`);
  }
}
