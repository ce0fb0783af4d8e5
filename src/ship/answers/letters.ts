import { documentStarts, type Piece, readDocument } from '../requests/body.ts';
import type { Answer } from '../requests/sender.ts';
import type { DeadLetter } from '../ship-events.ts';
import { errorText, type Item, readRequestError } from './bulk-reply.ts';
import type { SimpleForm } from './simple-form.ts';

/** How ship is told of documents, whose fields it does not know. */
export interface LetterForm {
  /** The form in which they were sent, where that is not their own. */
  readonly simple?: SimpleForm | undefined;
  /** Name of the container that printed the text of a source line, or empty. */
  readonly containerOf: (document: string) => string;
}

/** The documents at these positions as dead letters, in their own form, each with its item's status and reason. `usualIndex` is that of documents which name none. */
export function lettersOf(
  piece: Piece,
  usualIndex: string,
  positions: readonly number[],
  items: readonly Item[],
  { simple, containerOf }: LetterForm,
): DeadLetter[] {
  const starts = documentStarts(piece);
  return positions.map((position) => {
    const item = items[position];
    const { id, index = usualIndex, document: sent } = readDocument(piece, starts, position);
    const document = piece.isSimple && simple ? simple.original(sent) : sent;
    const container = containerOf(document);
    return { id, container, index, document, status: item?.status ?? 0, reason: item ? errorText(item) : '' };
  });
}

/** The answer to a whole request, as the item of the only document in it. */
export function loneItem({ status, bytes }: Answer): Item {
  const error = readRequestError(bytes);
  if (error.reason || error.type) return { status, ...error };
  const reason =
    status === 413 ? 'too large for Elasticsearch or a proxy before it' : 'refused without a reason';
  return { status, type: '', reason };
}
