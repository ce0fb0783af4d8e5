import { halve, type Piece } from './body.ts';
import type { Suspicion } from './suspicion.ts';

/** What is left of a batch, in pieces. Those under suspicion come after those that may be innocent. */
export class Remains {
  #pieces: readonly Piece[];
  readonly #suspicions = new Map<Piece, Suspicion>();

  constructor(whole: Piece) {
    this.#pieces = whole.documents > 0 ? [whole] : [];
  }

  get documents(): number {
    return this.#pieces.reduce((sum, { documents }) => sum + documents, 0);
  }

  /** The piece that is sent next; undefined when nothing is left. */
  get first(): Piece | undefined {
    return this.#pieces[0];
  }

  /** Nothing is left but suspects. */
  get allSuspect(): boolean {
    return this.#pieces.every((piece) => this.#suspicions.has(piece));
  }

  /** Nothing is left but documents that have been refused. */
  get allRefused(): boolean {
    return this.#pieces.every((piece) => (this.#suspicions.get(piece)?.tries ?? 0) > 0);
  }

  get bytes(): number {
    return this.#pieces.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** Moves what is left into a body of its own, and returns that. */
  move(): Buffer {
    const body = Buffer.concat(this.#pieces.map((piece) => piece.body));
    let at = 0;
    this.#pieces = this.#pieces.map((piece) => {
      const from = at;
      at += piece.body.length;
      const moved = { body: body.subarray(from, at), documents: piece.documents };
      const suspicion = this.#suspicions.get(piece);
      this.#suspicions.delete(piece);
      if (suspicion !== undefined) this.#suspicions.set(moved, suspicion);
      return moved;
    });
    return body;
  }

  suspicion(piece: Piece): Suspicion | undefined {
    return this.#suspicions.get(piece);
  }

  /** Puts these in the piece's place. */
  replace(piece: Piece, smaller: readonly Piece[]): void {
    this.#suspicions.delete(piece);
    this.#pieces = this.#pieces.flatMap((other) => (other === piece ? smaller : [other]));
  }

  /** Puts a suspect behind all others. */
  append(piece: Piece, suspicion: Suspicion): void {
    this.#pieces = [...this.#pieces, piece];
    this.#suspicions.set(piece, suspicion);
  }

  /** Puts halves in the piece's place; of a suspect both are suspects. */
  halve(piece: Piece, suspicion: Suspicion | undefined): void {
    const halves = halve(piece);
    this.replace(piece, halves);
    if (suspicion === undefined) return;
    for (const half of halves) this.#suspicions.set(half, suspicion);
  }
}
