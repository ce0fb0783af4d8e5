import type { Reply } from '../requests/sender.ts';
import type { Trouble } from '../ship-events.ts';
import { type ElasticError, errorText, type Item, readRequestError } from './bulk-reply.ts';

/** Trouble before it is known which host it is with. */
export type Complaint = Omit<Trouble, 'host'>;

/** Why a whole request goes again. */
export function replyComplaint(reply: Reply, remedy?: string): Complaint {
  if (reply.kind === 'failure') return complaint(0, reply.cause, remedy);
  return complaint(reply.status, causeOf(readRequestError(reply.bytes), reply.status), remedy);
}

/** Why a document goes again. */
export function itemComplaint(item: Item, remedy?: string): Complaint {
  const { status, mismatch } = item;
  return { ...complaint(status, causeOf(item, status), remedy), ...(mismatch !== undefined && { mismatch }) };
}

function complaint(status: number, cause: string, remedy: string | undefined): Complaint {
  return { status, cause, ...(remedy !== undefined && { remedy }) };
}

function causeOf(error: ElasticError, status: number): string {
  return errorText(error) || `answered ${status} without a reason`;
}
