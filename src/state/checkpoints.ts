import type { Database } from '../sqlite.ts';
import { CheckpointTable } from './checkpoint-table.ts';
import { atomically, durably, probe } from './database.ts';
import type { Crossing, Generation, ResumePoint, SettledSpan } from './generation.ts';
import { type Row, rowsOf } from './progress.ts';
import type { StateEvents } from './state-events.ts';
import {
  hasSettled,
  isFinished,
  resumePointOf,
  type Tracked,
  withBoundary,
  withCrossing,
} from './tracked.ts';
import { Watermark } from './watermark.ts';

export interface CheckpointOptions {
  /** Milliseconds. */
  readonly clock: () => number;
  /** How long complete scans must not have seen a generation before it is forgotten. */
  readonly retentionMs: number;
  readonly events: StateEvents;
}

/** Aging happens this many times in a retention time: often enough to be exact, seldom enough to cost nothing. */
const AGINGS = 16;

/** Follows what has settled of every generation and keeps it on disk; `State` says what each method promises. */
export class Checkpoints {
  private readonly database: Database;
  private readonly table: CheckpointTable;
  private readonly options: CheckpointOptions;
  private readonly tracked = new Map<string, Tracked>();
  private readonly unsaved = new Set<string>();
  /** Are to be written before anything of them is delivered. */
  private readonly begun = new Set<string>();
  /** Among these are crossings. */
  private crossed = false;
  /** Are to begin from 0, whatever was saved of them. */
  private readonly anew = new Set<string>();
  private containers: Set<string>;
  private agedAt: number | undefined;
  private works = true;

  constructor(database: Database, options: CheckpointOptions) {
    this.database = database;
    this.options = options;
    this.table = new CheckpointTable(database);
    this.containers = this.knownContainers();
  }

  /** False from a failed write until the next one that succeeds. */
  get healthy(): boolean {
    return this.works;
  }

  resume(key: string): ResumePoint | undefined {
    const point = this.resumePoint(key);
    if (point?.crossings === undefined) return point;
    const { crossings, ...others } = point;
    const ended = crossings.filter((crossing) => !this.isUnderWay(crossing));
    return ended.length > 0 ? { ...others, crossings: ended } : others;
  }

  /** The whole event may still be delivered: what is left of it must not take its id before. */
  private isUnderWay({ id }: Crossing): boolean {
    const [key = '', offset] = id.split('.');
    const tracked = this.tracked.get(key);
    return tracked !== undefined && !hasSettled(tracked, Number(offset));
  }

  private resumePoint(key: string): ResumePoint | undefined {
    const tracked = this.tracked.get(key);
    if (tracked !== undefined) return resumePointOf(tracked);
    const saved = this.table.read(key);
    if (saved === undefined) return undefined;
    if (saved === 'damaged') {
      this.options.events.checkpointDamaged(key);
      return undefined;
    }
    const { offset, finished, boundaries, crossings, settled, stamp } = saved;
    return { offset, finished, boundaries, settled, ...(stamp !== '' && { stamp }), crossings };
  }

  containerKnown(containerId: string): boolean {
    return this.containers.has(containerId);
  }

  begin(generation: Generation, offset: number): void {
    const { key, containerId, path, stamp = () => '' } = generation;
    const tracked = this.tracked.get(key);
    if (tracked !== undefined) {
      if (tracked.path !== path || tracked.size !== undefined) this.unsaved.add(key);
      tracked.path = path;
      // A file that came back, and is read on, has not ended.
      tracked.size = undefined;
      return;
    }
    const read = this.table.read(key);
    const saved = read === 'damaged' ? undefined : read;
    const { boundaries, crossings } = saved ?? { boundaries: [], crossings: [] };
    // Elsewhere than where it was left, the file is not as it was.
    const asSaved = saved?.offset === offset && !this.anew.delete(key);
    const begun = asSaved ? saved : { offset, settled: [], stamp: '' };
    const watermark = new Watermark(offset, begun.settled);
    this.tracked.set(key, {
      ...{ key, path, containerId, stamp, watermark, boundaries, crossings },
      saved: begun,
      size: undefined,
    });
    this.containers.add(containerId);
    this.unsaved.add(key);
    if (!asSaved || saved.finished) this.begun.add(key);
  }

  saveBegun(): void {
    if (this.begun.size === 0) return;
    const keys = [...this.begun];
    const { crossed } = this;
    this.begun.clear();
    this.crossed = false;
    if (!this.works) return;
    // As with a boundary, what has settled goes with a crossing: of an event in two generations either row alone is wrong.
    this.write(crossed ? [...this.unsaved] : keys);
  }

  restart(key: string): void {
    const tracked = this.tracked.get(key);
    if (tracked === undefined) {
      this.anew.add(key);
      return;
    }
    tracked.watermark = new Watermark(0);
    tracked.saved = { offset: 0, settled: [], stamp: '' };
    tracked.size = undefined;
    this.unsaved.add(key);
    if (this.works) this.write([key]);
  }

  settle(spans: readonly SettledSpan[]): void {
    for (const { key, from, to } of spans) {
      const tracked = this.tracked.get(key);
      if (tracked === undefined) this.assertFinished(key);
      else if (tracked.watermark.settle(from, to)) this.unsaved.add(key);
    }
  }

  boundary(key: string, offset: number): boolean {
    const tracked = this.demand(key);
    const before = tracked.boundaries;
    if (before.includes(offset)) return true;
    tracked.boundaries = withBoundary(before, offset);
    // All that has settled goes with it: an event may have begun in one generation and ended in this one, and of the two
    // rows alone either one would have a part of it sent again, as an event of its own.
    if (this.write([...this.unsaved, key], durably)) return true;
    tracked.boundaries = before;
    return false;
  }

  crossing(key: string, crossing: Crossing): void {
    const tracked = this.demand(key);
    const { to, id } = crossing;
    const { crossings } = tracked;
    if (crossings.some((one) => one.to === to && one.id === id)) return;
    tracked.crossings = withCrossing(crossings, crossing);
    this.unsaved.add(key);
    this.begun.add(key);
    this.crossed = true;
  }

  ended(key: string, size: number): void {
    this.demand(key).size = size;
    this.unsaved.add(key);
  }

  save(): boolean {
    if (this.unsaved.size === 0 && this.works) return true;
    return this.write([...this.unsaved]);
  }

  present(keys: ReadonlySet<string>): void {
    if (!this.works) return;
    const { clock, retentionMs } = this.options;
    const period = retentionMs / AGINGS;
    const now = clock();
    const elapsed = this.agedAt === undefined ? 0 : now - this.agedAt;
    if (this.agedAt !== undefined && elapsed >= 0 && elapsed < period) return;
    this.agedAt = now;
    for (const [key, tracked] of this.tracked) {
      if (!keys.has(key) && isFinished(tracked) && !this.unsaved.has(key)) this.tracked.delete(key);
    }
    // A clock that jumps ahead must not age everything at one blow.
    const aging = Math.max(0, Math.min(elapsed, 2 * period));
    const keep = new Set(this.tracked.keys());
    if (!this.attempt(() => this.table.age(keys, keep, aging, retentionMs))) return;
    this.table.aged();
    this.containers = this.knownContainers();
  }

  private write(wanted: readonly string[], transact = atomically): boolean {
    // After a failure everything or nothing: a small write that still fits must not look like recovery.
    const keys = new Set(this.works ? wanted : [...this.unsaved, ...wanted]);
    let rows: readonly Row<Tracked>[] = [];
    const written = this.attempt(() => {
      rows = rowsOf([...keys].flatMap((key) => this.tracked.get(key) ?? []));
      for (const row of rows) this.writeRow(row);
    }, transact);
    if (written)
      for (const { generation, upToDate } of rows) if (upToDate) this.unsaved.delete(generation.key);
    return written;
  }

  private writeRow({ generation, progress, upToDate }: Row<Tracked>): void {
    const { key, path, containerId, boundaries, crossings } = generation;
    const finished = isFinished(generation) && upToDate;
    this.table.write({ key, containerId, path, finished, boundaries, crossings, ...progress });
    generation.saved = progress;
  }

  private attempt(work: () => void, transact = atomically): boolean {
    const { events } = this.options;
    try {
      transact(this.database, () => {
        work();
        // The work may have had nothing to write, and only a real write tells whether the disk has recovered.
        if (!this.works) probe(this.database);
      });
    } catch (error) {
      if (this.works) events.saveFailed(error as Error);
      this.works = false;
      return false;
    }
    if (!this.works) events.savedAgain();
    this.works = true;
    return true;
  }

  private knownContainers(): Set<string> {
    const known = new Set(this.table.containerIds());
    for (const { containerId } of this.tracked.values()) known.add(containerId);
    return known;
  }

  private demand(key: string): Tracked {
    const tracked = this.tracked.get(key);
    if (tracked === undefined) throw new Error(`generation ${key} has not begun`);
    return tracked;
  }

  /** A generation read twice may settle once more after it was finished and left memory; any other key is a mistake. */
  private assertFinished(key: string): void {
    const saved = this.table.read(key);
    if (saved === undefined || saved === 'damaged' || !saved.finished) this.demand(key);
  }
}
