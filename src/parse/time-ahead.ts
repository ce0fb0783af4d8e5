import type { Envelope } from '../source/envelope.ts';

const LF = 0x0a;
const NO_BLOCK = Buffer.alloc(0);

/** Finds the time of the next good line of a block, for malformed ones that none comes before. */
export class TimeAhead {
  readonly #envelope: Envelope;
  #block: Buffer = NO_BLOCK;
  #from = 0;
  /** Where the last search ended, and what it found. All before it is malformed. */
  #searchedTo = 0;
  #found = '';

  constructor(envelope: Envelope) {
    this.#envelope = envelope;
  }

  /** Looks in these bytes from now on, of which the first has this offset. They are valid up to the next call. */
  begin(bytes: Buffer, from: number): void {
    this.#block = bytes;
    this.#from = from;
    this.#searchedTo = 0;
    this.#found = '';
  }

  /** The time of the first good line at or behind this offset; empty when the block has none. */
  behind(offset: number): string {
    const at = offset - this.#from;
    if (at < 0) return '';
    // Of a run of malformed lines only the first looks: else a block of nothing else took hours.
    if (at > this.#searchedTo || this.#searchedTo === 0) this.#search(at);
    return this.#found;
  }

  #search(from: number): void {
    const block = this.#block;
    this.#found = '';
    let at = from;
    while (at < block.length && this.#found === '') {
      const end = block.indexOf(LF, at);
      const to = end < 0 ? block.length : end;
      this.#found = this.#envelope.read(block.subarray(at, to))?.time ?? '';
      at = to + 1;
    }
    this.#searchedTo = Math.max(at, 1);
  }
}
