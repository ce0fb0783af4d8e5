import type { Snapshot } from './live-frame.ts';
import type { Logger } from './log.ts';

const INTERVAL_MS = 10_000;

/** Logs a line every ten seconds in which something was shipped or is waiting; returns what ends it. */
export function reportProgress(log: Logger, snapshot: () => Snapshot): () => void {
  let before = 0;
  const tell = (): void => {
    const { shipped, refused, queue, shippers, lagBytes, delayMs, reason } = snapshot();
    if (shipped === before && queue === 0) return;
    const perSecond = Math.round((shipped - before) / (INTERVAL_MS / 1000));
    before = shipped;
    const fields = { shipped, perSecond, refused, queue, shippers, lagBytes, delayMs };
    if (reason === undefined) log.info(fields, 'Shipping');
    else
      log.warn({ ...fields, reason }, 'Nothing can be delivered at the moment, lines wait in the log files');
  };
  const timer = setInterval(tell, INTERVAL_MS);
  return () => clearInterval(timer);
}
