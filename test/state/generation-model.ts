import type { Notes, Rest } from '../../src/log/notes.ts';
import type { Stamp } from '../../src/log/stamp.ts';
import { stampAt } from './folder.ts';

/** Bytes of each generation. */
export const SIZE = 40;
export const streams = ['stdout', 'stderr'] as const;
export type Named = (typeof streams)[number];

/** All that a reader is told of a generation. */
export interface Known {
  readonly offset: number;
  readonly finished: boolean;
  readonly settled: number[];
  readonly stamp?: Stamp;
  readonly notes: Notes;
}

/** In which order rests are kept says nothing. */
export const inOrder = (rests: readonly Rest[]): Rest[] =>
  rests.toSorted((a, b) => a.stream.localeCompare(b.stream) || (a.at ?? -1) - (b.at ?? -1));

/** What is promised of one generation, written down without any cleverness. */
export class GenerationModel {
  readonly #settled = new Set<number>();
  #start = 0;
  #stamp: Stamp | undefined;
  #size: number | undefined;
  readonly #boundaries = new Set<number>();
  readonly #cuts = new Set<number>();
  rests: readonly Rest[] = [];

  constructor(known?: Known) {
    if (known === undefined) return;
    this.#start = known.offset;
    for (let i = 0; i < known.settled.length; i += 2)
      for (let byte = known.settled[i]!; byte < known.settled[i + 1]!; byte++) this.#settled.add(byte);
    this.#stamp = known.stamp;
    this.#size = known.finished ? known.offset : undefined;
    for (const at of known.notes.boundaries) this.#boundaries.add(at);
    for (const at of known.notes.cuts) this.#cuts.add(at);
    this.rests = known.notes.rests;
  }

  get #offset(): number {
    let offset = this.#start;
    while (this.#settled.has(offset)) offset++;
    return offset;
  }

  get known(): Known {
    const offset = this.#offset;
    const settled: number[] = [];
    for (let byte = offset + 1; byte <= SIZE; byte++)
      if (this.#settled.has(byte) !== this.#settled.has(byte - 1)) settled.push(byte);
    const ascending = (set: ReadonlySet<number>) => [...set].sort((a, b) => a - b);
    return {
      offset,
      finished: this.#size !== undefined && offset >= this.#size,
      settled,
      ...(this.#stamp && { stamp: this.#stamp }),
      notes: {
        boundaries: ascending(this.#boundaries),
        cuts: ascending(this.#cuts),
        rests: inOrder(this.rests),
      },
    };
  }

  settle(from: number, to: number): void {
    const top = Math.max(this.#start, ...[...this.#settled].map((byte) => byte + 1));
    for (let byte = from; byte < to; byte++) this.#settled.add(byte);
    if (from < to && to > top) this.#stamp = stampAt(to);
  }

  /** Nothing below counts any more, and nothing above. */
  startAt(offset: number): void {
    this.#start = offset;
    this.#settled.clear();
    this.#stamp = undefined;
    this.#size = undefined;
  }

  /** The file has lost its end: it is read again from 0, and holds no more than `size` bytes. */
  loseEnd(size: number): void {
    this.startAt(0);
    for (const set of [this.#boundaries, this.#cuts]) for (const at of set) if (at > size) set.delete(at);
    this.rests = this.rests.filter(({ at }) => at === undefined || at < size);
  }

  begin(offset: number): void {
    if (offset !== this.#offset) this.startAt(offset);
    this.#size = undefined;
  }

  end(): void {
    this.#size = SIZE;
  }

  /** False when it is known. */
  addBoundary(at: number): boolean {
    return this.#boundaries.size < this.#boundaries.add(at).size;
  }

  removeBoundary(at: number): void {
    this.#boundaries.delete(at);
  }

  addCut(at: number): void {
    this.#cuts.add(at);
  }

  /** One that is read takes the place of the one that was expected. */
  addRest(stream: Named, at: number): void {
    const others = this.rests.filter((rest) => rest.stream !== stream || (rest.at ?? at) !== at);
    this.rests = [...others, { stream, at }];
  }

  expect(stream: Named): void {
    if (!this.rests.some((rest) => rest.stream === stream)) this.rests = [...this.rests, { stream }];
  }

  expectNone(stream: Named): void {
    this.rests = this.rests.filter((rest) => rest.stream !== stream || rest.at !== undefined);
  }
}
