import type { Rest } from '../log/notes.ts';
import type { Stream } from '../log/stream.ts';

/** The noted rests of a generation that its reading has not come to yet. */
export class Rests {
  #left: readonly Rest[];

  constructor(rests: readonly Rest[]) {
    this.#left = rests;
  }

  get isEmpty(): boolean {
    return this.#left.length === 0;
  }

  /** One of the stream's lines that come is a rest. */
  expects(stream: Stream): boolean {
    // Asked of each line, and mostly there is none.
    return !this.isEmpty && this.#left.some((rest) => rest.stream === stream);
  }

  /** Reading goes on at this offset: what begins before is not read. */
  passTo(offset: number): void {
    if (this.#left.length > 0) this.#left = this.#left.filter(({ at = offset }) => at >= offset);
  }

  /** What is noted of the line of `stream` that begins at `offset`; undefined when it is no rest. */
  take(stream: Stream, offset: number): Rest | undefined {
    if (this.isEmpty) return undefined;
    const found = this.#left.find((rest) => rest.stream === stream && (rest.at ?? offset) === offset);
    this.#left = this.#left.filter((rest) => rest.stream !== stream || (rest.at ?? offset) > offset);
    return found;
  }
}
