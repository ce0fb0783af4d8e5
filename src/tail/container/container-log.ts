import type { Stats } from 'node:fs';
import { join } from 'node:path';
import type { HeldFile } from '../file/held-file.ts';
import { isThere } from '../file/is-there.ts';
import type { LogFile } from '../file/log-file.ts';
import { Inventory } from '../listing/inventory.ts';
import type { Generation } from '../read/generation.ts';
import type { TailContext } from '../tail-context.ts';
import type { ContainerReporter } from './container-reporter.ts';
import { FormerLive } from './former-live.ts';
import { GenerationQueue } from './generation-queue.ts';
import { LiveFile } from './live-file.ts';
import { UnnamedFile } from './unnamed-file.ts';

/**
 * `absent`: there is no live file, or an older one may still be written to. `failed`: something of the log can't be read now. `more`: the look has passed over NULs
 * only.
 */
export type LookResult = 'found' | 'absent' | 'failed' | 'more';

/** One container's log on disk: finds out what has become of its files, and keeps the queue of its generations true. */
export class ContainerLog {
  readonly queue: GenerationQueue;
  readonly inventory: Inventory;
  readonly live: LiveFile;
  readonly #former: FormerLive;
  readonly #context: TailContext;
  readonly #containerId: string;
  readonly #reporter: ContainerReporter;

  constructor(context: TailContext, folder: string, containerId: string, reporter: ContainerReporter) {
    this.#context = context;
    this.#containerId = containerId;
    this.#reporter = reporter;
    this.queue = new GenerationQueue(context, containerId, reporter);
    this.live = new LiveFile(join(folder, context.layout.liveName(containerId)), this.queue, context.watch);
    this.inventory = new Inventory(context, folder, containerId);
    this.#former = new FormerLive(this.inventory, this.queue, reporter);
  }

  get bytesBehind(): number {
    return this.queue.bytesBehind + (this.live.unnamed?.readTo ?? 0);
  }

  /** The next generation is not begun yet: of the head more may come, or must settle. */
  get waits(): boolean {
    return this.queue.head?.waits === true || this.queue.late.some;
  }

  /**
   * Looks for news: at the live path, and with `siblings` or another file there also at the siblings.
   * `fromEnd`: what is there now is recorded as read. Throws what `fs` throws.
   */
  async look(siblings: boolean, fromEnd: boolean): Promise<LookResult> {
    const { path } = this.live;
    const seen = this.live.stat();
    if (seen === undefined) this.live.seeUnlinked();
    const replaced = seen !== undefined && (await this.#compare(seen, siblings));
    const listed = replaced || siblings ? await this.#list(fromEnd) : true;
    await this.#name(false);
    if (this.inventory.searching || this.live.unnamed?.searching) return 'more';
    if (!listed) return 'failed';
    if (this.queue.late.look().length > 0) this.queue.noteDeleted();
    if (this.queue.late.some || this.#former.isWritten) return 'absent';
    return seen === undefined && path === this.live.path ? 'absent' : 'found';
  }

  /** Files may have come, gone or changed their names since they were listed, or the former live file has grown behind its end. */
  mayHaveChanged(): boolean {
    return this.inventory.mayHaveChanged() || this.#former.hasGrown();
  }

  /** Nothing will be written any more: the container is gone. */
  async complete(): Promise<void> {
    this.live.seeUnlinked();
    await this.#name(true);
    this.queue.completeLive();
    this.queue.late.look(true);
    this.queue.noteDeleted();
    this.inventory.empty();
  }

  /**
   * Opens the head's file again, which was closed because descriptors were short: wherever it is now, it is known by its first
   * line. False when it can't be read now. When it is nowhere any more, what was not read of it is given up.
   */
  async openHead(head: Generation): Promise<boolean> {
    const { file } = head;
    if (!file.rests || (await head.reopen())) return true;
    const folderThere = await this.#findAgain(file);
    if (folderThere === 'failed') return false;
    if (!file.rests || (await head.reopen())) return true;
    if (this.inventory.keysOnDisk.includes(head.key)) return false;
    await this.#context.deleted.lose(this.#reporter.named, head, this.queue);
    return true;
  }

  /** Reading has found that the head's file no longer begins with the head's first line. */
  async headBeganAnew(): Promise<void> {
    const { head } = this.queue;
    if (head !== undefined) await this.#beginAnew(head);
  }

  /** Nothing beyond what is there now is to be read. */
  limit(): void {
    this.live.seeUnlinked();
    this.queue.limit();
  }

  /** Closes everything; where reading goes on is remembered. */
  async close(): Promise<void> {
    await this.queue.close();
    await this.live.unnamed?.close();
    this.live.unnamed = undefined;
    await this.inventory.close();
  }

  /** True when another file stands at the live path than the one that is known. `listing`: the siblings are about to be put in order before it. */
  async #compare(seen: Stats, listing: boolean): Promise<boolean> {
    const known = this.live.known;
    const { queue } = this;
    if (known === undefined) return true;
    const identity = known.compare(seen);
    const { live } = queue;
    if (identity === 'same') return false;
    if (identity === 'replaced') return true;
    // Without a first line, and written to all the same: what came may have been copied and cut off again.
    if (live === undefined) return known.rests || identity !== 'grown';
    if (live.file.rests && !(await live.reopen())) {
      this.#begunAnewUnseen(live, seen);
      return true;
    }
    const doubtful = identity === 'touched' || listing;
    const isOther = identity === 'shrunk' || (doubtful && !(await live.holds()));
    if (isOther) await this.#beginAnew(live);
    else live.file.see(seen);
    return false;
  }

  /**
   * A generation's file was cut short in place and holds another one now, which begins at 0. What was not read of the old
   * one is still in a copy (logrotate's copytruncate makes one), or nowhere.
   */
  async #beginAnew(old: Generation): Promise<void> {
    if (!old.file.isOpen) return;
    const { bytes, path } = old.file;
    // By its first line it was found.
    if (bytes.isCompressed) return this.queue.reread(old);
    const stats = bytes.stat();
    if (await old.file.beginsRight()) return this.#endLost(old, stats);
    this.#reporter.truncated(path, old.position.offset, stats.size);
    const live = old === this.queue.live;
    this.queue.disown(old);
    const file = this.#unnamed({ path, bytes, stats, size: stats.size });
    if (live) {
      this.queue.live = undefined;
      this.live.unnamed = file;
    } else {
      const opened = await file.name(true);
      if (opened === undefined) await file.close();
      else {
        file.disown();
        await this.queue.insertAfter(old, opened);
      }
    }
    await this.#list(false);
    await this.#name(false);
  }

  /** As `beginAnew`, for a file that was closed: its old inode may as well be another file's. */
  #begunAnewUnseen({ file, position }: Generation, seen: Stats): void {
    if (file.birthtimeMs !== seen.birthtimeMs) return;
    this.#reporter.truncated(file.path, position.offset, seen.size);
    this.queue.completeLive();
  }

  /** Looks where a resting generation's file is now. */
  async #findAgain({ path }: HeldFile): Promise<'found' | 'failed'> {
    try {
      if (path === this.live.path) await this.look(false, false);
      return (await this.#list(false)) ? 'found' : 'failed';
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      const there = isThere(this.#context.layout.root);
      if (there) this.inventory.empty();
      return there ? 'found' : 'failed';
    }
  }

  /** The first line is there: the file was cut short somewhere behind it. */
  async #endLost(generation: Generation, stats: Stats): Promise<void> {
    generation.file.see(stats);
    // Only of a line that was not complete: nothing was handed on of it.
    if (await generation.holds()) generation.position.forgetIncomplete();
    else this.queue.reread(generation);
  }

  /** Takes what is new on disk into the queue. False when something could not be read. */
  async #list(fromEnd: boolean): Promise<boolean> {
    const { queue } = this;
    // Nothing of it was handed on, so that it may as well be found anew.
    if (this.live.unnamed?.rests) this.live.unnamed = undefined;
    const held = this.live.known?.rests ? undefined : this.live.known;
    const { found, livePath, unnamed, failed } = await this.inventory.take(held, (key, live, size) =>
      queue.wants(key, live, size),
    );
    const newest = found.find(({ live }) => live);
    const other = newest?.opened !== undefined && newest.key !== queue.live?.key;
    if (livePath !== undefined && livePath !== this.live.path) this.live.path = livePath;
    if (other || unnamed !== undefined) await this.#replaceLive();
    if (unnamed !== undefined) this.live.unnamed = this.#unnamed(unnamed);
    await queue.merge(found, fromEnd);
    queue.noteDeleted();
    if (!failed) queue.aside.forgetAllBut(this.inventory.keysOnDisk);
    return !failed;
  }

  #unnamed(file: LogFile): UnnamedFile {
    return new UnnamedFile(file, this.#containerId, this.#context.descriptors);
  }

  async #replaceLive(): Promise<void> {
    if (this.live.known === undefined) return;
    this.live.seeUnlinked();
    await this.#name(true);
    this.queue.completeLive();
    this.#reporter.rotated(this.live.path);
  }

  /** Gives the unnamed file its key once its first line is complete; `complete`: what is there is all there will be. */
  async #name(complete: boolean): Promise<void> {
    const unnamed = this.live.unnamed;
    const opened = await unnamed?.name(complete);
    if (unnamed === undefined || (opened === undefined && !complete)) return;
    // It may have been copied and cut short before this first line came: what is in the copy comes first.
    if (!complete) await this.#list(false);
    if (this.live.unnamed !== unnamed) return;
    this.live.unnamed = undefined;
    if (opened === undefined) return unnamed.close();
    unnamed.disown();
    const { key } = opened.first;
    await this.queue.merge([{ key, path: unnamed.path, live: !complete, opened }], false);
  }
}
