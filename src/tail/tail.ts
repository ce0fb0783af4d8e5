import { type Clock, systemClock } from './clock.ts';
import { Descriptors } from './file/descriptors.ts';
import { openLogFile } from './file/log-file.ts';
import { Loop } from './loop/loop.ts';
import { type Watcher, type WatchListener, watchContainers } from './loop/watcher.ts';
import { DeletedFiles } from './read/deleted-files.ts';
import { GivenUp } from './read/given-up.ts';
import { Reader } from './read/reader.ts';
import { createSelection } from './selection.ts';
import type { TailContext } from './tail-context.ts';
import type { TailOptions } from './tail-options.ts';
import { Troubles } from './troubles.ts';

export type { TailOptions } from './tail-options.ts';

/** The longest interval between scans when they alone find news. */
const WITHOUT_EVENTS_MS = 5000;

/** So long after the first scan files may be unwatched while there is something to read. */
const UNWATCHED_MS = 300;

/**
 * Follows the logs of the wanted containers and hands on their bytes: each line once, and per container in order.
 * One loop does everything, one step at a time; events and timers only leave hints for it. See DESIGN.md.
 */
export class Tail {
  readonly #options: TailOptions;
  readonly #clock: Clock;
  readonly #context: TailContext;
  readonly #loop: Loop;
  #watcher: Watcher | undefined;
  #running: Promise<void> | undefined;
  #behindAtStop: number | undefined;

  constructor(options: TailOptions) {
    const { clock = systemClock, scanIntervalMs = 10_000, from, containerKnown, onScan, events } = options;
    const { waitingFor = (pattern: string) => events.waitingFor(pattern) } = options;
    const { lingerMs = 0, waveBytes = 1024 * 1024 } = options;
    this.#options = options;
    this.#clock = clock;
    this.#context = makeContext(options, clock, {
      follow: (path, again) => this.#watcher?.follow(path, again),
      leave: (path) => this.#watcher?.leave(path),
    });
    const beginsAtEnd = (id: string) => from === 'end' && !containerKnown(id);
    this.#loop = new Loop(this.#context, {
      ...{ clock, scanIntervalMs, lingerMs, waveBytes, beginsAtEnd, onScan, waitingFor },
    });
  }

  /** Resolves when every folder has been looked at; reading begins before. Rejects when the layout's root can't be read. */
  async start(): Promise<void> {
    const loop = this.#loop;
    const { layout } = this.#context;
    layout.requireRoot();
    if (layout.liveMoves) loop.scans.hasten(WITHOUT_EVENTS_MS);
    const { events, watch = watchContainers } = this.#options;
    const listener: WatchListener = {
      ready: () => loop.noteFolders(),
      entry: (path) => loop.followers.noteEntry(path),
      file: (path, renamed) => loop.followers.noteFile(path, renamed),
      failed: (error) => {
        loop.scans.hasten(WITHOUT_EVENTS_MS);
        events.watchFailed(error);
      },
    };
    this.#watcher = watch(layout, listener, this.#clock);
    const scanned = loop.firstScan.wait();
    const running = loop.run();
    this.#running = running;
    await Promise.race([scanned, running]);
    this.#watchSoon(this.#watcher);
    // From here on nobody waits for the loop: what it throws is a broken promise and must end the process.
    running.catch((error) =>
      setImmediate(() => {
        throw error;
      }),
    );
  }

  /** The read under way is finished and handed on; nothing is after that. `last` is done while the files are still open. */
  async stop(last = async (): Promise<void> => {}): Promise<void> {
    this.#loop.stop();
    try {
      await this.#running;
    } finally {
      this.#loop.close();
      // Not before: the last step may have followed a file.
      await this.#watcher?.close();
      this.#behindAtStop = this.behindBytes;
      await last();
      for (const { log } of this.#loop.followers) await log.close();
    }
  }

  /** Thousands of watches would keep the first lines waiting. */
  async #watchSoon(watcher: Watcher): Promise<void> {
    const { rests } = this.#loop;
    const cancel = this.#clock.after(UNWATCHED_MS, () => rests.ring());
    await rests.wait();
    cancel();
    if (!this.#loop.stopping) watcher.begin();
  }

  /** The sink has room again. */
  resume(): void {
    this.#loop.wake();
  }

  /** Bytes known on disk and not handed on yet; of compressed files their uncompressed size. */
  get behindBytes(): number {
    return this.#behindAtStop ?? this.#loop.followers.sum(({ log }) => log.bytesBehind);
  }

  /** Open log files. */
  get heldDescriptors(): number {
    return this.#context.descriptors.held;
  }

  /** Of these the ones whose files have no name any more and have not been read to their end. */
  get heldDeletedFiles(): number {
    return this.#context.deleted.files;
  }

  /** Disk space that these occupy. */
  get heldDeletedBytes(): number {
    return this.#context.deleted.bytes;
  }

  /** Bytes that were lost because they could not be held, or not be decoded. */
  get givenUpBytes(): number {
    return this.#context.givenUp.bytes;
  }

  /** Lines among these, where they could be counted. */
  get givenUpLines(): number {
    return this.#context.givenUp.lines;
  }

  /** Containers that are being followed. */
  get followedContainers(): number {
    return this.#loop.followers.sum(({ followed }) => (followed ? 1 : 0));
  }

  /** Everything that is known of has been handed on and nothing waits to be looked at. */
  get drained(): boolean {
    return this.#loop.drained;
  }

  /** Everything that the container has on disk at this moment has been handed on. If not, it is looked at now. */
  isRead(containerId: string): boolean {
    const { followers } = this.#loop;
    const follower = followers.get(containerId);
    if (follower === undefined || follower.isRead()) return true;
    followers.hint(follower, 'log');
    return false;
  }

  /** A generation that was to be read again may be now: nothing of it is on its way any more. */
  look(containerId: string): void {
    const { followers } = this.#loop;
    const follower = followers.get(containerId);
    if (follower !== undefined) followers.hint(follower, 'log');
  }

  /** Nothing is under way: the loop sleeps until there are news, room, or a scan is due. */
  get resting(): boolean {
    return this.#loop.resting;
  }
}

function makeContext(options: TailOptions, clock: Clock, watch: TailContext['watch']): TailContext {
  const { events, sink, blockBytes = 256 * 1024, maxLineBytes = 1024 * 1024 } = options;
  const { resume, containerKnown, isOwn = () => false } = options;
  const { maxDescriptors = Number.POSITIVE_INFINITY, holdDeletedMax = Number.POSITIVE_INFINITY } = options;
  const descriptors = new Descriptors(maxDescriptors);
  const troubles = new Troubles(events, descriptors);
  const now = () => clock.now();
  const givenUp = new GivenUp(events);
  return {
    layout: options.layout,
    selection: createSelection(options),
    ...{ isOwn, resume, containerKnown, sink, events, troubles, descriptors, watch },
    givenUp,
    deleted: new DeletedFiles(events, givenUp, holdDeletedMax),
    reader: new Reader({ sink, events, troubles, givenUp, blockBytes, maxLineBytes, now }),
    now,
    open: (path) => openLogFile(options.layout.files, path, options.layout.isCompressed(path)),
  };
}
