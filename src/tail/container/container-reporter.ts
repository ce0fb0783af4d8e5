import type { Container } from '../../log/block.ts';
import type { TailEvents } from '../tail-events.ts';

/** One container as its lines are handed on, and what happens to its log told under that name. */
export class ContainerReporter {
  /** As it was called last by a name that was wanted; undefined until there was one. */
  container: Container | undefined;
  readonly #events: TailEvents;

  constructor(events: TailEvents) {
    this.#events = events;
  }

  /** Of a log that is read: that of other containers is never looked at. */
  get named(): Container {
    if (this.container === undefined) throw new Error('the log of a container without a wanted name is read');
    return this.container;
  }

  /** See `TailEvents.rotated`. */
  rotated(path: string): void {
    this.#events.rotated(this.named, path);
  }

  /** See `TailEvents.truncated`. */
  truncated(path: string, offset: number, size: number): void {
    this.#events.truncated(this.named, path, offset, size);
  }

  /** See `TailEvents.endLost`. */
  endLost(path: string, offset: number, size: number): void {
    this.#events.endLost(this.named, path, offset, size);
  }
}
