import { randomBytes } from 'node:crypto';
import * as timers from 'node:timers/promises';
import { produce } from '../demo/producer.ts';
import { countBetween, parseTime } from '../options/option-values.ts';
import type { Given } from '../options/options.ts';

const parseLines = countBetween(1, 1e12);

/** `logagent produce`: prints made-up lines to stdout until enough are printed, a signal comes or the reader goes away. */
export async function produceLines(given: Given): Promise<number> {
  const stop = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort());
  await produce({
    out: process.stdout,
    // 0 prints as fast as the reader reads.
    delayMaxMs: given['delay-max'] === '0' ? 0 : parseTime(String(given['delay-max']), 'delay-max'),
    ...(given.lines !== undefined && { lines: parseLines(String(given.lines), 'lines') }),
    ...(given.numbered !== undefined && { run: randomBytes(4).toString('hex') }),
    random: Math.random,
    now: Date.now,
    timers,
    signal: stop.signal,
  });
  return 0;
}
