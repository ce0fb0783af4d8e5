import type { Container } from '../../log/block.ts';
import type { GiveUpCause, TailEvents, Unread } from '../tail-events.ts';

/** Counts and tells bytes and lines that are lost for good. */
export class GivenUp {
  bytes = 0;
  /** Where they could be counted. */
  lines = 0;
  readonly #events: TailEvents;

  constructor(events: TailEvents) {
    this.#events = events;
  }

  /** The rest of a file that is not on disk any more. */
  deleted(container: Container, path: string, unread: Unread, why: GiveUpCause): void {
    if (unread.bytes === 0) return;
    this.#count(unread);
    this.#events.gaveUp(container, path, unread, why);
  }

  /** The rest of a file that can't be decoded; undefined when nobody knows how much that is. */
  broken(container: Container, path: string, error: Error, unread: Unread | undefined): void {
    if (unread !== undefined) this.#count(unread);
    this.#events.brokenOff(container, path, error, unread);
  }

  #count({ bytes, lines }: Unread): void {
    this.bytes += bytes;
    this.lines += lines ?? 0;
  }
}
