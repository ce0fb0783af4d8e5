import type { Logger } from './log.ts';
import type { Snapshot } from './snapshot.ts';

const INTERVAL_MS = 10_000;

/** Every ten seconds, logs a line if anything was shipped or is waiting. Returns a function that ends this. */
export function reportProgress(log: Logger, snapshot: () => Snapshot): () => void {
  let before = 0;
  const tell = (): void => {
    const { shipped, simplified, refused, queue, shippers, lagBytes, delayMs, reason } = snapshot();
    if (shipped === before && queue === 0) return;
    const perSecond = Math.round((shipped - before) / (INTERVAL_MS / 1000));
    before = shipped;
    const fields = { shipped, perSecond, simplified, refused, queue, shippers, lagBytes, delayMs };
    if (reason === undefined) log.info(fields, 'Shipping');
    else
      log.warn({ ...fields, reason }, 'Nothing can be delivered at the moment, lines wait in the log files');
  };
  const timer = setInterval(tell, INTERVAL_MS);
  return () => clearInterval(timer);
}
