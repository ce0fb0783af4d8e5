import { documentStarts, type Piece, readDocument } from '../requests/body.ts';
import type { ShipEvents } from '../ship-events.ts';
import type { Item } from './bulk-reply.ts';

/** Reports the documents of a request that are in a failure store, if any are. `usualIndex` is that of documents which name none. */
export function tellFailureStored(
  piece: Piece,
  items: readonly Item[],
  usualIndex: string,
  events: ShipEvents,
): void {
  const first = items.findIndex(({ inFailureStore }) => inFailureStore);
  if (first < 0) return;
  const { id, index = usualIndex } = readDocument(piece, documentStarts(piece), first);
  const documents = items.filter(({ inFailureStore }) => inFailureStore).length;
  events.failureStored(documents, { id, index });
}
