import type { Item } from './bulk-reply.ts';
import { itemVerdict } from './outcome.ts';
import type { Trouble } from './ship-events.ts';
import { DOUBTFUL_TRIES, FAILING_TRIES, NOTHING_TAKEN } from './suspicion.ts';
import { itemTrouble } from './trouble.ts';

/** What becomes of the documents of one request, by their positions in it. Those not named have been delivered. */
export interface SortedItems {
  readonly again: readonly number[];
  /** Go again too, under suspicion. */
  readonly suspects: readonly number[];
  readonly refused: readonly number[];
  /** How many of the delivered ones were there already. */
  readonly duplicates: number;
  /** Why documents go again: the first reason that takes an operator, or else the first one. */
  readonly trouble: Trouble | undefined;
}

/** What speaks for or against documents that may never be taken. */
export interface Evidence {
  /** How often they have been refused, this time included. */
  readonly tries: number;
  /** Other documents were taken since the first time. */
  readonly othersTaken: boolean;
}

/** Sorts a request's items by the table of outcomes; `host` is named in the trouble. */
export function sortItems(items: readonly Item[], host: string, evidence: Evidence): SortedItems {
  const { tries, othersTaken } = evidence;
  const again: number[] = [];
  const suspects: number[] = [];
  const refused: number[] = [];
  let duplicates = 0;
  let trouble: Trouble | undefined;
  const goesAgain = (item: Item, remedy: string | undefined): void => {
    if (trouble !== undefined && (trouble.remedy !== undefined || remedy === undefined)) return;
    trouble = itemTrouble(host, item, remedy);
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
    }
    const enough = outcome === 'doubtful' ? DOUBTFUL_TRIES : FAILING_TRIES;
    if (othersTaken && tries >= enough) {
      refused.push(position);
      return;
    }
    suspects.push(position);
    goesAgain(item, outcome === 'doubtful' && !othersTaken ? NOTHING_TAKEN : undefined);
  });
  return { again, suspects, refused, duplicates, trouble };
}

/** A document of the request was taken, now or by an earlier try. */
export function anyTaken(items: readonly Item[]): boolean {
  return items.some((item) => ['delivered', 'duplicate'].includes(itemVerdict(item.status, item).outcome));
}
