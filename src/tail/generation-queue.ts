import type { Container, Source } from './block.ts';
import type { Found } from './found.ts';
import { Generation } from './generation.ts';
import { endOfLastLine } from './last-line.ts';
import type { LogFile, Opened } from './log-file.ts';
import type { TailContext } from './tail-context.ts';
import type { Resume } from './tail-events.ts';
import { countUnread, type Unread } from './unread.ts';

/**
 * The generations of one container that are being read or wait for it, oldest first. Each is held open until it has been
 * read to its end, whatever becomes of its name, unless descriptors are short. The live one, if any, is the last.
 */
export class GenerationQueue {
  /** The generation that grows. */
  live: Generation | undefined;
  private readonly context: TailContext;
  private readonly queue: Generation[] = [];
  /** Keys of what is on disk and needs no reading. */
  private finished = new Set<string>();
  /** Offsets of generations that were closed before their end. */
  private parked = new Map<string, Pick<Generation, 'offset' | 'handedOn'>>();
  /** What came last has been given up in part. */
  private gapAtEnd = false;

  constructor(context: TailContext) {
    this.context = context;
  }

  get head(): Generation | undefined {
    return this.queue[0];
  }

  get length(): number {
    return this.queue.length;
  }

  /** Known on disk and not handed on yet. */
  get bytesBehind(): number {
    return this.queue.reduce((sum, { size, offset }) => sum + Math.max(0, size - offset), 0);
  }

  /** A file of this key should be opened: it is to be read, or would take the place of one that can't be read any more. */
  wants(key: string, live: boolean): boolean {
    const known = this.queue.find((generation) => generation.key === key);
    // Its path is enough to open it again.
    if (known?.resting) return live && known !== this.live;
    if (known !== undefined) return live || known.bytes === undefined;
    return live || !this.isFinished(key);
  }

  /** Another file has taken the live path: what was there before will not grow. */
  completeLive(): void {
    if (this.live !== undefined) this.live.complete = true;
    this.live = undefined;
  }

  /**
   * Takes in what was found on disk, oldest first. What is known keeps its order; what is new goes before the next newer one
   * that is known. `fromEnd`: what is there now is recorded as read.
   */
  async merge(container: Container, found: readonly Found[], fromEnd: boolean): Promise<void> {
    let before = this.queue.length;
    const newer = new Set<string>();
    for (const { key, path, live, opened } of found.toReversed()) {
      const index = this.queue.findIndex((generation) => generation.key === key);
      const known = this.queue[index];
      if (known !== undefined) before = index;
      // Of the live file and its copy the live file.
      if (known?.resting && !newer.has(key)) known.path = path;
      newer.add(key);
      if (opened === undefined) continue;
      if (known !== undefined) await this.adopt(container, known, opened.file, live);
      else await this.insert(before, container, opened, live, fromEnd);
    }
    // An event that is unfinished in one generation has not gone on in the next one if what comes there was acknowledged
    // without it: its beginning was a document of its own, cut at the longest that a line may be.
    for (const generation of this.queue.slice(1)) generation.passOverAgain();
  }

  /** A rotated file was cut short before: what it holds now is a generation of its own, next after the old one. */
  async insertAfter(old: Generation, container: Container, opened: Opened): Promise<void> {
    const known = this.queue.some(({ key }) => key === opened.first.key);
    if (known) await opened.file.bytes?.close();
    else await this.insert(this.queue.indexOf(old) + 1, container, opened, false, false);
  }

  /**
   * The file has lost its end, by a power failure or a hand, and new lines may stand where others did. All of it is handed on
   * once more: what is still there has its old ids.
   */
  reread(container: Container, generation: Generation): void {
    const { key, path, offset, size } = generation;
    this.context.events.endLost(container, path, offset, size);
    // First, since with it an event may end here that had begun in an older generation.
    this.context.sink.restart(container, key);
    generation.reread(this.context.resume(key));
  }

  /** What the open file of a generation holds before an offset; see `Tail.stamp`. */
  stamp(key: string, offset: number): string | undefined {
    const generation = this.queue.find((one) => one.key === key);
    return generation === undefined ? '' : generation.stamp(offset);
  }

  /** The head has been handed on to its end. */
  async finishHead(): Promise<void> {
    const head = this.queue.shift();
    if (head === undefined) return;
    if (this.live === head) this.live = undefined;
    if (head.source !== undefined) this.context.sink.ended(head.source, head.offset);
    this.finished.add(head.key);
    await this.letGo(head);
  }

  /** Takes a generation out unread. Nothing of it beyond what was handed on is claimed to be read. */
  async giveUp(generation: Generation): Promise<Unread> {
    const at = this.queue.indexOf(generation);
    const unread = await countUnread(generation);
    this.queue.splice(at, 1);
    if (this.live === generation) this.live = undefined;
    const next = this.queue[at];
    if (next !== undefined) next.afterGap = true;
    else this.gapAtEnd = true;
    if (generation.source !== undefined) this.context.sink.ended(generation.source, generation.offset);
    await this.letGo(generation);
    return unread;
  }

  /** Nothing beyond what the live generation's size was last is to be read. */
  limit(): void {
    if (this.live !== undefined) this.live.limit = this.live.size;
  }

  unlimit(): void {
    for (const generation of this.queue) generation.limit = Number.POSITIVE_INFINITY;
  }

  /** The container's metadata changed: each generation goes on under a new source. */
  renew(): void {
    for (const generation of this.queue) generation.source = undefined;
  }

  /** Notes which of those that will not grow have lost their names. */
  noteDeleted(container: Container): void {
    for (const generation of this.queue) this.context.deleted.note(container, generation, this);
  }

  /** The generation's file is another one's now. */
  disown(generation: Generation): void {
    this.context.descriptors.drop(generation);
    this.context.deleted.release(generation);
    generation.bytes = undefined;
    generation.complete = true;
  }

  /** Something waits for the next scan. */
  get stalled(): boolean {
    return this.queue.some(({ stalled }) => stalled);
  }

  /** What could not be read may be tried again. */
  unstall(): void {
    for (const generation of this.queue) generation.stalled = false;
  }

  /** Closes everything; where reading goes on is remembered. */
  async close(): Promise<void> {
    this.live = undefined;
    for (const generation of this.queue.splice(0)) {
      const { key, offset, begunAt, handedOn } = generation;
      this.parked.set(key, { offset: begunAt ?? offset, handedOn });
      await this.letGo(generation);
    }
  }

  /** Forgets what is not on disk any more. */
  forgetAllBut(keysOnDisk: readonly string[]): void {
    const there = new Set(keysOnDisk);
    this.finished = new Set([...this.finished].filter((key) => there.has(key)));
    this.parked = new Map([...this.parked].filter(([key]) => there.has(key)));
  }

  private isFinished(key: string): boolean {
    if (this.context.resume(key)?.finished) this.finished.add(key);
    return this.finished.has(key);
  }

  private async insert(
    at: number,
    container: Container,
    opened: Opened,
    live: boolean,
    fromEnd: boolean,
  ): Promise<void> {
    const { file, first } = opened;
    const resume = this.context.resume(first.key);
    if (!live && this.isFinished(first.key)) return file.bytes?.close();
    const parked = this.parked.get(first.key);
    const offset = parked?.offset ?? resume?.offset ?? 0;
    const generation = new Generation(opened, offset, resume);
    generation.complete = !live;
    if (parked !== undefined) Object.assign(generation, parked);
    else if (resume !== undefined) generation.handedOn.expect({ top: topOf(resume), stamp: resume.stamp });
    if (!generation.holds()) this.reread(container, generation);
    if (live) {
      if (fromEnd && resume === undefined && file.bytes !== undefined)
        generation.moveTo(await endOfLastLine(file.bytes, generation.size));
      // It could not be looked into: the next look will open it once more.
      if (file.bytes === undefined) generation.mtimeMs = 0;
      this.live = generation;
    } else if (fromEnd && resume === undefined) {
      return this.recordAsRead(container, generation);
    }
    if (at === this.queue.length) {
      generation.afterGap = this.gapAtEnd;
      this.gapAtEnd = false;
    }
    this.queue.splice(at, 0, generation);
    if (file.bytes !== undefined) this.context.descriptors.touch(generation);
  }

  /** So that a later start knows it needs no reading. */
  private async recordAsRead(container: Container, { key, path, size, bytes }: Generation): Promise<void> {
    const source: Source = { key, container, path, boundaries: [] };
    this.context.sink.begin(source, size);
    this.context.sink.ended(source, size);
    this.finished.add(key);
    await bytes?.close();
  }

  /** A known generation was found once more, in another file. */
  private async adopt(container: Container, known: Generation, file: LogFile, live: boolean): Promise<void> {
    const { bytes } = known;
    if (bytes !== undefined && bytes === file.bytes) return;
    if (bytes !== undefined && !live) return file.bytes?.close();
    this.context.deleted.release(known);
    known.adopt(file);
    await bytes?.close();
    if (file.bytes !== undefined) this.context.descriptors.touch(known);
    if (!live) return;
    known.complete = false;
    this.live = known;
    if (!known.holds()) this.reread(container, known);
  }

  private async letGo(generation: Generation): Promise<void> {
    this.context.descriptors.drop(generation);
    this.context.deleted.release(generation);
    await generation.bytes?.close();
  }
}

/** The end of all that is known to have been acknowledged. */
function topOf({ settled, offset }: Resume): number {
  return settled.at(-1) ?? offset;
}
