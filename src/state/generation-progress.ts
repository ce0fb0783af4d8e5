import { hasPassed, NO_NOTES, type Notes, type Rest } from '../log/notes.ts';
import { Ranges } from '../log/ranges.ts';
import type { ResumePoint } from '../log/resume-point.ts';
import type { Span } from '../log/span.ts';
import type { Stamp } from '../log/stamp.ts';
import type { Stream } from '../log/stream.ts';
import { Watermark } from '../log/watermark.ts';

/** How far one generation has been acknowledged, as it is kept on disk. */
export interface SavedGeneration {
  readonly key: string;
  readonly path: string;
  readonly offset: number;
  readonly finished: boolean;
  /** Acknowledged ranges above the offset: from, to, from, to …, ascending. */
  readonly settled: readonly number[];
  /** Of the line before the end of all that has been acknowledged; absent when that is not known. */
  readonly stamp?: Stamp;
  readonly notes: Notes;
  /** For so long complete scans have not seen it. */
  readonly absentMs: number;
}

/** Of each kind so many notes are kept of what has been acknowledged: it is read again only when a file has lost its end. */
const MOST_NOTES = 100;

/**
 * Of what has not been acknowledged all are kept, or reading again would make other documents under the same ids. Each cut is of a part at least,
 * and what is under way has few thousands of these.
 */
const MOST_UNSETTLED = 4096;

/** How far one generation has been acknowledged, in this run and before. */
export class GenerationProgress {
  readonly key: string;
  path: string;
  absentMs = 0;
  /** It is being read, or was, in this run. */
  begun = false;
  #watermark: Watermark;
  /** Also those below the watermark: a file that has lost its end is read again. */
  #notes: Notes;
  /** Where it ended; undefined while it may grow. */
  #size: number | undefined;

  constructor(key: string, path: string, saved?: SavedGeneration) {
    this.key = key;
    this.path = path;
    this.absentMs = saved?.absentMs ?? 0;
    this.#watermark = new Watermark(saved?.offset ?? 0, saved?.settled, saved?.stamp);
    this.#notes = saved?.notes ?? NO_NOTES;
    this.#size = saved?.finished === true ? saved.offset : undefined;
  }

  /** The first byte that has not been acknowledged. */
  get offset(): number {
    return this.#watermark.offset;
  }

  /** Every byte has been acknowledged, and it will not grow. */
  get finished(): boolean {
    return this.#size !== undefined && this.#watermark.offset >= this.#size;
  }

  /** The rest of a text is expected in it. */
  get awaitsRest(): boolean {
    return this.#notes.rests.some(({ at }) => at === undefined);
  }

  get resumePoint(): ResumePoint {
    const { offset, settled, stamp } = this.#watermark;
    const ranges = new Ranges(settled.toJSON());
    return { offset, finished: this.finished, settled: ranges, ...(stamp && { stamp }), notes: this.#notes };
  }

  get saved(): SavedGeneration {
    const { key, path, finished, absentMs } = this;
    const { offset, stamp } = this.#watermark;
    const settled = this.#watermark.settled.toJSON();
    const notes = this.#notes;
    return { key, path, offset, finished, settled, notes, absentMs, ...(stamp && { stamp }) };
  }

  /** Reading begins at `offset`, or goes on under another path. True when that is news. */
  begin(path: string, offset: number): boolean {
    // A file that came back, and is read on, has not ended.
    const isNews = !this.begun || this.path !== path || this.#size !== undefined;
    // Elsewhere than where it was left, the file is not as it was.
    if (!this.begun && this.#watermark.offset !== offset) this.#watermark = new Watermark(offset);
    this.begun = true;
    this.path = path;
    this.#size = undefined;
    return isNews;
  }

  /** Nothing has settled, and nothing that was noted beyond `size` is there any more. */
  restart(size: number): void {
    this.#watermark = new Watermark(0);
    this.#size = undefined;
    const { boundaries, cuts, rests } = this.#notes;
    this.#notes = {
      boundaries: boundaries.filter((offset) => offset <= size),
      cuts: cuts.filter((offset) => offset <= size),
      rests: rests.filter(
        ({ at, after }) => (at === undefined || at < size) && (after === undefined || after <= size),
      ),
    };
  }

  settle({ from, to, stamp }: Span): boolean {
    return this.#watermark.settle(from, to, stamp);
  }

  end(size: number): void {
    this.#size = size;
  }

  /** False when it has been noted already. */
  addBoundary(offset: number): boolean {
    const { boundaries } = this.#notes;
    if (boundaries.includes(offset)) return false;
    this.#notes = { ...this.#notes, boundaries: this.#withOffset(boundaries, offset) };
    return true;
  }

  removeBoundary(offset: number): void {
    const boundaries = this.#notes.boundaries.filter((other) => other !== offset);
    this.#notes = { ...this.#notes, boundaries };
  }

  addCut(offset: number): void {
    const { cuts } = this.#notes;
    if (!cuts.includes(offset)) this.#notes = { ...this.#notes, cuts: this.#withOffset(cuts, offset) };
  }

  /** A rest whose place is known takes the place of the one that was expected. */
  addRest(rest: Rest): void {
    const others = this.#notes.rests.filter(
      ({ stream, at }) => stream !== rest.stream || (at !== undefined && at !== rest.at),
    );
    const rests = this.#newest([...others, rest], ({ at, after = this.offset }) => at ?? after);
    this.#notes = { ...this.#notes, rests };
  }

  /** In an older generation an event of this stream is unfinished: the first line of the stream here goes on with it. */
  expectRest(rest: Rest): void {
    const known = this.#notes.rests.some(({ stream }) => stream === rest.stream);
    if (!known) this.addRest(rest);
  }

  /** The first line of this stream that came when something was open in an older generation has settled. */
  hasPassed(stream: Stream): boolean {
    return hasPassed(this.#notes.rests, stream, this.offset);
  }

  /** The event has ended. Returns the rest that was expected of it, if there was one. */
  expectNoRest(stream: Stream): Rest | undefined {
    const expected = this.#notes.rests.find((rest) => rest.stream === stream && rest.at === undefined);
    const rests = this.#notes.rests.filter((rest) => rest !== expected);
    this.#notes = { ...this.#notes, rests };
    return expected;
  }

  /** One more, in order. */
  #withOffset(before: readonly number[], offset: number): readonly number[] {
    const all = [...before, offset].sort((a, b) => a - b);
    return this.#newest(all, (each) => each);
  }

  /** Notes in the order of their places, without the oldest that are too many. */
  #newest<Note>(notes: readonly Note[], placeOf: (note: Note) => number): readonly Note[] {
    if (notes.length <= MOST_NOTES) return notes;
    const unsettled = notes.filter((note) => placeOf(note) >= this.offset).length;
    return notes.slice(-Math.min(Math.max(unsettled, MOST_NOTES), MOST_UNSETTLED));
  }
}
