import { setImmediate as afterEvents } from 'node:timers/promises';
import type { Item } from '../answers/bulk-reply.ts';
import { simplify } from '../answers/simple-form.ts';
import type { Remains, Remnant } from './remains.ts';
import type { ShipperContext } from './shipper-context.ts';

/** Simple forms are up to four times as long as the documents: so much of them is made and sent at one time. */
const MOST_BYTES = 256 * 1024;
/** For so long nothing else has its turn while they are made, unless a single one takes longer. */
const STRETCH_MS = 10;

/**
 * Puts one body of simple forms, no larger than a batch's, in the place of as many documents that were refused, each by the answer of `refusals`. The
 * others stay as they are until it has been sent.
 */
export async function simplifyNext(
  remnant: Remnant,
  refusals: readonly Item[],
  remains: Remains,
  batchBytes: number,
  { simpleForm, events, time }: Pick<ShipperContext, 'simpleForm' | 'events' | 'time'>,
): Promise<void> {
  if (simpleForm === undefined)
    throw new Error('documents are to be simplified, and there is no form for it');
  let began = time.now();
  const giveWay = async (): Promise<void> => {
    await afterEvents();
    began = time.now();
  };
  const { piece, refused, left } = await simplify({ ...remnant, refusals }, simpleForm, {
    mostBytes: Math.min(MOST_BYTES, batchBytes),
    turn: () => (time.now() - began < STRETCH_MS ? undefined : giveWay()),
  });
  remains.simplified(remnant, piece, left);
  events.simplified(refused);
}
