import { NO_NOTES } from '../../log/notes.ts';
import type { ResumePoint } from '../../log/resume-point.ts';
import { HeldFile } from '../file/held-file.ts';
import { endOfLastLine } from '../file/last-line.ts';
import type { Opened } from '../file/log-file.ts';
import type { Found } from '../listing/found.ts';
import { Generation } from '../read/generation.ts';
import { Position } from '../read/position.ts';
import { countUnread } from '../read/unread.ts';
import type { TailContext } from '../tail-context.ts';
import type { Unread } from '../tail-events.ts';
import type { ContainerReporter } from './container-reporter.ts';
import { LateFiles } from './late-files.ts';
import { SetAside } from './set-aside.ts';

/**
 * The generations of one container that are being read or wait for it, oldest first. Each is held open until it has been
 * read to its end, whatever becomes of its name, unless descriptors are short. The live one, if any, is the last.
 */
export class GenerationQueue {
  /** The generation that grows. */
  live: Generation | undefined;
  readonly late: LateFiles;
  readonly aside: SetAside;
  readonly #context: TailContext;
  readonly #reporter: ContainerReporter;
  readonly #resume: (key: string) => ResumePoint | undefined;
  readonly #queue: Generation[] = [];
  /** The one that was last has been given up in part. */
  #gapAtEnd = false;

  constructor(context: TailContext, containerId: string, reporter: ContainerReporter) {
    this.#context = context;
    this.#reporter = reporter;
    this.#resume = (key) => context.resume(containerId, key);
    this.aside = new SetAside(this.#resume);
    this.late = new LateFiles(this.#queue, context.layout, context.now);
  }

  get head(): Generation | undefined {
    return this.#queue[0];
  }

  /** Known on disk and not handed on yet. */
  get bytesBehind(): number {
    return this.#queue.reduce((sum, { bytesBehind }) => sum + bytesBehind, 0);
  }

  /** Something waits for the next scan. */
  get stalled(): boolean {
    return this.#queue.some(({ stalled }) => stalled);
  }

  /** A file of this key and size (0 when compressed) should be opened: to be read, or in place of one that can't be read any more. */
  wants(key: string, live: boolean, size: number): boolean {
    const known = this.#queue.find((generation) => generation.key === key);
    if (known === undefined) return live || !this.aside.isFinished(key, size);
    // Its path is enough to open it again.
    if (known.file.rests) return live && known !== this.live;
    return live || known.file.isGone;
  }

  /** Another file has taken the live path: what was there before will not grow, or not for long. */
  completeLive(): void {
    if (this.live !== undefined) this.late.add(this.live);
    this.live = undefined;
  }

  /**
   * Takes in what was found on disk, oldest first. What is known keeps its order; what is new goes before the next newer one
   * that is known. `fromEnd`: what is there now is recorded as read.
   */
  async merge(found: readonly Found[], fromEnd: boolean): Promise<void> {
    let before = this.#queue.length;
    const newer = new Set<string>();
    for (const { key, path, live, opened } of found.toReversed()) {
      const index = this.#queue.findIndex((generation) => generation.key === key);
      const known = this.#queue[index];
      if (known !== undefined) before = index;
      // Of the live file and its copy the live file.
      if (known?.file.rests && !newer.has(key)) known.file.path = path;
      newer.add(key);
      if (opened === undefined) continue;
      if (known !== undefined) await this.#adopt(known, opened, live);
      else await this.#insert(before, opened, live, fromEnd);
    }
  }

  /** A rotated file was cut short before: it holds a generation of its own now, next after the old one. */
  async insertAfter(old: Generation, opened: Opened): Promise<void> {
    if (this.#queue.some(({ key }) => key === opened.first.key)) await opened.file.bytes?.close();
    else await this.#insert(this.#queue.indexOf(old) + 1, opened, false, false);
  }

  /**
   * The file has lost its end, by a power failure or a hand, and new lines may stand where others did. All of it is handed on
   * once more: what is still there has its old ids.
   */
  reread(generation: Generation): void {
    const { file, position } = generation;
    this.#reporter.endLost(file.path, position.offset, file.size);
    generation.loseEnd();
  }

  /** The head has lost its end and may be read again now. False while something of it is on its way. */
  restartHead(head: Generation): boolean {
    const begins = this.#context.sink.restart(this.#reporter.named, head.key, head.mostBytes);
    head.endLost = begins ? 'no' : 'waits';
    return begins;
  }

  /** Generations that wait may be tried again. */
  lookAgain(): void {
    for (const generation of this.#queue) if (generation.endLost === 'waits') generation.endLost = 'yes';
  }

  /** The head has been handed on to its end. */
  async finishHead(): Promise<void> {
    const head = this.#queue.shift();
    if (head === undefined) return;
    this.aside.end(head);
    await this.#letGo(head);
  }

  /** Takes a generation out unread. Nothing of it beyond what was handed on is claimed to be read. */
  async giveUp(generation: Generation): Promise<Unread> {
    const at = this.#queue.indexOf(generation);
    const unread = await countUnread(generation);
    this.#queue.splice(at, 1);
    const next = this.#queue[at];
    if (next !== undefined) next.comeApart();
    else this.#gapAtEnd = true;
    await this.#letGo(generation);
    return unread;
  }

  /** Nothing beyond the live generation's size as it was seen last is to be read. */
  limit(): void {
    if (this.live !== undefined) this.live.position.limit = this.live.file.size;
  }

  unlimit(): void {
    for (const { position } of this.#queue) position.limit = Number.POSITIVE_INFINITY;
  }

  /** The container's metadata changed: each generation goes on under a new source. */
  renew(): void {
    for (const generation of this.#queue) generation.source = undefined;
  }

  /** Notes which of those that will not grow have lost their names. */
  noteDeleted(): void {
    for (const generation of this.#queue) this.#context.deleted.note(this.#reporter.named, generation, this);
  }

  /** The generation's file is another one's now. */
  disown(generation: Generation): void {
    this.#context.deleted.release(generation);
    generation.file.disown();
  }

  /** Generations that could not be read may be tried again. */
  unstall(): void {
    for (const generation of this.#queue) generation.stalled = false;
  }

  /** Closes everything; where reading goes on is remembered. */
  async close(): Promise<void> {
    this.live = undefined;
    for (const generation of this.#queue.splice(0)) {
      this.aside.park(generation);
      this.#context.deleted.release(generation);
      await generation.file.close();
    }
  }

  async #insert(at: number, opened: Opened, live: boolean, fromEnd: boolean): Promise<void> {
    const { file, first } = opened;
    const { bytes, size } = file;
    if (!live && this.aside.isFinished(first.key, bytes?.isCompressed ? 0 : size)) return bytes?.close();
    const resume = this.#resume(first.key);
    const generation = this.#generationOf(opened, resume);
    // Its time of change is that of its rename, or later.
    if (!live) this.late.add(generation, file.stats.ctimeMs);
    // What a compressed one decodes to is compared at its turn, a step at a time.
    const isOther = !generation.file.isCompressed && !(await generation.holds());
    // Longer than what was read of this first line, and not that file: many begin alike where a text of one letter fills them.
    const isLeft = isOther && !live && this.aside.isFinished(first.key, 0);
    if (isOther && !isLeft) this.reread(generation);
    const isRead = isLeft || (fromEnd && resume === undefined);
    if (isRead && !live) return this.#recordAsRead(generation);
    if (live) {
      if (isRead && bytes !== undefined) generation.position.moveTo(await endOfLastLine(bytes, size));
      this.live = generation;
    }
    if (at === this.#queue.length) {
      generation.afterGap = this.#gapAtEnd;
      this.#gapAtEnd = false;
    }
    const next = this.#queue[at];
    // It could not be read at its place: what is unfinished in the newer one would go on in it, or the other way round.
    if (next?.begun) for (const each of [generation, next]) each.comeApart();
    this.#queue.splice(at, 0, generation);
    generation.file.touch();
  }

  /** Goes on where it was closed in this run, or where it was left by an earlier one. */
  #generationOf(opened: Opened, resume: ResumePoint | undefined): Generation {
    const { descriptors, open } = this.#context;
    const parked = this.aside.parked(opened.first.key);
    parked?.position.goOn();
    const position = parked?.position ?? new Position(opened.first, resume);
    const file = new HeldFile(opened, { reading: position, descriptors, open });
    return Object.assign(new Generation(file, position), parked && { endLost: parked.endLost });
  }

  /** So that a later start knows it needs no reading. */
  async #recordAsRead({ key, file }: Generation): Promise<void> {
    const { path, size } = file;
    const source = { key, container: this.#reporter.named, path, notes: NO_NOTES };
    this.#context.sink.begin(source, size);
    this.#context.sink.ended(key, size);
    this.aside.finish(key, size);
    await file.close();
  }

  /** A known generation was found once more, in another file. */
  async #adopt(known: Generation, { file }: Opened, live: boolean): Promise<void> {
    const old = known.file.isOpen ? known.file.bytes : undefined;
    if (old !== undefined && old === file.bytes) return;
    if (old !== undefined && !live) return file.bytes?.close();
    this.#context.deleted.release(known);
    known.adopt(file);
    await old?.close();
    known.file.touch();
    if (!live) return;
    known.file.complete = false;
    this.late.remove(known);
    this.live = known;
    if (!(await known.holds())) this.reread(known);
  }

  async #letGo(generation: Generation): Promise<void> {
    const { key, begun, position, file } = generation;
    if (this.live === generation) this.live = undefined;
    if (begun) this.#context.sink.ended(key, position.offset);
    this.#context.deleted.release(generation);
    await file.close();
  }
}
