import { resolve as resolvePath } from 'node:path';
import { type Clock, systemClock } from './clock.ts';
import { requireFolder } from './containers-folder.ts';
import { DeletedFiles } from './deleted-files.ts';
import { Descriptors } from './descriptors.ts';
import { GivenUp } from './given-up.ts';
import { Loop } from './loop.ts';
import { Reader } from './reader.ts';
import { createSelection } from './selection.ts';
import type { TailContext } from './tail-context.ts';
import type { TailOptions } from './tail-options.ts';
import { Troubles } from './troubles.ts';
import { type Watcher, type WatchListener, watchContainers } from './watcher.ts';

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
  private readonly options: TailOptions;
  private readonly clock: Clock;
  private readonly context: TailContext;
  private readonly loop: Loop;
  private watcher: Watcher | undefined;
  private running: Promise<void> | undefined;
  private behindAtStop: number | undefined;

  constructor(options: TailOptions) {
    const { clock = systemClock, scanIntervalMs = 10_000, from, containerKnown, onScan } = options;
    this.options = options;
    this.clock = clock;
    this.context = makeContext(options, clock, (path, again) => this.watcher?.follow(path, again));
    const beginsAtEnd = (id: string) => from === 'end' && !containerKnown(id);
    this.loop = new Loop(this.context, { clock, scanIntervalMs, beginsAtEnd, onScan });
  }

  /** Resolves when every folder has been looked at; reading begins before. Rejects when the folder can't be read. */
  async start(): Promise<void> {
    const { loop } = this;
    const { containersDir } = this.context;
    requireFolder(containersDir);
    const { events, watch = watchContainers } = this.options;
    const listener: WatchListener = {
      ready: () => loop.noteFolders(),
      folder: (name) => loop.followers.noteFolder(name),
      file: (path) => loop.followers.noteFile(path),
      failed: (error) => {
        loop.scans.hasten(WITHOUT_EVENTS_MS);
        events.watchFailed(error);
      },
    };
    this.watcher = watch(containersDir, listener, this.clock);
    const scanned = loop.firstScan.wait();
    const running = loop.run();
    this.running = running;
    await Promise.race([scanned, running]);
    this.watchSoon(this.watcher);
    // From here on nobody waits for the loop: what it throws is a broken promise and must end the process.
    running.catch((error) =>
      setImmediate(() => {
        throw error;
      }),
    );
  }

  /** The read under way is finished and handed on; nothing is after that. `last` is done while the files are still open. */
  async stop(last = async (): Promise<void> => {}): Promise<void> {
    this.loop.stop();
    try {
      await this.running;
    } finally {
      this.loop.close();
      // Not before: the last step may have followed a file.
      await this.watcher?.close();
      this.behindAtStop = this.behindBytes;
      await last();
      for (const { log } of this.loop.followers) await log.close();
    }
  }

  /** Thousands of watches would keep the first lines waiting. */
  private async watchSoon(watcher: Watcher): Promise<void> {
    const { rests } = this.loop;
    const cancel = this.clock.after(UNWATCHED_MS, () => rests.ring());
    await rests.wait();
    cancel();
    if (!this.loop.stopping) watcher.begin();
  }

  /** The sink has room again. */
  resume(): void {
    this.loop.wake();
  }

  /** Bytes known on disk and not handed on yet; of compressed files their uncompressed size. */
  get behindBytes(): number {
    return this.behindAtStop ?? this.loop.followers.sum(({ log }) => log.bytesBehind);
  }

  /** Open log files. */
  get heldDescriptors(): number {
    return this.context.descriptors.held;
  }

  /** Of these the ones whose files have no name any more and have not been read to their end. */
  get heldDeletedFiles(): number {
    return this.context.deleted.files;
  }

  /** Disk space that these occupy. */
  get heldDeletedBytes(): number {
    return this.context.deleted.bytes;
  }

  /** Bytes that were lost because they could not be held, or not be decoded. */
  get givenUpBytes(): number {
    return this.context.givenUp.bytes;
  }

  /** Lines among these, where they could be counted. */
  get givenUpLines(): number {
    return this.context.givenUp.lines;
  }

  /** Containers that are being followed. */
  get followedContainers(): number {
    return this.loop.followers.sum(({ followed }) => (followed ? 1 : 0));
  }

  /** Everything that is known of has been handed on and nothing waits to be looked at. */
  get drained(): boolean {
    return this.loop.drained;
  }

  /** Everything that the container has on disk at this moment has been handed on. If not, it is looked at now. */
  isRead(containerId: string): boolean {
    const { followers } = this.loop;
    const follower = followers.get(containerId);
    if (follower === undefined || follower.isRead()) return true;
    followers.hint(follower, 'log');
    return false;
  }

  /**
   * What a generation's file holds right before an offset up to which it was handed on, for `Resume.stamp`. Empty when that can't be
   * told (compressed, closed); undefined when the file no longer holds what was handed on, and will be read again.
   */
  stamp(containerId: string, key: string, offset: number): string | undefined {
    const follower = this.loop.followers.get(containerId);
    return follower === undefined ? '' : follower.log.queue.stamp(key, offset);
  }

  /** Nothing is under way: the loop sleeps until there are news, room, or a scan is due. */
  get resting(): boolean {
    return this.loop.resting;
  }
}

function makeContext(options: TailOptions, clock: Clock, watch: TailContext['watch']): TailContext {
  const { events, sink, blockBytes = 256 * 1024, maxLineBytes = 1024 * 1024 } = options;
  const { patterns, resume, containerKnown, isOwn = () => false } = options;
  const { maxDescriptors = Number.POSITIVE_INFINITY, holdDeletedMax = Number.POSITIVE_INFINITY } = options;
  const descriptors = new Descriptors(maxDescriptors);
  const troubles = new Troubles(events, descriptors);
  const now = () => clock.now();
  const givenUp = new GivenUp(events);
  return {
    containersDir: resolvePath(options.containersDir),
    selection: createSelection(patterns),
    ...{ isOwn, resume, containerKnown, sink, events, troubles, descriptors, watch },
    givenUp,
    deleted: new DeletedFiles(events, givenUp, holdDeletedMax),
    reader: new Reader({ sink, events, troubles, givenUp, blockBytes, maxLineBytes, now }),
    now,
  };
}
