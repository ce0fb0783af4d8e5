const LF = 0x0a;

/** Documents that are sent together: a whole batch, or what is left of one. Its body is never written to. */
export interface Piece {
  /** An action line and a source line for each document, each ended by LF. */
  readonly body: Buffer;
  readonly documents: number;
}

/**
 * Where each document begins in the body, and where the last one ends: `documents + 1` numbers.
 * Throws when the body doesn't hold two lines for each document and nothing else.
 */
export function documentStarts({ body, documents }: Piece): Uint32Array {
  const starts = new Uint32Array(documents + 1);
  let at = 0;
  for (let i = 0; i < documents; i++) {
    at = lineEnd(body, lineEnd(body, at));
    starts[i + 1] = at;
  }
  if (at !== body.length)
    throw new Error(`a bulk body of ${documents} documents has more lines than two for each`);
  return starts;
}

/** Two pieces with half of the documents each; of an odd number the second gets one more. Throws for fewer than two. */
export function halve(piece: Piece): [Piece, Piece] {
  if (piece.documents < 2) throw new Error('a single document has no halves');
  const first = piece.documents >> 1;
  const middle = documentStarts(piece)[first];
  return [
    { body: piece.body.subarray(0, middle), documents: first },
    { body: piece.body.subarray(middle), documents: piece.documents - first },
  ];
}

/** A piece of only these documents, given by their positions in ascending order. */
export function choose(piece: Piece, positions: readonly number[]): Piece {
  if (positions.length === piece.documents) return piece;
  const starts = documentStarts(piece);
  const chunks = positions.map((position) => piece.body.subarray(starts[position], starts[position + 1]));
  return { body: Buffer.concat(chunks), documents: positions.length };
}

/** The `_id` and the source line, without LF, of the document at this position. */
export function readDocument(
  piece: Piece,
  starts: Uint32Array,
  position: number,
): { id: string; document: string } {
  const from = starts[position] ?? 0;
  const source = lineEnd(piece.body, from);
  const action = JSON.parse(piece.body.toString('utf8', from, source)) as { create: { _id?: string } };
  const end = (starts[position + 1] ?? piece.body.length) - 1;
  return { id: action.create._id ?? '', document: piece.body.toString('utf8', source, end) };
}

/** The byte after the LF that ends the line which begins at `from`. */
function lineEnd(body: Buffer, from: number): number {
  const at = body.indexOf(LF, from);
  if (at < 0 || from >= body.length)
    throw new Error('a bulk body has fewer lines than two for each document');
  return at + 1;
}
