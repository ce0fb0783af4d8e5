/**
 * Writes a container's log as Docker does, so many lines a second for so many seconds, each with the time of its writing:
 *
 *   node --import tsx test/bench/delay-writer.ts PATH LINES_A_SECOND SECONDS
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { entry } from '../../src/demo/json-file.ts';

const [path = '', rate = '', seconds = ''] = process.argv.slice(2);
const perMillisecond = Number(rate) / 1000;
const total = Number(rate) * Number(seconds);
const file = openSync(path, 'a', 0o640);
const begun = performance.now();
let written = 0;

function write(): void {
  const due = Math.min(total, Math.floor((performance.now() - begun) * perMillisecond));
  const now = performance.timeOrigin + performance.now();
  let lines = '';
  for (; written < due; written++) {
    const text = `INFO [worker-7] order ${written} stored, sent=${now.toFixed(3)}\n`;
    lines += entry(text, 'stdout', BigInt(Math.floor(now)) * 1_000_000n + BigInt(written % 1_000_000));
  }
  if (lines !== '') writeSync(file, lines);
  if (written < total) setTimeout(write, 1);
  else closeSync(file);
}
write();
