import { type Stats, statSync } from 'node:fs';
import type { HeldFile } from '../file/held-file.ts';
import type { WatchLive } from '../tail-context.ts';
import type { GenerationQueue } from './generation-queue.ts';
import { LiveWatch } from './live-watch.ts';
import type { UnnamedFile } from './unnamed-file.ts';

/** The file that a container writes to: where it stands, and which file it is known to be. */
export class LiveFile {
  /** Where it stands, or will when there is one. A listing may find it elsewhere. */
  path: string;
  /** The file while its first line is not complete: without a key nothing of it can be handed on. */
  unnamed: UnnamedFile | undefined;
  readonly watch: LiveWatch;
  readonly #queue: GenerationQueue;

  constructor(path: string, queue: GenerationQueue, watch: WatchLive) {
    this.path = path;
    this.#queue = queue;
    this.watch = new LiveWatch(watch);
  }

  get known(): HeldFile | UnnamedFile | undefined {
    return this.#queue.live?.file ?? this.unnamed;
  }

  get inode(): number {
    return this.known?.ino ?? 0;
  }

  /** Tells one live file from the next; undefined when none is known. */
  get file(): string | undefined {
    const { known } = this;
    return known && `${known.dev}:${known.ino}`;
  }

  /** Of the one that can be handed on. */
  get size(): number {
    return this.#queue.live?.file.size ?? 0;
  }

  /** The file at the path now. Throws what `fs` throws, but for a missing one. */
  stat(): Stats | undefined {
    return statSync(this.path, { throwIfNoEntry: false });
  }

  /** It is the one that is known, and has been read up to its end as it is now. */
  isRead(): boolean {
    const { known } = this;
    const queue = this.#queue;
    if (known === undefined || queue.head?.stalled) return false;
    const seen = this.stat();
    if (seen !== undefined) return known.compare(seen) === 'same';
    this.seeUnlinked();
    return queue.live === undefined || queue.live.file.size === queue.live.position.readTo;
  }

  /** It is as it was, and nothing of the log waits for a scan to be tried again. */
  isUnchanged(): boolean {
    const { live, stalled } = this.#queue;
    if (live === undefined || this.unnamed !== undefined || stalled) return false;
    const seen = this.stat();
    return seen !== undefined && live.file.compare(seen) === 'same';
  }

  /** Bytes that have come since the last look: 0 when it is as it was, infinite when another file stands there, or the bytes are other ones. Never throws. */
  glance(): number {
    const { known } = this;
    try {
      const seen = this.stat();
      if (seen === undefined || known === undefined) return Number.POSITIVE_INFINITY;
      const identity = known.compare(seen);
      if (identity === 'same') return 0;
      if (identity !== 'grown') return identity === 'touched' ? 1 : Number.POSITIVE_INFINITY;
      return Math.max(0, seen.size - known.size);
    } catch {
      // The look that follows reports it.
      return 1;
    }
  }

  /** Whether events are to tell of it. */
  beWatched(watched: boolean): void {
    this.watch.beWatched(this, watched);
  }

  /** It may still be written to though its name is gone. */
  seeUnlinked(): void {
    this.#queue.live?.file.seeOpen();
  }
}
