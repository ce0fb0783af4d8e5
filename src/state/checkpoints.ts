import type { Rest } from '../log/notes.ts';
import type { ResumePoint } from '../log/resume-point.ts';
import type { Span } from '../log/span.ts';
import type { Stream } from '../log/stream.ts';
import type { Database } from '../sqlite.ts';
import { ContainerProgress } from './container-progress.ts';
import { ContainerTable } from './container-table.ts';
import { atomically, durably, probe } from './database.ts';
import type { GenerationProgress } from './generation-progress.ts';
import type { CheckpointOptions, Ending, Place } from './places.ts';

/** A generation that was begun in this run. */
interface Begun {
  readonly container: ContainerProgress;
  readonly generation: GenerationProgress;
}

/** Aging happens this many times in a retention time: often enough to be exact, seldom enough to cost nothing. */
const AGINGS = 16;

/** Follows what has settled of every generation and keeps it on disk; `State` says what each method promises. */
export class Checkpoints {
  readonly #database: Database;
  readonly #table: ContainerTable;
  readonly #options: CheckpointOptions;
  /** Ids of containers whose rows have not been asked for yet. */
  readonly #onlySaved: Set<string>;
  readonly #containers = new Map<string, ContainerProgress>();
  readonly #begun = new Map<string, Begun>();
  readonly #unsaved = new Set<ContainerProgress>();
  /** Are to be written before anything of them is delivered. */
  readonly #beginning = new Set<ContainerProgress>();
  /** Ids of those that the last complete scan has missed, and of which nothing is left to do. */
  #over: ReadonlySet<string> = new Set();
  #agedAt: number | undefined;
  #works = true;

  constructor(database: Database, options: CheckpointOptions) {
    this.#database = database;
    this.#options = options;
    this.#table = new ContainerTable(database);
    this.#onlySaved = new Set(this.#table.ids());
  }

  /** False from a failed write until the next one that succeeds. */
  get healthy(): boolean {
    return this.#works;
  }

  resume(containerId: string, key: string): ResumePoint | undefined {
    return this.#known(containerId)?.get(key)?.resumePoint;
  }

  containerKnown(containerId: string): boolean {
    return this.#onlySaved.has(containerId) || this.#containers.has(containerId);
  }

  begin({ key, containerId, path }: Place, offset: number, goingOn: readonly Rest[]): void {
    const container = this.#known(containerId) ?? this.#add(containerId);
    const known = container.get(key);
    const asSaved = known !== undefined && known.offset === offset && !known.finished;
    const generation = known ?? container.add(key, path);
    const isFirst = !generation.begun;
    if (generation.begin(path, offset)) this.#unsaved.add(container);
    if (isFirst) for (const rest of goingOn) generation.expectRest(rest);
    this.#begun.set(key, { container, generation });
    if (isFirst && (!asSaved || goingOn.length > 0)) this.#beginning.add(container);
  }

  saveBegun(): void {
    if (this.#beginning.size === 0) return;
    const containers = [...this.#beginning];
    this.#beginning.clear();
    if (this.#works) this.#write(containers);
  }

  restart(containerId: string, key: string, size: number): void {
    const container = this.#known(containerId);
    const generation = container?.get(key);
    if (container === undefined || generation === undefined) return;
    generation.restart(size);
    this.#unsaved.add(container);
    this.#beginning.add(container);
  }

  settle(spans: readonly Span[]): void {
    for (const span of spans) {
      // Of a container that is gone everything has settled, should it have been read twice.
      const begun = this.#begun.get(span.key);
      if (begun?.generation.settle(span)) this.#unsaved.add(begun.container);
    }
  }

  boundaries(ends: readonly Ending[]): boolean {
    const changed = new Set<ContainerProgress>();
    const undo: (() => void)[] = [];
    for (const { key, to, stream } of ends) {
      const { container, generation } = this.#demand(key);
      const isNews = generation.addBoundary(to);
      undo.push(container.expectNoRest(stream));
      this.#unsaved.add(container);
      if (!isNews) continue;
      changed.add(container);
      undo.push(() => generation.removeBoundary(to));
    }
    if (changed.size === 0 || this.#write([...changed], durably)) return true;
    for (const each of undo) each();
    return false;
  }

  /** Lines of the stream in generations behind this one have settled: what is open at its end did not go on beyond them. */
  hasGoneOn(containerId: string, key: string, stream: Stream): boolean {
    const all = [...(this.#known(containerId)?.generations ?? [])];
    const later = all.slice(all.findIndex((generation) => generation.key === key) + 1);
    return later.some((generation) => generation.hasPassed(stream));
  }

  cut(key: string, offset: number): void {
    const { container, generation } = this.#demand(key);
    generation.addCut(offset);
    this.#unsaved.add(container);
    // Or a later piece, delivered before a SIGKILL, could be joined with this one when it is read again.
    this.#beginning.add(container);
  }

  rest(key: string, rest: Rest): void {
    const { container, generation } = this.#demand(key);
    generation.addRest(rest);
    this.#unsaved.add(container);
  }

  ended(key: string, size: number): void {
    const { container, generation } = this.#demand(key);
    generation.end(size);
    this.#unsaved.add(container);
  }

  save(): boolean {
    if (this.#unsaved.size === 0 && this.#works) return true;
    return this.#write([...this.#unsaved]);
  }

  present(keys: ReadonlySet<string>): void {
    if (!this.#works) return;
    this.#release(keys);
    const { clock, retentionMs } = this.#options;
    const period = retentionMs / AGINGS;
    const now = clock();
    const elapsed = this.#agedAt === undefined ? 0 : now - this.#agedAt;
    if (this.#agedAt !== undefined && elapsed >= 0 && elapsed < period) return;
    this.#agedAt = now;
    // A clock that jumps ahead must not age everything at one blow.
    const aging = Math.max(0, Math.min(elapsed, 2 * period));
    this.#attempt(() => {
      for (const id of this.#table.ids()) this.#age(id, keys, aging);
    });
    for (const [key, { container }] of this.#begun) {
      if (container.get(key) === undefined) this.#begun.delete(key);
    }
  }

  /** Of containers that are gone for two scans only the rows are kept: hosts that start one each second would fill the memory. */
  #release(keys: ReadonlySet<string>): void {
    const before = this.#over;
    const over = [...this.#containers.values()].filter(
      (container) => !this.#unsaved.has(container) && container.isOver(keys),
    );
    this.#over = new Set(over.map(({ id }) => id));
    for (const container of over) {
      if (!before.has(container.id)) continue;
      for (const key of container.keys) this.#begun.delete(key);
      this.#containers.delete(container.id);
      this.#beginning.delete(container);
      this.#onlySaved.add(container.id);
    }
  }

  #age(id: string, keys: ReadonlySet<string>, aging: number): void {
    // Of a container that nobody asks for nothing is kept in memory.
    const container = this.#containers.get(id) ?? this.#load(id);
    const changed = container.age(keys, aging, this.#options.retentionMs);
    if (!container.isEmpty) {
      if (changed) this.#table.write(id, container.saved);
      return;
    }
    this.#table.remove(id);
    this.#onlySaved.delete(id);
    this.#containers.delete(id);
    this.#unsaved.delete(container);
    this.#beginning.delete(container);
  }

  /** The container's progress, read from its row the first time; undefined when it has none. */
  #known(id: string): ContainerProgress | undefined {
    if (!this.#onlySaved.delete(id)) return this.#containers.get(id);
    const container = this.#load(id);
    this.#containers.set(id, container);
    return container;
  }

  #load(id: string): ContainerProgress {
    const saved = this.#table.read(id) ?? [];
    if (saved === 'damaged') this.#options.events.checkpointDamaged(id);
    return new ContainerProgress(id, saved === 'damaged' ? [] : saved);
  }

  #add(id: string): ContainerProgress {
    const container = new ContainerProgress(id, []);
    this.#containers.set(id, container);
    return container;
  }

  #write(wanted: readonly ContainerProgress[], transact = atomically): boolean {
    // After a failure everything or nothing: a small write that still fits must not look like recovery.
    const containers = new Set(this.#works ? wanted : [...this.#unsaved, ...wanted]);
    const written = this.#attempt(() => {
      for (const container of containers) this.#table.write(container.id, container.saved);
    }, transact);
    if (written) for (const container of containers) this.#unsaved.delete(container);
    return written;
  }

  #attempt(work: () => void, transact = atomically): boolean {
    const { events } = this.#options;
    try {
      transact(this.#database, () => {
        work();
        // The work may have had nothing to write, and only a real write tells whether the disk has recovered.
        if (!this.#works) probe(this.#database);
      });
    } catch (error) {
      if (this.#works) events.saveFailed(error as Error);
      this.#works = false;
      return false;
    }
    if (!this.#works) events.savedAgain();
    this.#works = true;
    return true;
  }

  #demand(key: string): Begun {
    const begun = this.#begun.get(key);
    if (begun === undefined) throw new Error(`generation ${key} has not begun`);
    return begun;
  }
}
