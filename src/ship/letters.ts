import { documentStarts, type Piece, readDocument } from './body.ts';
import { errorText, type Item, readRequestError } from './bulk-reply.ts';
import type { Answer } from './sender.ts';
import type { DeadLetter } from './ship-events.ts';

/** The documents at these positions as dead letters, each with what its item says. */
export function lettersOf(
  piece: Piece,
  index: string,
  positions: readonly number[],
  items: readonly Item[],
): DeadLetter[] {
  const starts = documentStarts(piece);
  return positions.map((position) => {
    const item = items[position];
    const { id, document } = readDocument(piece, starts, position);
    return { id, index, document, status: item?.status ?? 0, reason: item ? errorText(item) : '' };
  });
}

/** What the answer to a whole request says of the only document in it. */
export function loneItem({ status, bytes }: Answer): Item {
  const error = readRequestError(bytes);
  if (error.reason || error.type) return { status, ...error };
  const reason =
    status === 413 ? 'too large for Elasticsearch or a proxy before it' : 'refused without a reason';
  return { status, type: '', reason };
}
