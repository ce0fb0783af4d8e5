import type { Stream } from '../log/stream.ts';

/** An event whose last part had no newline, as parse reports it. */
export interface UnfinishedEvent {
  readonly containerId: string;
  readonly stream: Stream;
  /** Generation and offset after the last part. */
  readonly key: string;
  readonly to: number;
  /** It began in another generation. */
  readonly crosses: boolean;
}

export interface UnfinishedEventsOptions {
  readonly unfinished: () => Iterable<UnfinishedEvent>;
  /** Everything that the container has on disk has been read; what has not may be the rest of an event. */
  readonly isRead: (containerId: string) => boolean;
  /** Notes durably that the event ends at its `to`; false when that can't be written now, and the event stays unfinished. */
  readonly boundary: (event: UnfinishedEvent) => boolean;
  /** Emits the event as a document. */
  readonly finish: (containerId: string, stream: Stream) => void;
  readonly timeout: number;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
}

/**
 * Decides when an event without a newline is whole all the same: the container has fallen silent, or no further part came
 * for the time-out though all there is has been read. The end is recorded before the document exists, since its `_id` is that
 * of its last part: reading the bytes again must join exactly the same parts.
 */
export class UnfinishedEvents {
  readonly #options: UnfinishedEventsOptions;
  #looks = new Map<string, { at: string; since: number }>();
  /** Names of events that are whole, though that could not be noted. */
  #owed = new Set<string>();

  constructor(options: UnfinishedEventsOptions) {
    this.#options = options;
  }

  /** An event is whole that could not be ended yet: nothing may be read before, or it would go on in what follows. */
  get owes(): boolean {
    return this.#owed.size > 0;
  }

  /** To be called now and then: ends what is owed, and what has not grown for the time-out. */
  look(): void {
    const { unfinished, isRead, timeout } = this.#options;
    const now = this.#options.now();
    const looks = new Map<string, { at: string; since: number }>();
    const owed = this.#owed;
    this.#owed = new Set();
    for (const event of [...unfinished()]) {
      const name = nameOf(event);
      const at = `${event.key} ${event.to}`;
      const last = this.#looks.get(name);
      const since = last?.at === at ? last.since : now;
      const isOwed = owed.has(name);
      const due = isOwed || (now - since >= timeout && isRead(event.containerId));
      if (due && this.end(event)) continue;
      looks.set(name, { at, since });
      if (isOwed) this.#owed.add(name);
    }
    this.#looks = looks;
  }

  /** The container writes no more for now: what is unfinished is whole. */
  silent(containerId: string): void {
    for (const event of [...this.#options.unfinished()]) {
      if (event.containerId === containerId && !this.end(event)) this.#owed.add(nameOf(event));
    }
  }

  /** Ends an event as it is; false when that can't be noted now, and the event stays unfinished. */
  end(event: UnfinishedEvent): boolean {
    if (!this.#options.boundary(event)) return false;
    this.#options.finish(event.containerId, event.stream);
    return true;
  }
}

function nameOf({ containerId, stream }: UnfinishedEvent): string {
  return `${containerId} ${stream}`;
}
