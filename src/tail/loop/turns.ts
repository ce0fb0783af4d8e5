import type { Follower } from '../container/follower.ts';
import type { Descriptors } from '../file/descriptors.ts';
import type { Finding } from '../finding.ts';
import type { DeletedFiles } from '../read/deleted-files.ts';
import type { Reader } from '../read/reader.ts';
import type { TailSink } from '../tail-events.ts';

/** So many who have just got news have their turns before one of those who had more to read than a block. */
const FRESH_IN_A_ROW = 8;

export interface TurnsContext {
  readonly descriptors: Pick<Descriptors, 'short'>;
  readonly deleted: Pick<DeletedFiles, 'oldest' | 'tooMuch'>;
  readonly sink: Pick<TailSink, 'wants'>;
  readonly reader: Pick<Reader, 'nulsOnly'>;
}

/**
 * Whose block is read next. Those with news take turns, in two rings: who has just got some, and who had more to read than one block. Mostly
 * the first come first, so that little does not wait until each who has much has had a block; and nobody waits for ever. A third
 * ring is theirs who pass over a hole: the loop says when.
 */
export class Turns {
  readonly #context: TurnsContext;
  readonly #follower: (containerId: string) => Follower | undefined;
  /** Have something to read; the first has the next turn. */
  readonly #fresh = new Set<Follower>();
  /** The same, and one turn was not enough. */
  readonly #long = new Set<Follower>();
  /** Read nothing but NULs in their last turn. */
  readonly #passing = new Set<Follower>();
  #freshInARow = 0;
  /** Has the next turn before all others. */
  #again: Follower | undefined;

  constructor(context: TurnsContext, follower: (containerId: string) => Follower | undefined) {
    this.#context = context;
    this.#follower = follower;
  }

  get some(): boolean {
    return this.#fresh.size > 0 || this.#long.size > 0;
  }

  /** Somebody is in the midst of a hole. */
  get somePassing(): boolean {
    return this.#passing.size > 0;
  }

  /** Who has something to read, or nothing any more. */
  note(follower: Follower): void {
    if (!follower.hasNews) this.remove(follower);
    else if (!this.#long.has(follower) && !this.#passing.has(follower)) this.#fresh.add(follower);
  }

  remove(follower: Follower): void {
    this.#fresh.delete(follower);
    this.#long.delete(follower);
    this.#passing.delete(follower);
    if (this.#again === follower) this.#again = undefined;
  }

  /** Reads one block of the next one, or of one that passes over a hole. */
  async take(passing = false): Promise<{ follower: Follower; finding: Finding } | undefined> {
    const follower = passing ? this.#firstOf(this.#passing) : this.#next();
    if (follower === undefined) return undefined;
    this.remove(follower);
    const finding = await follower.turn();
    if (follower.hasNews) (this.#context.reader.nulsOnly ? this.#passing : this.#long).add(follower);
    // Opened again for each block it would be decoded from its beginning each time.
    if (this.#context.descriptors.short && follower.hasNews && follower.log.queue.head?.file.costly)
      this.#again = follower;
    return { follower, finding };
  }

  #next(): Follower | undefined {
    // A file that frees disk space comes first.
    const { oldest, tooMuch } = this.#context.deleted;
    const urgent = tooMuch && oldest !== undefined ? this.#follower(oldest.id) : undefined;
    if (urgent?.hasNews && this.#isWanted(urgent)) return urgent;
    if (this.#again !== undefined && this.#isWanted(this.#again)) return this.#again;
    const fresh = this.#firstOf(this.#fresh);
    if (fresh !== undefined && this.#freshInARow++ < FRESH_IN_A_ROW) return fresh;
    this.#freshInARow = 0;
    return this.#firstOf(this.#long) ?? fresh;
  }

  #firstOf(ring: Iterable<Follower>): Follower | undefined {
    for (const follower of ring) if (this.#isWanted(follower)) return follower;
    return undefined;
  }

  /** That all has been read, or that the container is gone, is told whether it is wanted or not. */
  #isWanted({ current, log }: Follower): boolean {
    return current === undefined || this.#context.sink.wants(current) || log.bytesBehind === 0;
  }
}
