import { randomBytes } from 'node:crypto';
import * as timers from 'node:timers/promises';
import { produce } from '../demo/producer.ts';
import { parseCount, parseTime } from '../option-values.ts';
import type { Given } from '../options.ts';

const MOST_LINES = 1e12;

/** Prints made-up lines to stdout until enough have been printed, a signal comes or the reader leaves. */
export async function produceLines(given: Given): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  // The error of a reader that went away may come after the last line.
  process.stdout.on('error', () => {});
  await produce({
    out: process.stdout,
    // 0 is as fast as the reader takes them.
    delayMaxMs: given['delay-max'] === '0' ? 0 : parseTime('delay-max', String(given['delay-max'])),
    ...(given.lines !== undefined && { lines: parseCount('lines', String(given.lines), 1, MOST_LINES) }),
    ...(given.numbered !== undefined && { run: randomBytes(4).toString('hex') }),
    random: Math.random,
    now: Date.now,
    timers,
    signal: stop.signal,
  });
  return 0;
}
