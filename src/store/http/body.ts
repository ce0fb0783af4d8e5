import type { Share } from '../byte-budget.ts';

/** Pieces of a body whose length is not known begin so small and grow with it, so that little is held for nothing. */
const FIRST_PIECE = 16 * 1024;
/** A body of the agent is one piece or a few. */
const LARGEST_PIECE = 1024 * 1024;

/** Pieces that were given back, to be used again: otherwise memory that is given up and not collected yet would be as much as the budget. */
export class SparePieces {
  readonly #pieces: Buffer[] = [];

  /** Its contents are anything. */
  take(bytes: number): Buffer {
    const spare = bytes === LARGEST_PIECE ? this.#pieces.pop() : undefined;
    return spare ?? Buffer.allocUnsafeSlow(bytes);
  }

  /** Nobody may use them any more. */
  giveBack(pieces: readonly Buffer[]): void {
    for (const piece of pieces) if (piece.length === LARGEST_PIECE) this.#pieces.push(piece);
  }

  clear(): void {
    this.#pieces.length = 0;
  }
}

/**
 * A request's body as far as it has come. Its bytes are copied into pieces that are counted in the budget: the chunks of a connection may be
 * of one byte each, and would take a hundred times their length.
 */
export class Body {
  readonly #share: Share;
  readonly #expected: number;
  readonly #makeRoom: () => boolean;
  readonly #spare: SparePieces;
  #pieces: Buffer[] = [];
  #unused = 0;
  #length = 0;

  /** `expected`: its length if it is known, else 0. `makeRoom` is called when the budget is spent; it returns false when it can't. */
  constructor(share: Share, expected: number, makeRoom: () => boolean, spare = new SparePieces()) {
    this.#share = share;
    this.#expected = expected;
    this.#makeRoom = makeRoom;
    this.#spare = spare;
  }

  get length(): number {
    return this.#length;
  }

  /** Bytes that are held, more than have come. */
  get held(): number {
    return this.#share.bytes;
  }

  /** In their order. None is empty. */
  get pieces(): readonly Buffer[] {
    const last = this.#pieces.at(-1);
    if (last === undefined) return [];
    return [...this.#pieces.slice(0, -1), last.subarray(0, last.length - this.#unused)];
  }

  /** All of it in one piece, which is not counted: it is for small bodies, and not to be kept. */
  whole(): Buffer {
    const [first, ...more] = this.pieces;
    if (first === undefined) return Buffer.alloc(0);
    return more.length === 0 ? first : Buffer.concat([first, ...more]);
  }

  /** Copies the chunk; false when the budget does not have the memory, and then the body is not whole any more. */
  append(chunk: Buffer): boolean {
    for (let from = 0; from < chunk.length; ) {
      if (this.#unused === 0 && !this.#grow()) return false;
      const last = this.#pieces.at(-1) as Buffer;
      const copied = chunk.copy(last, last.length - this.#unused, from);
      from += copied;
      this.#unused -= copied;
      this.#length += copied;
    }
    return true;
  }

  /** Gives the memory back. Nobody may use its pieces any more, nor what `whole` has returned. */
  free(): void {
    this.#spare.giveBack(this.#pieces);
    this.#pieces = [];
    this.#unused = 0;
    this.#share.free();
  }

  #grow(): boolean {
    const left = this.#expected - this.#length;
    const size = left > 0 ? left : Math.max(FIRST_PIECE, this.#length);
    const bytes = Math.min(LARGEST_PIECE, size);
    while (!this.#share.tryAdd(bytes)) if (!this.#makeRoom()) return false;
    this.#pieces.push(this.#spare.take(bytes));
    this.#unused = bytes;
    return true;
  }
}
