import type { Stream } from '../log/stream.ts';
import type { Time } from '../ship/time.ts';
import { isLater } from '../source/instant.ts';

/** An event whose last part had no newline, or whose last line may not be the last, as parse reports it. */
export interface UnfinishedEvent {
  readonly containerId: string;
  readonly stream: Stream;
  /** Generation and offset after the last part. */
  readonly key: string;
  readonly to: number;
  /** It began in another generation. */
  readonly crosses: boolean;
  /** Its last line is whole. */
  readonly isWhole: boolean;
  /** It has no lines. */
  readonly isEmpty: boolean;
  /** Time of the last part. */
  readonly newest: string;
}

/** Traces are printed at once: whatever comes later than this behind a line that could have had one is another event. */
export const LINES_TIMEOUT_MS = 400;

export interface UnfinishedEventsOptions {
  readonly unfinished: () => Iterable<UnfinishedEvent>;
  /** Everything that the container has on disk has been read; what has not may be the rest of an event. */
  readonly isRead: (containerId: string) => boolean;
  /** Notes durably, in one write, that each event ends at its `to`; false when that can't be written now, and all stay unfinished. */
  readonly boundaries: (events: readonly UnfinishedEvent[]) => boolean;
  /** Emits the event as a document. */
  readonly finish: (containerId: string, stream: Stream) => void;
  /** For one that ends within a line; one of whole lines waits `LINES_TIMEOUT_MS`, or as long as this if it is less. */
  readonly timeout: number;
  /** Not the wall clock, which may jump: an event ended too early would be two. */
  readonly time: Time;
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
  #cancel: (() => void) | undefined;
  #stopped = false;

  constructor(options: UnfinishedEventsOptions) {
    this.#options = options;
  }

  /** An event is whole that could not be ended yet: nothing may be read before, or it would go on in what follows. */
  get owes(): boolean {
    return this.#owed.size > 0;
  }

  /** To be called now and then: ends what is owed, and what has not grown for the time-out. */
  look(): void {
    if (this.#stopped) return;
    const { unfinished, isRead, time } = this.#options;
    const now = time.now();
    const ending: UnfinishedEvent[] = [];
    const looks = new Map<string, { at: string; since: number }>();
    const owed = this.#owed;
    this.#owed = new Set();
    for (const event of [...unfinished()]) {
      const name = nameOf(event);
      const at = `${event.key} ${event.to}`;
      const last = this.#looks.get(name);
      const since = last?.at === at ? last.since : now;
      const isOwed = owed.has(name);
      const due = isOwed || (now - since >= this.#timeoutOf(event) && isRead(event.containerId));
      if (due) ending.push(event);
      looks.set(name, { at, since });
      if (isOwed) this.#owed.add(name);
    }
    this.#looks = looks;
    if (ending.length > 0 && this.#endAll(ending)) {
      for (const event of ending) {
        looks.delete(nameOf(event));
        this.#owed.delete(nameOf(event));
      }
    }
  }

  /** For now there is nothing more to read: what ends with a whole line need not wait for the next look. */
  rest(): void {
    const { unfinished, time } = this.#options;
    if (this.#stopped || this.#cancel !== undefined) return;
    if (![...unfinished()].some(({ isWhole, isEmpty }) => isWhole && !isEmpty)) return;
    this.look();
    this.#cancel = time.after(LINES_TIMEOUT_MS, () => {
      this.#cancel = undefined;
      this.look();
      this.rest();
    });
  }

  /** From now on nothing ends by time. */
  stop(): void {
    this.#stopped = true;
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /**
   * The container writes no more for now: what is unfinished is whole. With the time at which it `ended` only what had been printed by then; the rest
   * goes on, as the container has been started again.
   */
  silent(containerId: string, ended?: string): void {
    const isIts = (event: UnfinishedEvent): boolean =>
      event.containerId === containerId && (ended === undefined || !isLater(event.newest, ended));
    const its = [...this.#options.unfinished()].filter(isIts);
    if (its.length > 0 && !this.#endAll(its)) for (const event of its) this.#owed.add(nameOf(event));
  }

  /** Ends an event as it is; false when that can't be noted now, and the event stays unfinished. */
  end(event: UnfinishedEvent): boolean {
    return this.#endAll([event]);
  }

  #endAll(events: readonly UnfinishedEvent[]): boolean {
    if (!this.#options.boundaries(events)) return false;
    for (const { containerId, stream } of events) this.#options.finish(containerId, stream);
    return true;
  }

  #timeoutOf({ isWhole, isEmpty }: UnfinishedEvent): number {
    const { timeout } = this.#options;
    // Where nothing has come yet there is nothing to deliver, and the first line tells whether it goes on.
    if (isEmpty) return isWhole ? Number.POSITIVE_INFINITY : timeout;
    return isWhole ? Math.min(timeout, LINES_TIMEOUT_MS) : timeout;
  }
}

function nameOf({ containerId, stream }: UnfinishedEvent): string {
  return `${containerId} ${stream}`;
}

/** What unfinished events may take of the budget: with all of it no batch could leave that makes room. */
export function shareOfUnfinished({ budget }: { readonly budget: number }): number {
  return budget / 2;
}
