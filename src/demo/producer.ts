import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { combinedLines, type Random } from './combined-lines.ts';

export interface ProducerOptions {
  /** Where the lines go; its back-pressure is honoured. */
  readonly out: Writable;
  /** The longest wait before a line, in milliseconds; the waits are spread evenly from 0. With 0: as fast as the reader. */
  readonly delayMaxMs: number;
  /** How many lines; none: until the signal. */
  readonly lines?: number;
  /** Number the lines in the request: see `CombinedLinesOptions.run`. */
  readonly run?: string;
  readonly random: Random;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly timers: ProducerTimers;
  readonly signal: AbortSignal;
}

const LINES_PER_TURN = 1000;

/** The part of node:timers/promises that is needed. */
export interface ProducerTimers {
  /** Rejects when the signal comes first. */
  setTimeout(ms: number, value: undefined, options: { signal: AbortSignal }): Promise<unknown>;
}

/**
 * Prints made-up Apache combined lines until enough have been printed, the signal comes, or nobody reads any more.
 * Resolves to how many were written; every written line is whole.
 */
export async function produce(options: ProducerOptions): Promise<number> {
  const { out, delayMaxMs, lines = Number.POSITIVE_INFINITY, random, now, timers, signal } = options;
  const line = combinedLines(options);
  let written = 0;
  // A reader that went away (EPIPE) is an end, not a failure. It may be noticed only after the last line, so the listener stays.
  out.on('error', () => {});
  try {
    while (written < lines && !signal.aborted && out.writable) {
      // Without waits, signals still need their turn.
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
