/** An event whose last part had no newline, as parse reports it. */
export interface UnfinishedEvent {
  readonly containerId: string;
  readonly stream: 'stdout' | 'stderr' | '';
  /** Generation and offset after the last part. */
  readonly key: string;
  readonly to: number;
}

export interface UnfinishedEventsOptions {
  readonly unfinished: () => Iterable<UnfinishedEvent>;
  /** Everything that the container has on disk has been read; what has not may be the rest of an event. */
  readonly isRead: (containerId: string) => boolean;
  /** Notes durably that the event ends at `to`; false when that can't be written now, and the event stays unfinished. */
  readonly boundary: (key: string, to: number) => boolean;
  /** Emits the event as a document. */
  readonly finish: (containerId: string, stream: UnfinishedEvent['stream']) => void;
  readonly timeout: number;
  /** Milliseconds that never run backwards. */
  readonly now: () => number;
}

/**
 * Decides when an event without a newline is whole all the same: the container has fallen silent, or no further part came
 * for the time-out though all there is has been read. The end is recorded before the document exists, since its `_id` is that
 * of the first part: reading the bytes again must join exactly the same parts.
 */
export class UnfinishedEvents {
  private readonly options: UnfinishedEventsOptions;
  private looks = new Map<string, { at: string; since: number }>();

  constructor(options: UnfinishedEventsOptions) {
    this.options = options;
  }

  /** To be called now and then: ends what has not grown for the time-out. */
  look(): void {
    const now = this.options.now();
    const looks = new Map<string, { at: string; since: number }>();
    for (const event of [...this.options.unfinished()]) {
      const name = `${event.containerId} ${event.stream}`;
      const at = `${event.key} ${event.to}`;
      const last = this.looks.get(name);
      const since = last?.at === at ? last.since : now;
      const due = now - since >= this.options.timeout && this.options.isRead(event.containerId);
      const ended = due && this.end(event);
      if (!ended) looks.set(name, { at, since });
    }
    this.looks = looks;
  }

  /** The container writes no more for now: what is unfinished is whole. */
  silent(containerId: string): void {
    for (const event of [...this.options.unfinished()]) {
      if (event.containerId === containerId) this.end(event);
    }
  }

  private end(event: UnfinishedEvent): boolean {
    if (!this.options.boundary(event.key, event.to)) return false;
    this.options.finish(event.containerId, event.stream);
    return true;
  }
}
