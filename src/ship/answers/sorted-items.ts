import type { Item } from './bulk-reply.ts';
import { type Complaint, itemComplaint } from './complaint.ts';
import { itemVerdict } from './outcome.ts';
import { DOUBTFUL_TRIES, FAILING_TRIES, NOTHING_TAKEN } from './suspicion.ts';

/** The documents of one request by outcome, as positions in the request. Those not listed have been delivered. */
export interface SortedItems {
  /** Go again: they are not at fault. */
  readonly again: readonly number[];
  /** Go again too, under suspicion. */
  readonly suspects: readonly number[];
  /** Go again in two halves: one of them is at fault, and it is not known which. */
  readonly shared: readonly number[];
  /** Become dead letters. */
  readonly refused: readonly number[];
  /** How many of the delivered ones had been delivered by an earlier try. */
  readonly duplicates: number;
  /** Why documents go again: the first reason that takes an operator, or else the first one. */
  readonly complaint: Complaint | undefined;
}

/** The facts by which a suspect is judged. */
export interface Evidence {
  /** How often the documents have been refused, this time included. */
  readonly tries: number;
  /** Other documents have been taken since the first time. */
  readonly othersTaken: boolean;
}

/** Sorts a request's items by the table of outcomes. */
export function sortItems(items: readonly Item[], { tries, othersTaken }: Evidence): SortedItems {
  const again: number[] = [];
  const suspects: number[] = [];
  const shared: number[] = [];
  const refused: number[] = [];
  let duplicates = 0;
  let complaint: Complaint | undefined;
  const goesAgain = (item: Item, remedy: string | undefined): void => {
    if (complaint !== undefined && (complaint.remedy !== undefined || remedy === undefined)) return;
    complaint = itemComplaint(item, remedy);
  };
  items.forEach((item, position) => {
    const { outcome, remedy } = itemVerdict(item.status, item);
    switch (outcome) {
      case 'delivered':
        return;
      case 'duplicate':
        duplicates++;
        return;
      case 'refused':
        refused.push(position);
        return;
      case 'again':
        again.push(position);
        goesAgain(item, remedy);
        return;
      case 'shared':
        if (items.length === 1) break;
        shared.push(position);
        goesAgain(item, undefined);
        return;
    }
    const enough = outcome === 'failing' ? FAILING_TRIES : DOUBTFUL_TRIES;
    if (othersTaken && tries >= enough) {
      refused.push(position);
      return;
    }
    suspects.push(position);
    goesAgain(item, outcome !== 'failing' && !othersTaken ? NOTHING_TAKEN : undefined);
  });
  return { again, suspects, shared, refused, duplicates, complaint };
}

/** A document of the request was taken, now or by an earlier try. */
export function anyTaken(items: readonly Item[]): boolean {
  return items.some((item) => ['delivered', 'duplicate'].includes(itemVerdict(item.status, item).outcome));
}
