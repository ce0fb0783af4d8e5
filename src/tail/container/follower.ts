import { join } from 'node:path';
import type { Container } from '../../log/block.ts';
import type { ContainerState, Metadata } from '../../source/layout.ts';
import { isThere } from '../file/is-there.ts';
import { expectTrouble, type Finding } from '../finding.ts';
import type { TailContext } from '../tail-context.ts';
import { Announcements } from './announcements.ts';
import { ContainerLog } from './container-log.ts';
import { ContainerReporter } from './container-reporter.ts';
import { KnownState } from './known-state.ts';
import type { LiveFile } from './live-file.ts';
import type { Hint, Mode } from './mode.ts';

/** One container's folder: what it is called, whether it is wanted, and its log. */
export class Follower {
  readonly id: string;
  readonly log: ContainerLog;
  /** For the next look. */
  readonly hints = new Set<Hint>();
  readonly #context: TailContext;
  readonly #folder: string;
  readonly #metadata: Metadata;
  readonly #told: Announcements;
  readonly #known: KnownState;
  #mode: Mode = 'unknown';
  readonly #reporter: ContainerReporter;
  #fromEnd: boolean;

  /** `fromEnd`: the lines that are there at the first look are recorded as read. */
  constructor(context: TailContext, id: string, fromEnd: boolean) {
    this.#context = context;
    this.id = id;
    this.#folder = join(context.layout.root, id);
    this.#fromEnd = fromEnd;
    this.#reporter = new ContainerReporter(context.events);
    this.log = new ContainerLog(context, this.#folder, id, this.#reporter);
    this.#metadata = context.layout.metadata(id, (path, again) => context.watch.follow(path, again));
    this.#told = new Announcements(context);
    this.#known = new KnownState(context);
  }

  /** The container as it is called now. */
  get current(): Container | undefined {
    return this.#known.container;
  }

  get removed(): boolean {
    return this.#mode === 'removed';
  }

  get followed(): boolean {
    return this.#told.followed && !this.removed;
  }

  /** A turn would hand something on, or tell that all has been handed on. */
  get hasNews(): boolean {
    const mode = this.#mode;
    if (this.#reporter.container === undefined || mode === 'unwanted' || mode === 'removed') return false;
    const { head } = this.log.queue;
    if (head === undefined || head.waits) return head === undefined && this.#unsettled;
    return head.hasNews || head.source === undefined || (this.#unsettled && !head.stalled);
  }

  /** All that is on disk and wanted has been handed on. */
  isRead(): boolean {
    if (this.hasNews || this.hints.size > 0 || this.log.waits) return false;
    return this.#mode !== 'following' || this.log.live.isRead();
  }

  /** A thorough look without promises, which are most of what a scan of quiet containers costs. False: `look` is to be called. */
  findsNothingNew(): boolean {
    const mode = this.#mode;
    const { hints, log } = this;
    const isThorough = hints.size === 1 && hints.has('thorough') && this.#metadata.known;
    if (!isThorough || (mode !== 'following' && mode !== 'unwanted')) return false;
    try {
      if (log.mayHaveChanged() || log.queue.late.some) return false;
      if (mode === 'following' && (this.hasNews || !log.live.isUnchanged())) return false;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      return false;
    }
    hints.clear();
    if (mode === 'unwanted') return true;
    log.live.watch.looked(log.live, false, true);
    this.#context.troubles.works(log.live.path);
    return true;
  }

  get live(): LiveFile {
    return this.log.live;
  }

  /** As the hints say. Rejects on broken promises only. */
  async look(): Promise<Finding> {
    const hints = new Set(this.hints);
    this.hints.clear();
    return expectTrouble(this.#folder, this.#context.troubles, () => this.#lookAt(hints));
  }

  /** Reads one block. What failed waits for a thorough look. */
  async turn(): Promise<Finding> {
    const finding = await expectTrouble(this.#folder, this.#context.troubles, () => this.#takeTurn());
    const { head } = this.log.queue;
    if (finding !== 'fine' && finding !== 'more' && head !== undefined) head.stalled = true;
    return finding;
  }

  async #takeTurn(): Promise<Finding> {
    const { head } = this.log.queue;
    const container = this.#reporter.container;
    if (container === undefined || !this.hasNews) return 'fine';
    if (head?.hasNews && !(await this.log.openHead(head))) return 'incomplete';
    if (head !== this.log.queue.head) return 'fine';
    if (head?.endLost === 'yes' && !this.log.queue.restartHead(head)) return 'fine';
    if (head === undefined) return this.#settle(container);
    const source = head.source ?? this.#told.begin(head, container);
    if (source === undefined) return 'fine';
    if (!head.hasNews) return this.#settle(container);
    const { offset } = head.position;
    const turn = await this.#context.reader.turn(head, source);
    if (head.position.offset !== offset) this.#told.silent = false;
    head.file.touch();
    if (turn === 'stalled') head.stalled = true;
    if (turn === 'begun anew') await this.log.headBeganAnew();
    if (turn === 'ended') await this.log.queue.finishHead();
    return 'fine';
  }

  /** Something is to be told or done when everything has been handed on. */
  get #unsettled(): boolean {
    if (this.#mode === 'leaving' || this.#mode === 'gone') return true;
    return this.#known.ended !== undefined && this.#told.followed && !this.#told.silent;
  }

  /** Everything has been handed on. */
  async #settle(container: Container): Promise<Finding> {
    if (!this.#unsettled || this.log.queue.head?.stalled) return 'fine';
    if (this.#mode === 'leaving') {
      await this.log.close();
      this.#told.unwanted(this.current ?? container, this.log.live.path);
      this.#mode = 'unwanted';
      return 'fine';
    }
    if (!this.#told.silent && this.#mode === 'following') {
      const finding = await this.#makeSure();
      if (finding !== 'fine' || this.#mode !== 'following' || this.log.queue.head?.hasNews) return finding;
    }
    if (!this.#unsettled) return 'fine';
    this.#told.fellSilent(container, this.#mode === 'gone' ? undefined : this.#known.ended);
    if (this.#mode !== 'gone') return 'fine';
    this.#told.gone(container);
    this.#context.troubles.forget(this.#folder);
    // A file with lines beyond a limit is still held open.
    await this.log.close();
    this.#mode = 'removed';
    return 'fine';
  }

  /** Since the last look the container may have been started, have written, and have been stopped or removed: the log tells before the metadata's event does. */
  async #makeSure(): Promise<Finding> {
    await this.#lookAtMetadata();
    return this.#mode !== 'following' || this.#known.isSeen ? 'fine' : this.#lookAtLog(false, false);
  }

  async #lookAt(hints: ReadonlySet<Hint>): Promise<Finding> {
    const thorough = hints.has('thorough');
    this.log.queue.lookAgain();
    const changed = thorough && this.log.mayHaveChanged();
    const toRead = changed || hints.has('metadata') || (thorough && !this.#metadata.known);
    const finding = toRead ? await this.#lookAtMetadata() : 'fine';
    if (this.#mode === 'unwanted') {
      if (!thorough || !this.#context.containerKnown(this.id)) return finding;
      const stock = await this.log.inventory.takeStock();
      return stock === 'fine' ? finding : stock;
    }
    if (this.#reporter.container === undefined || this.#mode === 'removed') return finding;
    if (thorough) this.log.queue.unstall();
    if (this.#mode !== 'following') return finding;
    if (hints.has('log')) this.live.watch.hear();
    const result = await this.#lookAtLog(thorough, changed);
    return result === 'fine' ? finding : result;
  }

  async #lookAtLog(thorough: boolean, siblings: boolean): Promise<Finding> {
    const { live } = this.log;
    const { size } = live;
    const result = await this.log.look(siblings, this.#fromEnd);
    const isOver = result === 'found' || result === 'absent';
    if (isOver || live.known !== undefined) this.#fromEnd = false;
    live.watch.looked(live, live.size > size, thorough);
    if (!isOver) return result;
    this.#known.see();
    this.#context.troubles.works(live.path);
    return result === 'absent' ? this.#missing() : 'fine';
  }

  /** When it can't be read the log is read on under the name that is known. */
  #lookAtMetadata(): Promise<Finding> {
    const { path } = this.#metadata;
    const { troubles } = this.#context;
    return expectTrouble(path, troubles, async () => {
      const seen = this.#metadata.look();
      if (seen === 'same') return 'fine';
      if (seen === 'missing') return this.#missing();
      troubles.works(path);
      if (seen === 'half written') return 'incomplete';
      await this.#become(seen);
      return 'fine';
    });
  }

  async #become(state: ContainerState): Promise<void> {
    const reporter = this.#reporter;
    if (this.#known.become(state)) this.#told.silent = false;
    this.#told.unread(state.container, this.#known.unread);
    if (this.#known.wanted) {
      if (this.#mode === 'leaving') this.log.queue.unlimit();
      const old = reporter.container;
      if (old?.name !== state.container.name) reporter.container = state.container;
      if (old !== undefined && this.#told.followed && old !== reporter.container) {
        this.log.queue.renew();
        this.#told.renamed(state.container, old.name);
      }
      this.#mode = 'following';
    } else if (this.#mode === 'following') {
      await this.log.look(true, this.#fromEnd);
      this.log.limit();
      this.#mode = 'leaving';
    } else if (this.#mode === 'unknown') {
      this.#mode = 'unwanted';
    }
  }

  /** A file of the folder is missing, or the whole folder is. A root that is missing itself proves nothing. */
  async #missing(): Promise<Finding> {
    if (isThere(this.#folder) || !isThere(this.#context.layout.root)) return 'incomplete';
    if (this.#mode === 'following' || this.#mode === 'leaving') {
      await this.log.complete();
      this.#mode = 'gone';
    } else if (this.#mode !== 'gone') {
      await this.log.close();
      this.#mode = 'removed';
    }
    return 'fine';
  }
}
