import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { combinedLines, type Random } from './combined-lines.ts';

export interface ProducerOptions {
  /** The lines go here, no faster than it takes them. */
  readonly out: Writable;
  /** The longest wait before a line, in milliseconds. Waits are spread evenly from 0. With 0, as fast as `out` takes them. */
  readonly delayMaxMs: number;
  /** The number of lines. Undefined: until the signal. */
  readonly lines?: number;
  /** Numbers the lines in the request, see `CombinedLinesOptions.run`. */
  readonly run?: string;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timers: ProducerTimers;
  readonly signal: AbortSignal;
}

const LINES_PER_TURN = 1000;

/** The part of node:timers/promises that is used. */
export interface ProducerTimers {
  /** Resolves after `ms` milliseconds. Rejects when the signal comes first. */
  setTimeout(ms: number, value: undefined, options: { signal: AbortSignal }): Promise<unknown>;
}

/**
 * Prints made-up Apache combined lines until enough are printed, the signal comes, or nobody reads any more.
 * Resolves to the number of lines written, all of them whole.
 */
export async function produce(options: ProducerOptions): Promise<number> {
  const { out, delayMaxMs, lines = Number.POSITIVE_INFINITY, random, now, timers, signal } = options;
  const line = combinedLines(options);
  let written = 0;
  // A reader that went away (EPIPE) is an end, not a failure. The error may come after the last line, so the listener stays.
  out.on('error', () => {});
  try {
    while (written < lines && !signal.aborted && out.writable) {
      // Even without waits the event loop needs a turn for signals.
      if (delayMaxMs > 0 || written % LINES_PER_TURN === 0) {
        await timers.setTimeout(random() * delayMaxMs, undefined, { signal });
      }
      const more = out.write(`${line(now())}\n`);
      written++;
      if (!more) await once(out, 'drain', { signal });
    }
  } catch (error) {
    const gone = (error as NodeJS.ErrnoException).code === 'EPIPE' || !out.writable;
    if (!gone && !signal.aborted) throw error;
  }
  return written;
}
