import type { Cancellation } from '../requests/exchange.ts';
import type { Answer, Reply } from '../requests/sender.ts';

/** Sends a request other than `_bulk` to a host. `path` is below the host's root. Never rejects. */
export type Ask = (method: 'GET' | 'PUT', path: string, body?: string) => Promise<Reply>;

/** A host that can be asked. */
export interface Asked {
  ask(
    method: 'GET' | 'PUT',
    path: string,
    body: string | undefined,
    cancellation?: Cancellation,
  ): Promise<Reply>;
}

/** Whether a later answer may be another one, without anybody changing the rights or the address. */
export function isPassing({ status, bytes }: Answer): boolean {
  if (status === 403) return bytes.includes('cluster_block_exception');
  // A key that is wrong is wrong for documents too. When it has been mended there, it is here.
  return status === 401 || status === 408 || status === 429 || status >= 500;
}
