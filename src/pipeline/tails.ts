import type { Layout } from '../source/layout.ts';
import { Tail, type TailOptions } from '../tail/tail.ts';
import type { CompleteScan, TailSink } from '../tail/tail-events.ts';
import { SharedSink } from './shared-sink.ts';

/** As of one tail, but for what there is one of for each source. */
export interface TailsOptions extends Omit<TailOptions, 'layout' | 'onScan' | 'waitingFor'> {
  readonly layouts: readonly Layout[];
  /** The keys of all generations of all sources. */
  readonly onScan: (keys: CompleteScan) => void;
}

/**
 * A tail for each source, as if they were one. Each has a loop of its own, and its share of what may be held open; containers of two sources never
 * have the same id. What concerns all is told once for all: that there is nothing more to read, what is on disk, and which pattern nobody has.
 */
export class Tails {
  readonly #tails: readonly Tail[];
  readonly #options: TailsOptions;
  /** By tail, what its last complete scan has found. */
  readonly #scans = new Map<Layout, CompleteScan>();
  /** By pattern how many tails know no container for it. */
  readonly #waiting = new Map<string, number>();

  constructor(options: TailsOptions) {
    const { layouts, sink } = options;
    this.#options = options;
    const sinks: readonly TailSink[] = layouts.length === 1 ? [sink] : SharedSink.of(sink, layouts.length);
    this.#tails = layouts.map((layout, i) => this.#makeTail(layout, sinks[i] as TailSink));
  }

  /** The folders that are read. */
  get roots(): string[] {
    return this.#options.layouts.map(({ root }) => root);
  }

  /** Resolves when every folder has been looked at; rejects when one of the roots can't be read. */
  async start(): Promise<void> {
    await Promise.all(this.#tails.map((tail) => tail.start()));
  }

  /** See `Tail.stop`. `last` is done while the files of all are still open. */
  stop(last: () => Promise<void> = async () => {}): Promise<void> {
    return this.#tails.reduce((inner, tail) => () => tail.stop(inner), last)();
  }

  resume(): void {
    for (const tail of this.#tails) tail.resume();
  }

  /** See `Tail`, as all that follows. */
  isRead(containerId: string): boolean {
    return this.#tails.every((tail) => tail.isRead(containerId));
  }

  look(containerId: string): void {
    for (const tail of this.#tails) tail.look(containerId);
  }

  get behindBytes(): number {
    return this.#sum(({ behindBytes }) => behindBytes);
  }

  get heldDescriptors(): number {
    return this.#sum(({ heldDescriptors }) => heldDescriptors);
  }

  /** One of them holds as many files open as it may, so that others have to rest. */
  get descriptorsShort(): boolean {
    const most = shareOf(this.#options.maxDescriptors, this.#tails.length);
    return most !== undefined && this.#tails.some(({ heldDescriptors }) => heldDescriptors >= most);
  }

  get heldDeletedFiles(): number {
    return this.#sum(({ heldDeletedFiles }) => heldDeletedFiles);
  }

  get heldDeletedBytes(): number {
    return this.#sum(({ heldDeletedBytes }) => heldDeletedBytes);
  }

  get givenUpBytes(): number {
    return this.#sum(({ givenUpBytes }) => givenUpBytes);
  }

  get givenUpLines(): number {
    return this.#sum(({ givenUpLines }) => givenUpLines);
  }

  get followedContainers(): number {
    return this.#sum(({ followedContainers }) => followedContainers);
  }

  get drained(): boolean {
    return this.#tails.every(({ drained }) => drained);
  }

  get resting(): boolean {
    return this.#tails.every(({ resting }) => resting);
  }

  #makeTail(layout: Layout, sink: TailSink): Tail {
    const { layouts, onScan, events, ...options } = this.#options;
    const maxDescriptors = shareOf(options.maxDescriptors, layouts.length);
    const holdDeletedMax = shareOf(options.holdDeletedMax, layouts.length);
    return new Tail({
      ...options,
      ...{ layout, sink, events },
      ...(maxDescriptors !== undefined && { maxDescriptors }),
      ...(holdDeletedMax !== undefined && { holdDeletedMax }),
      onScan: (keys) => {
        this.#scans.set(layout, keys);
        // What one of them has not seen yet is not known to be gone.
        if (this.#scans.size === layouts.length) onScan(union(this.#scans.values()));
      },
      waitingFor: (pattern) => {
        const waiting = (this.#waiting.get(pattern) ?? 0) + 1;
        this.#waiting.set(pattern, waiting);
        if (waiting === layouts.length) events.waitingFor(pattern);
      },
    });
  }

  #sum(count: (tail: Tail) => number): number {
    return this.#tails.reduce((sum, tail) => sum + count(tail), 0);
  }
}

/** What each of so many tails may have of it; undefined: as much as there is. */
function shareOf(all: number | undefined, tails: number): number | undefined {
  return all === undefined ? undefined : Math.floor(all / tails);
}

function union(scans: Iterable<CompleteScan>): CompleteScan {
  const [only, ...others] = scans;
  if (only !== undefined && others.length === 0) return only;
  return new Set([...(only ?? []), ...others.flatMap((keys) => [...keys])]);
}
