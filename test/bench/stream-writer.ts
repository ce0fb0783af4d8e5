/**
 * Writes containers' logs as Docker does, each line with a write of its own and the time of its writing, in turns:
 *
 *   node --import tsx test/bench/stream-writer.ts FOLDER CONTAINERS LINES_A_SECOND SECONDS
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { entry } from '../../src/demo/json-file.ts';
import { logPath } from './container-logs.ts';

const [folder = '', containers = '', rate = '', seconds = ''] = process.argv.slice(2);
const perMillisecond = Number(rate) / 1000;
const total = Number(rate) * Number(seconds);
const files = Array.from({ length: Number(containers) }, (_, i) =>
  openSync(logPath(folder, i + 1), 'a', 0o640),
);
const begun = performance.now();
let written = 0;

function write(): void {
  const due = Math.min(total, Math.floor((performance.now() - begun) * perMillisecond));
  for (; written < due; written++) {
    const now = performance.timeOrigin + performance.now();
    const text = `INFO [worker-7] order ${written} stored, sent=${now.toFixed(3)}\n`;
    const nanoseconds = BigInt(Math.floor(now)) * 1_000_000n + BigInt(written % 1_000_000);
    writeSync(files[written % files.length] as number, entry(text, 'stdout', nanoseconds));
  }
  if (written < total) setTimeout(write, 1);
  else for (const file of files) closeSync(file);
}
write();
