import { Cancellation } from './exchange.ts';
import { GivenUp } from './failure.ts';
import type { Host } from './host.ts';
import type { Time } from './time.ts';

/** Long enough for a handshake over a slow line. */
export const PROBE_MS = 1000;

/** How good the answer to a probe is: a host that is back answers better than it did while it was down. */
export type Grade = 0 | 1 | 2 | 3;

export const NO_ANSWER = 0;

/** Grades an HTTP status; 0 stands for no answer. */
export function grade(status: number): Grade {
  if (status === 0) return NO_ANSWER;
  if (status >= 500 || status === 429) return 1;
  return status >= 400 ? 2 : 3;
}

/** Asks a host for next to nothing, on a connection of its own. Never rejects. */
export async function probe(host: Host, time: Time, end: AbortSignal): Promise<Grade> {
  const cancellation = new Cancellation();
  const giveUp = (): void => cancellation.cancel(new GivenUp('SILENT'));
  const cancel = time.after(PROBE_MS, giveUp);
  end.addEventListener('abort', giveUp);
  try {
    return grade(await host.sender.probe(cancellation));
  } finally {
    cancel();
    end.removeEventListener('abort', giveUp);
  }
}
