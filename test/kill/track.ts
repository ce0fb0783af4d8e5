/** A whole number of these is dropped at a time. */
const CHUNK_LINES = 32_768;

interface Chunk {
  /** -1 for a line that has not come. */
  readonly generations: Int32Array;
  readonly offsets: Float64Array;
  readonly checks: Float64Array;
}

/** What an id says: where the document lies, and its check as a number. */
export interface Location {
  readonly generation: number;
  readonly offset: number;
  readonly check: number;
}

/** What was found of one stream of one container. */
export interface TrackAccount {
  readonly lost: number;
  readonly misordered: number;
}

/**
 * Where the lines of one stream lie. Lines must lie in the order of their numbers, the generations one after the other:
 * this is judged when a line has become so old that nothing of its file is on disk any more, and then it is forgotten,
 * so that memory does not grow with the run.
 */
export class Track {
  /** All lines below have come. */
  low = 0;
  /** Lines below have been judged and forgotten. */
  #judged = 0;
  #lost = 0;
  #misordered = 0;
  readonly #chunks = new Map<number, Chunk>();
  readonly #keepLines: number;
  readonly #complain: (what: 'lost' | 'misordered', number: number) => void;
  /** Generations that another one has followed. */
  readonly #ended = new Set<number>();
  #last: Location = { generation: -1, offset: -1, check: -1 };

  /** `keepLines`: how far behind `low` lines are remembered. */
  constructor(keepLines: number, complain: (what: 'lost' | 'misordered', number: number) => void) {
    this.#keepLines = keepLines;
    this.#complain = complain;
  }

  /** Undefined for a line that has not come; `'forgotten'` for one too old to come again. */
  find(number: number): Location | 'forgotten' | undefined {
    if (number < this.#judged) return 'forgotten';
    const chunk = this.#chunks.get(Math.floor(number / CHUNK_LINES));
    const at = number % CHUNK_LINES;
    const generation = chunk?.generations[at] ?? -1;
    if (chunk === undefined || generation < 0) return undefined;
    return { generation, offset: chunk.offsets[at] ?? -1, check: chunk.checks[at] ?? -1 };
  }

  set(number: number, { generation, offset, check }: Location): void {
    const chunk = this.#chunk(Math.floor(number / CHUNK_LINES));
    chunk.generations[number % CHUNK_LINES] = generation;
    chunk.offsets[number % CHUNK_LINES] = offset;
    chunk.checks[number % CHUNK_LINES] = check;
    while (this.find(this.low) !== undefined) this.low++;
    while (this.low >= this.#judged + CHUNK_LINES + this.#keepLines) this.#judge(CHUNK_LINES);
  }

  /** Judges what is left of so many lines. */
  account(written: number): TrackAccount {
    this.#judge(written - this.#judged);
    return { lost: this.#lost, misordered: this.#misordered };
  }

  #judge(lines: number): void {
    for (let left = lines; left > 0; left--) {
      const found = this.find(this.#judged);
      if (found === undefined) this.#note('lost');
      else if (found !== 'forgotten') this.#follow(found);
      this.#judged++;
      if (this.#judged % CHUNK_LINES === 0) this.#chunks.delete(this.#judged / CHUNK_LINES - 1);
    }
  }

  #follow(next: Location): void {
    const { generation, offset } = this.#last;
    const other = next.generation !== generation;
    if (other) this.#ended.add(generation);
    if (other ? this.#ended.has(next.generation) : next.offset <= offset) this.#note('misordered');
    this.#last = next;
  }

  #note(what: 'lost' | 'misordered'): void {
    if (what === 'lost') this.#lost++;
    else this.#misordered++;
    this.#complain(what, this.#judged);
  }

  #chunk(index: number): Chunk {
    const known = this.#chunks.get(index);
    if (known !== undefined) return known;
    const chunk = {
      generations: new Int32Array(CHUNK_LINES).fill(-1),
      offsets: new Float64Array(CHUNK_LINES),
      checks: new Float64Array(CHUNK_LINES),
    };
    this.#chunks.set(index, chunk);
    return chunk;
  }
}
