import type { Layout } from '../../source/layout.ts';
import type { Generation } from '../read/generation.ts';

/** Those generations of a container that may still be written to though another file is the live one: they are read, but have no end yet. */
export class LateFiles {
  readonly #queue: readonly Generation[];
  readonly #layout: Pick<Layout, 'lateMs'>;
  readonly #now: () => number;
  /** When another one took its place, or its file was renamed. */
  readonly #since = new Map<Generation, number>();

  /** `queue`: those that are read; any other one is not looked at any more. `now`: milliseconds since 1970. */
  constructor(queue: readonly Generation[], layout: Pick<Layout, 'lateMs'>, now: () => number) {
    this.#queue = queue;
    this.#layout = layout;
    this.#now = now;
  }

  get some(): boolean {
    return this.#since.size > 0;
  }

  /** The generation is not the live one, `since` then or a while ago: it is complete, or will be. */
  add(generation: Generation, since = this.#now()): void {
    this.#since.set(generation, since);
    if (!this.#isLate(since)) this.#complete(generation);
  }

  /** Looks at each. Returns those that are complete from now on: all when `nobody` writes any more. */
  look(nobody = false): Generation[] {
    const completed: Generation[] = [];
    for (const [generation, since] of this.#since) {
      if (!this.#queue.includes(generation)) {
        this.remove(generation);
        continue;
      }
      const isLate = this.#isLate(since);
      generation.file.seeOpen();
      if (isLate && !nobody) continue;
      this.#complete(generation);
      completed.push(generation);
    }
    return completed;
  }

  /** It is the live one again. */
  remove(generation: Generation): void {
    this.#since.delete(generation);
  }

  /** A clock that was put back must not hold up what comes next. */
  #isLate(since: number): boolean {
    const age = this.#now() - since;
    return age >= 0 && age < this.#layout.lateMs;
  }

  #complete(generation: Generation): void {
    this.#since.delete(generation);
    generation.file.complete = true;
  }
}
