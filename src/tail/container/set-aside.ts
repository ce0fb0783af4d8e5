import type { ResumePoint } from '../../log/resume-point.ts';
import type { Generation } from '../read/generation.ts';

/** Goes on where it was when its file is found again. */
export type Parked = Pick<Generation, 'position' | 'endLost'>;

/** Remembers, in this run, a container's generations that are not in its queue. */
export class SetAside {
  readonly #resume: (key: string) => ResumePoint | undefined;
  /** Need no reading. */
  #finished = new Set<string>();
  /** Were closed before their end. */
  #parked = new Map<string, Parked>();

  constructor(resume: (key: string) => ResumePoint | undefined) {
    this.#resume = resume;
  }

  /** Everything of it has been handed on, in this run or before. */
  isFinished(key: string): boolean {
    if (this.#resume(key)?.finished) this.#finished.add(key);
    return this.#finished.has(key);
  }

  finish(key: string): void {
    this.#finished.add(key);
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
    this.#finished = new Set([...this.#finished].filter((key) => there.has(key)));
    this.#parked = new Map([...this.#parked].filter(([key]) => there.has(key)));
  }
}
