const LF = 0x0a;

const OWN_ACTION = /^\{"create":\{(?:"_index":"([^"\\]*)",)?"_id":"([^"\\]*)"\}\}\n$/;

/** Documents that are sent together: a whole batch or some of it. The body is never written to. */
export interface Piece {
  /** An action line and a source line for each document, each ended by LF. */
  readonly body: Buffer;
  readonly documents: number;
  /** Its documents are in the form that they got when they were refused in their own. */
  readonly isSimple?: boolean;
}

/**
 * The offsets in the body at which the documents begin, and the one at which the last ends: `documents + 1` numbers.
 * Throws when the body is not exactly two lines for each document.
 */
export function documentStarts({ body, documents }: Piece): Uint32Array {
  const starts = new Uint32Array(documents + 1);
  let at = 0;
  for (let i = 0; i < documents; i++) {
    at = lineEnd(body, lineEnd(body, at));
    starts[i + 1] = at;
  }
  if (at !== body.length)
    throw new Error(`a bulk body of ${documents} documents has more than two lines for each`);
  return starts;
}

/** Two pieces with half of the documents each; of an odd number the second gets one more. Throws for fewer than two. */
export function halve(piece: Piece): [Piece, Piece] {
  if (piece.documents < 2) throw new Error('a single document has no halves');
  const first = piece.documents >> 1;
  const middle = documentStarts(piece)[first];
  return [
    { ...piece, body: piece.body.subarray(0, middle), documents: first },
    { ...piece, body: piece.body.subarray(middle), documents: piece.documents - first },
  ];
}

/** A piece of only these documents, given by their positions in ascending order. All of them give the same piece back. */
export function choose(piece: Piece, positions: readonly number[]): Piece {
  if (positions.length === piece.documents) return piece;
  const starts = documentStarts(piece);
  const chunks = positions.map((position) => piece.body.subarray(starts[position], starts[position + 1]));
  return { ...piece, body: Buffer.concat(chunks), documents: positions.length };
}

/** What an action line says. */
export interface Names {
  /** Empty where none is given. */
  readonly id: string;
  /** Undefined: the one of the request. */
  readonly index: string | undefined;
}

/** The action line and source line of a document, each with its LF. */
export function linesOf({ id, index }: Names, document: string): string {
  return `${JSON.stringify({ create: { _index: index, _id: id } })}\n${document}\n`;
}

/** The names and the source line, without LF, of the document at this position. `starts` is of `documentStarts`. */
export function readDocument(
  piece: Piece,
  starts: Uint32Array,
  position: number,
): Names & { readonly document: string } {
  const from = starts[position] ?? 0;
  const source = lineEnd(piece.body, from);
  const names = namesIn(piece.body.toString('utf8', from, source));
  const end = (starts[position + 1] ?? piece.body.length) - 1;
  return { ...names, document: piece.body.toString('utf8', source, end) };
}

/** The names of each document. Throws as `documentStarts` does. */
export function sentNames({ body, documents }: Piece): Names[] {
  const names: Names[] = [];
  let at = 0;
  for (let i = 0; i < documents; i++) {
    const source = lineEnd(body, at);
    names.push(namesIn(body.toString('utf8', at, source)));
    at = lineEnd(body, source);
  }
  return names;
}

/** The offset after the LF of the line that begins at `from`. Throws when there is none. */
function lineEnd(body: Buffer, from: number): number {
  const at = body.indexOf(LF, from);
  if (at < 0 || from >= body.length)
    throw new Error('a bulk body has fewer than two lines for each document');
  return at + 1;
}

function namesIn(action: string): Names {
  // Parse's own action lines are read without JSON.parse, which takes three times as long.
  const own = OWN_ACTION.exec(action);
  if (own !== null) return { index: own[1], id: own[2] ?? '' };
  const { create } = JSON.parse(action) as { create: { _index?: string; _id?: string } };
  return { index: create._index, id: create._id ?? '' };
}
