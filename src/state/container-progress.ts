import type { Stream } from '../log/stream.ts';
import { GenerationProgress, type SavedGeneration } from './generation-progress.ts';

/**
 * So many generations that are not on disk any more are remembered, should their disk only be unmounted. A container that rotates
 * each second must not fill its row with thousands.
 */
const MOST_ABSENT = 64;

/** The generations of one container, in the order in which they were first read. */
export class ContainerProgress {
  readonly id: string;
  readonly #generations = new Map<string, GenerationProgress>();

  constructor(id: string, saved: readonly SavedGeneration[]) {
    this.id = id;
    for (const each of saved)
      this.#generations.set(each.key, new GenerationProgress(each.key, each.path, each));
  }

  get isEmpty(): boolean {
    return this.#generations.size === 0;
  }

  get keys(): Iterable<string> {
    return this.#generations.keys();
  }

  get generations(): Iterable<GenerationProgress> {
    return this.#generations.values();
  }

  get saved(): SavedGeneration[] {
    return [...this.#generations.values()].map(({ saved }) => saved);
  }

  /** None of its generations is among `present`, none is being read, and no text is to go on in one. */
  isOver(present: ReadonlySet<string>): boolean {
    return [...this.#generations.values()].every(
      ({ key, begun, finished, awaitsRest }) => !present.has(key) && (!begun || (finished && !awaitsRest)),
    );
  }

  get(key: string): GenerationProgress | undefined {
    return this.#generations.get(key);
  }

  add(key: string, path: string): GenerationProgress {
    const added = new GenerationProgress(key, path);
    this.#generations.set(key, added);
    return added;
  }

  /** The stream's unfinished event has ended where it is: no generation goes on with it. Returns a call that takes this back. */
  expectNoRest(stream: Stream): () => void {
    const undo: (() => void)[] = [];
    for (const generation of this.#generations.values()) {
      const rest = generation.expectNoRest(stream);
      if (rest !== undefined) undo.push(() => generation.addRest(rest));
    }
    return () => {
      for (const each of undo) each();
    };
  }

  /**
   * Makes what is not among `present` older and the others young again, and forgets what has been absent for `retentionMs` or is
   * too much. What is being read stays. True when anything has changed.
   */
  age(present: ReadonlySet<string>, elapsedMs: number, retentionMs: number): boolean {
    let changed = false;
    const absent: GenerationProgress[] = [];
    for (const generation of this.#generations.values()) {
      const { key, absentMs, begun, finished } = generation;
      const age = present.has(key) ? 0 : absentMs + elapsedMs;
      generation.absentMs = age;
      changed ||= age !== absentMs;
      if (!present.has(key) && (!begun || finished)) absent.push(generation);
    }
    const tooOld = absent.filter(({ absentMs }) => absentMs >= retentionMs && absentMs > 0);
    const tooMany = absent.slice(0, Math.max(0, absent.length - MOST_ABSENT));
    for (const { key } of [...tooOld, ...tooMany]) changed = this.#generations.delete(key) || changed;
    return changed;
  }
}
