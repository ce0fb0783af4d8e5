import { type ElasticError, errorText, type Item, readRequestError } from './bulk-reply.ts';
import type { Reply } from './sender.ts';
import type { Trouble } from './ship-events.ts';

/** Why a whole request goes again. */
export function troubleOf(host: string, reply: Reply, remedy?: string): Trouble {
  const answered = reply.kind === 'answer';
  return {
    host,
    status: answered ? reply.status : 0,
    cause: answered ? causeOf(readRequestError(reply.bytes), reply.status) : reply.cause,
    ...(remedy !== undefined && { remedy }),
  };
}

/** Why a document goes again. */
export function itemTrouble(host: string, item: Item, remedy?: string): Trouble {
  return {
    host,
    status: item.status,
    cause: causeOf(item, item.status),
    ...(remedy !== undefined && { remedy }),
  };
}

function causeOf(error: ElasticError, status: number): string {
  return errorText(error) || `answered ${status} without a reason`;
}
