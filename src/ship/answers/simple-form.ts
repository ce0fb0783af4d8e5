import { documentStarts, linesOf, type Piece, readDocument } from '../requests/body.ts';
import type { Refused } from '../ship-events.ts';
import { type ElasticError, errorText, type Item } from './bulk-reply.ts';

/** Another form of documents, which fits whatever the mapping is. It knows their fields, which ship does not. */
export interface SimpleForm {
  /** The source line of a document in this form, both without LF, and the name of the container that printed it, or an empty one. */
  of(document: string, error: ElasticError): { line: string; container: string };
  /** The source line that was given to `of`. */
  original(line: string): string;
}

/** How much is made at one time. */
export interface Portion {
  /** Size of the body. Only one that holds a single document may be larger. */
  readonly mostBytes: number;
  /** To be awaited between two documents: others have their turn when it is due. Undefined when it is not. */
  readonly turn: () => Promise<void> | undefined;
}

/** Some refused documents in their simple form, under the same ids and for the same indices, with the reason of each, and those that are left. */
export interface Simplified {
  readonly piece: Piece;
  readonly refused: readonly Refused[];
  readonly left: RefusedPiece | undefined;
}

/** Documents in their own form, each with the answer by which it was refused. */
export interface RefusedPiece extends Piece {
  readonly refusals: readonly Item[];
}

/** Puts the first documents of the piece into their simple form, as many as a portion holds, and at least one. */
export async function simplify(
  { body, documents, refusals }: RefusedPiece,
  form: SimpleForm,
  { mostBytes, turn }: Portion,
): Promise<Simplified> {
  const starts = documentStarts({ body, documents });
  const bodies: Buffer[] = [];
  const refused: Refused[] = [];
  let bytes = 0;
  for (const [position, item] of refusals.entries()) {
    await turn();
    const { id, index, document } = readDocument({ body, documents }, starts, position);
    const { line, container } = form.of(document, item);
    const lines = Buffer.from(linesOf({ id, index }, line));
    if (position > 0 && bytes + lines.length > mostBytes) break;
    bytes += lines.length;
    bodies.push(lines);
    refused.push({ id, container, status: item.status, type: item.type, reason: errorText(item) });
  }
  const done = bodies.length;
  const left = {
    body: body.subarray(starts[done]),
    documents: documents - done,
    refusals: refusals.slice(done),
  };
  return {
    piece: { body: Buffer.concat(bodies), documents: done, isSimple: true },
    refused,
    left: left.documents > 0 ? left : undefined,
  };
}
