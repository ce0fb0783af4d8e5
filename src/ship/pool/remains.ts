import type { Item } from '../answers/bulk-reply.ts';
import type { RefusedPiece } from '../answers/simple-form.ts';
import type { Suspicion } from '../answers/suspicion.ts';
import { halve, type Piece } from '../requests/body.ts';

/** A piece of what is left of a batch. */
export interface Remnant extends Piece {
  /** Set when the documents were refused, each by this answer, and are to be put into their simple form before they are sent again. */
  readonly refusals: readonly Item[] | undefined;
  /** Set when the piece's documents may be at fault themselves. */
  readonly suspicion: Suspicion | undefined;
}

/** All that is left of a batch, piece by piece. Suspects come after those that may be innocent. */
export class Remains {
  #remnants: readonly Remnant[] = [];
  #copied = 0;

  constructor(whole: Piece) {
    if (whole.documents > 0) this.#remnants = [under(undefined, whole)];
  }

  /** Documents whose outcome is not final. */
  get documents(): number {
    return this.#remnants.reduce((sum, { documents }) => sum + documents, 0);
  }

  /** Bytes of their action and source lines. */
  get bytes(): number {
    return this.#remnants.reduce((sum, { body }) => sum + body.length, 0);
  }

  /** The piece that is sent next; undefined when nothing is left. */
  get first(): Remnant | undefined {
    return this.#remnants[0];
  }

  /** Nothing is left but suspects. */
  get allSuspect(): boolean {
    return this.#remnants.every(({ suspicion }) => suspicion !== undefined);
  }

  /** Nothing is left but documents that have been refused, by their items or as one document alone. */
  get allRefused(): boolean {
    return this.#remnants.every(({ suspicion }) => suspicion !== undefined && suspicion.tries > 0);
  }

  /** The piece's documents are final. */
  remove(remnant: Remnant): void {
    this.#replace(remnant, []);
  }

  /** Only these documents of the piece are left, and nothing speaks against them. */
  reduce(remnant: Remnant, innocent: Piece): void {
    this.#replace(remnant, [under(undefined, innocent)]);
  }

  /** Puts the piece's halves in its place, both under this suspicion. */
  halve(remnant: Remnant, suspicion: Suspicion | undefined): void {
    this.#replace(
      remnant,
      halve(remnant).map((half) => under(suspicion, half)),
    );
  }

  /** Puts a suspect behind all others. */
  append(suspect: Piece, suspicion: Suspicion): void {
    this.#remnants = [...this.#remnants, under(suspicion, suspect)];
  }

  /** How many bytes more than at the call before don't stand in this memory: copies that answers made necessary. */
  copiedSince({ buffer }: Buffer): number {
    const before = this.#copied;
    this.#copied = this.#remnants.reduce(
      (sum, { body }) => sum + (body.buffer === buffer ? 0 : body.length),
      0,
    );
    return this.#copied - before;
  }

  /** Puts documents that were refused, under suspicion, behind all others. They go again in their simple form. */
  appendRefused({ refusals, ...piece }: RefusedPiece, suspicion: Suspicion): void {
    this.#remnants = [...this.#remnants, { ...under(suspicion, piece), refusals }];
  }

  /** Some documents of the piece are in their simple form now, and others are left. */
  simplified(remnant: Remnant, simple: Piece, left: RefusedPiece | undefined): void {
    const { suspicion } = remnant;
    const others = left === undefined ? [] : [{ ...under(suspicion, left), refusals: left.refusals }];
    this.#replace(remnant, [under(suspicion, simple), ...others]);
  }

  /** Puts the halves of suspects behind all others; of one document that one. */
  appendHalves(suspects: Piece, suspicion: Suspicion): void {
    const halves = suspects.documents > 1 ? halve(suspects) : [suspects];
    for (const half of halves) this.append(half, suspicion);
  }

  /** Copies everything into a new body, and returns that. The batch's own body is not needed any more. */
  move(): Buffer {
    const body = Buffer.concat(this.#remnants.map((remnant) => remnant.body));
    let at = 0;
    this.#remnants = this.#remnants.map((remnant) => {
      const from = at;
      at += remnant.body.length;
      return { ...remnant, body: body.subarray(from, at) };
    });
    return body;
  }

  #replace(remnant: Remnant, smaller: readonly Remnant[]): void {
    this.#remnants = this.#remnants.flatMap((other) => (other === remnant ? smaller : [other]));
  }
}

function under(suspicion: Suspicion | undefined, { body, documents, isSimple = false }: Piece): Remnant {
  return { body, documents, isSimple, suspicion, refusals: undefined };
}
