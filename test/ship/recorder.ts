import type { DeadLetter, Identity, Refused, ShipEvents, Trouble } from '../../src/ship/ship-events.ts';

/** Remembers what was reported. */
export class Recorder implements ShipEvents {
  readonly counts = { delivered: 0, duplicates: 0, retried: 0 };
  readonly troubles: Trouble[] = [];
  readonly simple: Refused[] = [];
  readonly letters: DeadLetter[] = [];
  /** Hosts and dead letters, in words. */
  readonly story: string[] = [];
  readonly introductions: [string, Identity | undefined][] = [];
  readonly sizes: { running: number; queue: number }[] = [];

  delivered(documents: number, duplicates: number, bytes: number, milliseconds: number): void {
    if (bytes <= 0 || milliseconds < 0) throw new Error('a request has a size and a duration');
    this.counts.delivered += documents;
    this.counts.duplicates += duplicates;
  }

  retried(documents: number, trouble: Trouble): void {
    this.counts.retried += documents;
    this.troubles.push(trouble);
  }

  simplified(refused: readonly Refused[]): void {
    this.simple.push(...refused);
  }

  failureStored(documents: number, { id, index }: { readonly id: string; readonly index: string }): void {
    this.story.push(`${documents} in the failure store, such as ${id} of ${index}`);
  }

  refused(letters: readonly DeadLetter[]): void {
    this.letters.push(...letters);
  }

  hostDown({ host, cause }: Trouble): void {
    this.story.push(`${host} down: ${cause}`);
  }

  hostUp(host: string): void {
    this.story.push(`${host} up`);
  }

  introduced(host: string, identity: Identity | undefined): void {
    this.introductions.push([host, identity]);
  }

  deadLettersStuck(cause: string): void {
    this.story.push(`stuck: ${cause}`);
  }

  deadLettersAgain(): void {
    this.story.push('kept again');
  }

  shippers(running: number, queue: number): void {
    this.sizes.push({ running, queue });
  }
}
