import type { DeletedFiles } from './deleted-files.ts';
import type { Descriptors } from './descriptors.ts';
import type { Follower } from './follower.ts';
import type { Outcome } from './outcome.ts';

/** Whose block is read next: round robin over those with news. */
export class Turns {
  private readonly descriptors: Descriptors;
  private readonly deleted: DeletedFiles;
  private readonly follower: (containerId: string) => Follower | undefined;
  /** Have something to read; the first has the next turn. */
  private readonly waiting = new Set<Follower>();
  /** Has the next turn before all others. */
  private again: Follower | undefined;

  constructor(
    descriptors: Descriptors,
    deleted: DeletedFiles,
    follower: (containerId: string) => Follower | undefined,
  ) {
    this.descriptors = descriptors;
    this.deleted = deleted;
    this.follower = follower;
  }

  get some(): boolean {
    return this.waiting.size > 0;
  }

  /** Who has something to read, or nothing any more. */
  note(follower: Follower): void {
    if (follower.hasNews) this.waiting.add(follower);
    else this.remove(follower);
  }

  remove(follower: Follower): void {
    this.waiting.delete(follower);
    if (this.again === follower) this.again = undefined;
  }

  /** Reads one block of the next one. */
  async take(): Promise<{ follower: Follower; outcome: Outcome } | undefined> {
    const follower = this.next();
    if (follower === undefined) return undefined;
    this.remove(follower);
    const outcome = await follower.turn();
    this.note(follower);
    // Opened again for each block it would be decoded from its beginning each time.
    if (this.descriptors.short && follower.hasNews && follower.log.queue.head?.costly) this.again = follower;
    return { follower, outcome };
  }

  private next(): Follower | undefined {
    // What frees disk space comes first.
    const { oldest, tooMuch } = this.deleted;
    const urgent = tooMuch && oldest !== undefined ? this.follower(oldest.id) : undefined;
    if (urgent !== undefined && this.waiting.has(urgent)) return urgent;
    if (this.again !== undefined) return this.again;
    const [first] = this.waiting;
    return first;
  }
}
