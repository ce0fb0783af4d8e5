import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Container } from './block.ts';
import { PlainBytes } from './bytes.ts';
import type { Generation } from './generation.ts';
import { GenerationQueue } from './generation-queue.ts';
import { identify } from './identity.ts';
import { Inventory } from './inventory.ts';
import { reopen } from './reopen.ts';
import { liveName } from './siblings.ts';
import type { TailContext } from './tail-context.ts';
import { UnnamedFile } from './unnamed-file.ts';

/** `absent`: there is no live file. `failed`: something of the log can't be read now. */
export type LookResult = 'found' | 'absent' | 'failed';

/** One container's log on disk: finds out what has become of its files, and keeps the queue of its generations true. */
export class ContainerLog {
  readonly queue: GenerationQueue;
  readonly livePath: string;
  private readonly context: TailContext;
  private readonly containerId: string;
  private readonly inventory: Inventory;
  /** The live file while its first line is not complete: without a key nothing of it can be handed on. */
  private unnamed: UnnamedFile | undefined;

  constructor(context: TailContext, folder: string, containerId: string) {
    this.context = context;
    this.containerId = containerId;
    this.livePath = join(folder, liveName(containerId));
    this.queue = new GenerationQueue(context);
    this.inventory = new Inventory(context, folder, containerId);
  }

  get bytesBehind(): number {
    return this.queue.bytesBehind + (this.unnamed?.readTo ?? 0);
  }

  get liveSize(): number {
    return this.queue.live?.size ?? 0;
  }

  /** Tells one live file from the next; undefined when none is known. */
  get liveFile(): string | undefined {
    const { live } = this;
    return live && `${live.dev}:${live.ino}`;
  }

  /** Keys of all generations that the last complete listing saw on disk. */
  get keysOnDisk(): readonly string[] {
    return this.inventory.keysOnDisk;
  }

  /**
   * Looks for news: at the live path, and with `siblings` or another file there also at the siblings.
   * `fromEnd`: what is there now is recorded as read. Throws what `fs` throws.
   */
  async look(container: Container, siblings: boolean, fromEnd: boolean): Promise<LookResult> {
    const seen = statSync(this.livePath, { throwIfNoEntry: false });
    if (seen === undefined) this.lookAtUnlinked();
    const replaced = seen !== undefined && (await this.compare(container, seen));
    const listed = replaced || siblings ? await this.list(container, fromEnd) : true;
    await this.name(container, false);
    if (!listed) return 'failed';
    return seen === undefined ? 'absent' : 'found';
  }

  /** The live file is the one that is known, and has been read up to its end as it is now. */
  isRead(): boolean {
    const { live: known, queue } = this;
    if (known === undefined || queue.head?.stalled) return false;
    const seen = statSync(this.livePath, { throwIfNoEntry: false });
    if (seen !== undefined) return identify(known, seen) === 'same';
    this.lookAtUnlinked();
    return queue.live === undefined || queue.live.size === queue.live.readTo;
  }

  /** The live file is as it was, and nothing waits for a scan to be tried again. */
  isUnchanged(): boolean {
    const { live } = this.queue;
    if (live === undefined || this.unnamed !== undefined || this.queue.stalled) return false;
    const seen = statSync(this.livePath, { throwIfNoEntry: false });
    return seen !== undefined && identify(live, seen) === 'same';
  }

  /** Files of the folder may have come, gone or changed their names since it was listed. */
  folderMayHaveChanged(): boolean {
    return this.inventory.mayHaveChanged();
  }

  /** Only takes stock of what is on disk. False when something could not be read. */
  async takeStock(): Promise<boolean> {
    if (!this.inventory.mayHaveChanged()) return true;
    const listing = await this.inventory.take(undefined, () => false);
    await listing.unnamed?.bytes?.close();
    return !listing.failed;
  }

  /** Nothing will be written any more: the container is gone. */
  async complete(container: Container): Promise<void> {
    this.lookAtUnlinked();
    await this.name(container, true);
    this.queue.completeLive();
    this.queue.noteDeleted(container);
    this.inventory.empty();
  }

  /**
   * Opens the head's file again, which was closed because descriptors were short: wherever it is now, it is known by its first
   * line. False when it can't be read now. When it is nowhere any more, what was not read of it is given up.
   */
  async openHead(container: Container, head: Generation): Promise<boolean> {
    if (!head.resting || (await this.wake(head))) return true;
    const folderThere = await this.findAgain(container, head);
    if (folderThere === 'failed') return false;
    if (!head.resting || (await this.wake(head))) return true;
    if (this.keysOnDisk.includes(head.key)) return false;
    await this.context.deleted.lose(container, head, this.queue);
    return true;
  }

  /** Reading has found that the head's file no longer begins with the head's first line. */
  async headBeganAnew(container: Container): Promise<void> {
    const { head } = this.queue;
    if (head !== undefined) await this.beginAnew(container, head);
  }

  /** Nothing beyond what is there now is to be read. */
  limit(): void {
    this.lookAtUnlinked();
    this.queue.limit();
  }

  /** Closes everything; where reading goes on is remembered. */
  async close(): Promise<void> {
    await this.queue.close();
    await this.unnamed?.close();
    this.unnamed = undefined;
    this.inventory.forget();
  }

  private get live(): Generation | UnnamedFile | undefined {
    return this.queue.live ?? this.unnamed;
  }

  /** True when another file stands at the live path than the one that is known. */
  private async compare(container: Container, seen: Stats): Promise<boolean> {
    const { live: known, queue } = this;
    if (known === undefined) return true;
    const identity = identify(known, seen);
    const { live } = queue;
    if (identity === 'same') return false;
    if (identity === 'replaced') return true;
    // Without a first line, and written to all the same: what came may have been copied and cut off again.
    if (live === undefined) return known.resting || identity !== 'grown';
    if (live.resting && !(await this.wake(live))) {
      this.begunAnewUnseen(container, live, seen);
      return true;
    }
    if (identity === 'shrunk' || (identity === 'touched' && !live.holds()))
      await this.beginAnew(container, live);
    else live.see(seen);
    return false;
  }

  /**
   * A generation's file was cut short in place and holds another one now, which begins at 0. What was not read of the old
   * one is still in a copy (logrotate's copytruncate makes one), or nowhere.
   */
  private async beginAnew(container: Container, old: Generation): Promise<void> {
    const { bytes, path, offset } = old;
    if (bytes === undefined) return;
    // By its first line it was found.
    if (!(bytes instanceof PlainBytes)) return this.queue.reread(container, old);
    const stats = bytes.stat();
    if (bytes.beginsWith(old.first)) return this.endLost(container, old, stats);
    this.context.events.truncated(container, path, offset, stats.size);
    const live = old === this.queue.live;
    this.queue.disown(old);
    const file = new UnnamedFile({ path, bytes, stats, size: stats.size }, this.context.descriptors);
    if (live) {
      this.queue.live = undefined;
      this.unnamed = file;
    } else {
      const opened = await file.name(this.containerId, true);
      if (opened === undefined) await file.close();
      else {
        file.disown();
        await this.queue.insertAfter(old, container, opened);
      }
    }
    await this.list(container, false);
    await this.name(container, false);
  }

  /** As `beginAnew`, for a file that was closed: its old inode may as well be another file's. */
  private begunAnewUnseen(container: Container, old: Generation, seen: Stats): void {
    if (old.birthtimeMs !== seen.birthtimeMs) return;
    this.context.events.truncated(container, old.path, old.offset, seen.size);
    this.queue.completeLive();
  }

  private wake(generation: Generation): Promise<boolean> {
    return reopen(generation, this.containerId, this.context.descriptors);
  }

  /** Looks where a resting generation's file is now. */
  private async findAgain(container: Container, { path }: Generation): Promise<'found' | 'failed'> {
    try {
      if (path === this.livePath) await this.look(container, false, false);
      return (await this.list(container, false)) ? 'found' : 'failed';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const there = statSync(this.context.containersDir, { throwIfNoEntry: false }) !== undefined;
      if (there) this.inventory.empty();
      return there ? 'found' : 'failed';
    }
  }

  /** The first line is there: the file was cut short somewhere behind it. */
  private endLost(container: Container, generation: Generation, stats: Stats): void {
    generation.see(stats);
    // Only of a line that was not complete: nothing was handed on of it.
    if (generation.holds()) generation.readTo = generation.offset;
    else this.queue.reread(container, generation);
  }

  /** The live file may still be written to though its name is gone. */
  private lookAtUnlinked(): void {
    const { live } = this.queue;
    if (live?.bytes instanceof PlainBytes) live.see(live.bytes.stat());
  }

  /** Takes what is new on disk into the queue. False when something could not be read. */
  private async list(container: Container, fromEnd: boolean): Promise<boolean> {
    const { queue } = this;
    // Nothing of it was handed on, so that it may as well be found anew.
    if (this.unnamed?.resting) this.unnamed = undefined;
    const held = this.live?.resting ? undefined : this.live;
    const { found, unnamed, failed } = await this.inventory.take(held, (key, live) => queue.wants(key, live));
    const newest = found.find(({ live }) => live);
    const other = newest?.opened !== undefined && newest.key !== queue.live?.key;
    if (other || unnamed !== undefined) await this.replaceLive(container);
    if (unnamed !== undefined) this.unnamed = new UnnamedFile(unnamed, this.context.descriptors);
    await queue.merge(container, found, fromEnd);
    queue.noteDeleted(container);
    if (!failed) queue.forgetAllBut(this.keysOnDisk);
    return !failed;
  }

  private async replaceLive(container: Container): Promise<void> {
    if (this.live === undefined) return;
    this.lookAtUnlinked();
    await this.name(container, true);
    this.queue.completeLive();
    this.context.events.rotated(container, this.livePath);
  }

  /** Gives the unnamed file its key once its first line is complete; `complete`: what is there is all there will be. */
  private async name(container: Container, complete: boolean): Promise<void> {
    const { unnamed } = this;
    const opened = await unnamed?.name(this.containerId, complete);
    if (unnamed === undefined || (opened === undefined && !complete)) return;
    // It may have been copied and cut short before this first line came: what is in the copy comes first.
    if (!complete) await this.list(container, false);
    if (this.unnamed !== unnamed) return;
    this.unnamed = undefined;
    if (opened === undefined) return unnamed.close();
    unnamed.disown();
    const { key } = opened.first;
    await this.queue.merge(container, [{ key, path: unnamed.path, live: !complete, opened }], false);
  }
}
