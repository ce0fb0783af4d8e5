import type { ResumePoint } from '../../log/resume-point.ts';
import type { Generation } from '../read/generation.ts';

/** Goes on where it was when its file is found again. */
export type Parked = Pick<Generation, 'position' | 'endLost'>;

/** Remembers, in this run, a container's generations that are not in its queue. */
export class SetAside {
  readonly #resume: (key: string) => ResumePoint | undefined;
  /** Have been handed on up to this size. */
  #finished = new Map<string, number>();
  /** Were closed before their end, or before what turned out not to be it. */
  #parked = new Map<string, Parked>();

  constructor(resume: (key: string) => ResumePoint | undefined) {
    this.#resume = resume;
  }

  /**
   * Everything of a file that is so large now has been handed on, in this run or before. One that has grown since is read on, whatever it is
   * called: somebody else than its writer renamed it. `size`: 0 of a compressed one, which does not grow.
   */
  isFinished(key: string, size: number): boolean {
    const resume = this.#resume(key);
    if (resume?.finished && !this.#finished.has(key)) this.#finished.set(key, resume.offset);
    const finished = this.#finished.get(key);
    return finished !== undefined && size <= finished;
  }

  finish(key: string, size: number): void {
    this.#finished.set(key, size);
  }

  /** It has been handed on to its end; a plain one goes on there should it have been none. */
  end(generation: Generation): void {
    const { key, file } = generation;
    this.finish(key, file.size);
    if (!file.isCompressed) this.park(generation);
  }

  park({ key, position, endLost }: Generation): void {
    this.#parked.set(key, { position, endLost });
  }

  parked(key: string): Parked | undefined {
    return this.#parked.get(key);
  }

  /** Forgets what is not on disk any more. */
  forgetAllBut(keysOnDisk: readonly string[]): void {
    const there = new Set(keysOnDisk);
    this.#finished = new Map([...this.#finished].filter(([key]) => there.has(key)));
    this.#parked = new Map([...this.#parked].filter(([key]) => there.has(key)));
  }
}
