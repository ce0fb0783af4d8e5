import { statSync } from 'node:fs';
import { join } from 'node:path';
import { Announcements } from './announcements.ts';
import type { Container } from './block.ts';
import type { ContainerState } from './container-file.ts';
import { ContainerLog } from './container-log.ts';
import { LiveWatch } from './live-watch.ts';
import { expectTrouble, type Outcome } from './outcome.ts';
import type { TailContext } from './tail-context.ts';
import { CONTAINER_FILE, WatchedContainerFile } from './watched-container-file.ts';

/**
 * - `unknown`: its container file has not been read yet; left by reading it;
 * - `unwanted`: known and not read; left when its name becomes wanted;
 * - `following`: read as it grows; left when the name becomes unwanted or the folder is gone;
 * - `leaving`: read up to where it was when its name became unwanted, then `unwanted`; `following` when wanted again before;
 * - `gone`: the folder is gone; what is held open is read to its end, then `removed`;
 * - `removed`: nothing is left of it.
 */
type Mode = 'unknown' | 'unwanted' | 'following' | 'leaving' | 'gone' | 'removed';

/** What a look must look at: events tell of the `log` and the container `file`, a scan is `thorough`. */
export type Hint = 'log' | 'file' | 'thorough';

/** One container's folder: what it is called, whether it is wanted, and its log. */
export class Follower {
  readonly id: string;
  readonly log: ContainerLog;
  /** For the next look. */
  readonly hints = new Set<Hint>();
  private readonly context: TailContext;
  private readonly folder: string;
  private readonly containerFile: WatchedContainerFile;
  private readonly told: Announcements;
  private mode: Mode = 'unknown';
  private state: ContainerState | undefined;
  /** What its lines are handed on under: its last name that was wanted. */
  private container: Container | undefined;
  private readonly liveWatch: LiveWatch;
  /** What is there at the first look is recorded as read. */
  private fromEnd: boolean;

  constructor(context: TailContext, id: string, fromEnd: boolean) {
    this.context = context;
    this.id = id;
    this.folder = join(context.containersDir, id);
    this.fromEnd = fromEnd;
    this.log = new ContainerLog(context, this.folder, id);
    this.containerFile = new WatchedContainerFile(join(this.folder, CONTAINER_FILE), id, context.watch);
    this.told = new Announcements(context);
    this.liveWatch = new LiveWatch(this.log.livePath, context.watch);
  }

  /** The container as it is called now. */
  get current(): Container | undefined {
    return this.state?.container;
  }

  get removed(): boolean {
    return this.mode === 'removed';
  }

  get followed(): boolean {
    return this.told.followed && !this.removed;
  }

  /** A turn would hand something on, or tell that all has been handed on. */
  get hasNews(): boolean {
    if (this.container === undefined || this.mode === 'unwanted' || this.mode === 'removed') return false;
    const { head } = this.log.queue;
    if (head === undefined) return this.unsettled;
    return head.hasNews || head.source === undefined || (this.unsettled && !head.stalled);
  }

  /** All that is on disk and wanted has been handed on. */
  isRead(): boolean {
    if (this.hasNews || this.hints.size > 0) return false;
    return this.mode !== 'following' || this.log.isRead();
  }

  /**
   * A thorough look without the promises of one, which are most of what a scan of quiet containers costs. False when there may be news, or
   * something can't be seen: then `look` is to be called.
   */
  findsNothingNew(): boolean {
    const { hints, log, mode } = this;
    if (hints.size !== 1 || !hints.has('thorough') || !this.containerFile.known) return false;
    if (mode !== 'following' && mode !== 'unwanted') return false;
    try {
      const quiet =
        !log.folderMayHaveChanged() && (mode === 'unwanted' || (!this.hasNews && log.isUnchanged()));
      if (!quiet) return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return false;
    }
    hints.clear();
    if (mode === 'following') this.sawNothingNew();
    return true;
  }

  /** Looks at what the hints say. Rejects on broken promises only. */
  async look(): Promise<Outcome> {
    const hints = new Set(this.hints);
    this.hints.clear();
    return expectTrouble(this.folder, this.context.troubles, () => this.lookAt(hints));
  }

  /** Reads and hands on one block. What failed waits for a thorough look. */
  async turn(): Promise<Outcome> {
    const outcome = await expectTrouble(this.folder, this.context.troubles, () => this.takeTurn());
    const { head } = this.log.queue;
    if (outcome !== 'fine' && head !== undefined) head.stalled = true;
    return outcome;
  }

  private async takeTurn(): Promise<Outcome> {
    const { head } = this.log.queue;
    const { container } = this;
    if (container === undefined || !this.hasNews) return 'fine';
    if (head?.hasNews && !(await this.log.openHead(container, head))) return 'incomplete';
    if (head !== this.log.queue.head) return 'fine';
    const source = head && (head.source ?? this.told.begin(head, container));
    if (head === undefined || source === undefined || !head.hasNews) {
      await this.settle(container);
      return 'fine';
    }
    const { offset } = head;
    const turn = await this.context.reader.turn(head, source);
    if (head.offset !== offset) this.told.silent = false;
    if (head.bytes !== undefined) this.context.descriptors.touch(head);
    if (turn === 'stalled') head.stalled = true;
    if (turn === 'begun anew') await this.log.headBeganAnew(container);
    if (turn === 'ended') await this.log.queue.finishHead();
    return 'fine';
  }

  /** Something is to be told or done when everything has been handed on. */
  private get unsettled(): boolean {
    if (this.mode === 'leaving' || this.mode === 'gone') return true;
    return this.told.followed && !this.told.silent && this.state?.running === false;
  }

  /** Everything has been handed on. */
  private async settle(container: Container): Promise<void> {
    if (!this.unsettled || this.log.queue.head?.stalled) return;
    if (this.mode === 'leaving') {
      await this.log.close();
      this.told.unwanted(this.current ?? container, this.log.livePath);
      this.mode = 'unwanted';
      return;
    }
    // It may have been started again since: what it prints can be seen before the event of its file.
    if (!this.told.silent && this.mode === 'following') await this.lookAtContainerFile();
    if (!this.unsettled) return;
    this.told.fellSilent(container);
    if (this.mode !== 'gone') return;
    this.told.gone(container);
    this.context.troubles.forget(this.folder);
    // What lay beyond a limit is still held open.
    await this.log.close();
    this.mode = 'removed';
  }

  private async lookAt(hints: ReadonlySet<Hint>): Promise<Outcome> {
    const thorough = hints.has('thorough');
    // Docker writes the container file under another name and renames it, which changes the folder's time.
    const changed = thorough && this.log.folderMayHaveChanged();
    let outcome: Outcome = 'fine';
    const toRead = changed || hints.has('file') || (thorough && !this.containerFile.known);
    if (toRead) outcome = await this.lookAtContainerFile();
    if (this.mode === 'unwanted') {
      const known = thorough && this.context.containerKnown(this.id);
      return known && !(await this.log.takeStock()) ? 'failed' : outcome;
    }
    if (this.container === undefined || this.mode === 'removed') return outcome;
    if (thorough) this.log.queue.unstall();
    if (this.mode !== 'following') return outcome;
    if (hints.has('log')) this.liveWatch.hear();
    const result = await this.lookAtLog(this.container, thorough, changed);
    return result === 'fine' ? outcome : result;
  }

  private sawNothingNew(): void {
    this.liveWatch.looked(this.log.liveFile, false, true);
    this.context.troubles.works(this.log.livePath);
  }

  private async lookAtLog(container: Container, thorough: boolean, siblings: boolean): Promise<Outcome> {
    const { liveSize } = this.log;
    const result = await this.log.look(container, siblings, this.fromEnd);
    const { liveFile } = this.log;
    if (result !== 'failed' || liveFile !== undefined) this.fromEnd = false;
    this.liveWatch.looked(liveFile, this.log.liveSize > liveSize, thorough);
    if (result === 'failed') return 'failed';
    this.context.troubles.works(this.log.livePath);
    return result === 'absent' ? this.missing() : 'fine';
  }

  /** When it can't be read the log is read on under the name that is known. */
  private lookAtContainerFile(): Promise<Outcome> {
    const { path } = this.containerFile;
    const { troubles } = this.context;
    return expectTrouble(path, troubles, async () => {
      const seen = this.containerFile.look();
      if (seen === 'same') return 'fine';
      if (seen === 'missing') return this.missing();
      troubles.works(path);
      if (seen === 'half written') return 'incomplete';
      await this.become(seen);
      return 'fine';
    });
  }

  private async become(state: ContainerState): Promise<void> {
    const { selection, isOwn } = this.context;
    const wanted = !isOwn(state.container) && selection.wants(state.container);
    this.state = state;
    if (wanted) {
      if (this.mode === 'leaving') this.log.queue.unlimit();
      const old = this.container;
      if (old?.name !== state.container.name) this.container = state.container;
      if (old !== undefined && this.told.followed && old !== this.container) {
        this.log.queue.renew();
        this.told.renamed(state.container, old.name);
      }
      this.mode = 'following';
    } else if (this.mode === 'following' && this.container !== undefined) {
      await this.log.look(this.container, true, this.fromEnd);
      this.log.limit();
      this.mode = 'leaving';
    } else if (this.mode === 'unknown') {
      this.mode = 'unwanted';
    }
  }

  /** A file of the folder is missing, or the whole folder is. A containers folder that is missing itself proves nothing. */
  private async missing(): Promise<Outcome> {
    const there = (path: string) => statSync(path, { throwIfNoEntry: false }) !== undefined;
    if (there(this.folder) || !there(this.context.containersDir)) return 'incomplete';
    const reading = this.mode === 'following' || this.mode === 'leaving';
    if (reading && this.container !== undefined) {
      await this.log.complete(this.container);
      this.mode = 'gone';
    } else if (this.mode !== 'gone') {
      this.mode = 'removed';
    }
    return 'fine';
  }
}
