import type { Container } from '../../log/block.ts';
import type { GiveUpCause, TailEvents, Unread } from '../tail-events.ts';
import type { Generation } from './generation.ts';
import type { GivenUp } from './given-up.ts';

/** So much held disk space is told at the latest; earlier a tenth of the limit. */
const WORTH_TELLING = 64 * 1024 * 1024;
const BLOCK = 512;

/** The queue that a generation is taken out of when it is given up. */
export interface Givable {
  giveUp(generation: Generation): Promise<Unread>;
}

interface Held {
  readonly container: Container;
  readonly queue: Givable;
  readonly bytes: number;
}

/**
 * Files without a name that are held open because they have not been read to their end: they occupy disk space that nobody
 * sees, so that it is counted, told, and bounded. Beyond the bound the one that lost its name first is read first, and when
 * that was not enough for a whole scan it is given up: a large file of which little is unread is soon let go.
 */
export class DeletedFiles {
  /** Disk space that is held. */
  bytes = 0;
  readonly #events: TailEvents;
  readonly #givenUp: GivenUp;
  readonly #max: number;
  readonly #worthTelling: number;
  /** In the order in which they lost their names. */
  readonly #held = new Map<Generation, Held>();
  #told = false;
  /** Scans that have ended while too much was held. */
  #scans = 0;

  constructor(events: TailEvents, givenUp: GivenUp, max: number) {
    this.#events = events;
    this.#givenUp = givenUp;
    this.#max = max;
    this.#worthTelling = Math.min(max / 10, WORTH_TELLING);
  }

  get files(): number {
    return this.#held.size;
  }

  /** More is held than may be. */
  get tooMuch(): boolean {
    return this.bytes > this.#max;
  }

  /** Whose file lost its name first. */
  get oldest(): Container | undefined {
    const [first] = this.#held.values();
    return first?.container;
  }

  /** Too much is held, and has been for a whole scan. */
  get overdue(): boolean {
    return this.tooMuch && this.#scans > 1;
  }

  /** Everything has been looked at. */
  scanned(): void {
    this.#scans = this.tooMuch ? this.#scans + 1 : 0;
  }

  /** Notes a generation that will not grow if its file has no name any more. */
  note(container: Container, generation: Generation, queue: Givable): void {
    const { file } = generation;
    if (!file.complete || !file.isOpen || this.#held.has(generation)) return;
    const { nlink, blocks, size } = file.bytes.stat();
    if (nlink > 0) return;
    // Some file systems keep small files without any block.
    const bytes = blocks === 0 ? size : blocks * BLOCK;
    this.#held.set(generation, { container, queue, bytes });
    this.bytes += bytes;
    this.#tell();
  }

  /** The generation's file has been closed. */
  release(generation: Generation): void {
    const held = this.#held.get(generation);
    if (held === undefined) return;
    this.#held.delete(generation);
    this.bytes -= held.bytes;
    if (!this.tooMuch) this.#scans = 0;
    this.#tell();
  }

  /** Gives up the oldest ones until no more is held than may be. */
  async reduce(): Promise<void> {
    for (const [generation, { container, queue }] of this.#held) {
      if (!this.tooMuch) return;
      await this.#giveUp(container, generation, queue, 'too much held');
    }
  }

  /** A generation whose file was closed when descriptors were short is not on disk any more. */
  lose(container: Container, generation: Generation, queue: Givable): Promise<void> {
    return this.#giveUp(container, generation, queue, 'descriptors short');
  }

  async #giveUp(
    container: Container,
    generation: Generation,
    queue: Givable,
    why: GiveUpCause,
  ): Promise<void> {
    const unread = await queue.giveUp(generation);
    this.#givenUp.deleted(container, generation.file.path, unread, why);
  }

  /** Once when it is much, and once when it is half as much again. */
  #tell(): void {
    const limit = this.#told ? this.#worthTelling / 2 : this.#worthTelling;
    const much = this.bytes > limit;
    if (much === this.#told) return;
    this.#told = much;
    if (much) this.#events.holding(this.files, this.bytes);
    else this.#events.holdingNoMore();
  }
}
