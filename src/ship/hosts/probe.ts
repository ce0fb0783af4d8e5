import { Cancellation } from '../requests/exchange.ts';
import { Abandoned } from '../requests/failure.ts';
import type { Time } from '../time.ts';
import type { Host } from './host.ts';

/** A probe without an answer ends after this long. It leaves time for a handshake over a slow line. */
export const PROBE_MS = 1000;

/** How good the answer to a probe is, from 0 for none. A host that is back answers better than while it was down. */
export type Grade = 0 | 1 | 2 | 3;

/** The grade of no answer. */
export const NO_ANSWER = 0;

/** Grades an HTTP status; 0 stands for no answer. */
export function grade(status: number): Grade {
  if (status === 0) return NO_ANSWER;
  if (status >= 500 || status === 429) return 1;
  return status >= 400 ? 2 : 3;
}

/** Asks a host for a sign of life, on a connection of its own. Aborting `end` ends it with NO_ANSWER. Never rejects. */
export async function probe(host: Host, time: Time, end: AbortSignal): Promise<Grade> {
  const cancellation = new Cancellation();
  const abandon = (): void => cancellation.cancel(new Abandoned('SILENT'));
  const cancel = time.after(PROBE_MS, abandon);
  end.addEventListener('abort', abandon);
  try {
    return grade(await host.sender.probe(cancellation));
  } finally {
    cancel();
    end.removeEventListener('abort', abandon);
  }
}
