import type { Container } from './block.ts';
import type { GiveUpCause, TailEvents } from './tail-events.ts';
import type { Unread } from './unread.ts';

/** What is lost for good: counted and told. */
export class GivenUp {
  bytes = 0;
  /** Where they could be counted. */
  lines = 0;
  private readonly events: TailEvents;

  constructor(events: TailEvents) {
    this.events = events;
  }

  /** The rest of a file that is not on disk any more. */
  deleted(container: Container, path: string, unread: Unread, why: GiveUpCause): void {
    if (unread.bytes === 0) return;
    this.count(unread);
    this.events.gaveUp(container, path, unread, why);
  }

  /** The rest of a file that can't be decoded; undefined when nobody knows how much that is. */
  broken(container: Container, path: string, error: Error, unread: Unread | undefined): void {
    if (unread !== undefined) this.count(unread);
    this.events.brokenOff(container, path, error, unread);
  }

  private count({ bytes, lines }: Unread): void {
    this.bytes += bytes;
    this.lines += lines ?? 0;
  }
}
