/**
 * Fails when a line costs over a quarter more CPU time than it should, and when that is not the machine's fault:
 *
 *   npm run bench:check [-- --write]
 *
 * What is compared is not seconds but the ratio to a calibration loop that runs on the same core just before and after.
 * expected.json holds the ratio for each major version of Node.js; `--write` puts the present one there.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeContainerLogs } from './container-logs.ts';
import { onCore } from './measured-process.ts';
import { countingSink } from './sinks.ts';
import { agent, run } from './throughput.ts';
import { workloads } from './workloads.ts';

const LINES = 300_000;
const CONTAINERS = 4;
const ROUNDS = 5;
const MOST_ROUNDS = 20;
const ALLOWED = 1.25;

const file = fileURLToPath(new URL('./expected.json', import.meta.url));
const expected = JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
const [major = ''] = process.versions.node.split('.');
const [combined] = workloads;
if (combined === undefined) throw new Error('there is no workload');

const folder = mkdtempSync(join(tmpdir(), 'logagent-bench-check-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const logs = writeContainerLogs(join(folder, 'logs'), combined, CONTAINERS, LINES);
const one = writeContainerLogs(join(folder, 'one'), combined, CONTAINERS, CONTAINERS);
const from = { folder, openSink: countingSink };

// What else the machine does only ever adds, up to two thirds here, and a line that has become dearer is so in every round:
// the least disturbed round counts, and there are more of them when it was too dear.
const limit = limitFor(major);
const ratios: number[] = [];
let loop = calibrate();
while (ratios.length < ROUNDS || (Math.min(...ratios) > limit && ratios.length < MOST_ROUNDS)) {
  const start = await run(agent(), one, from);
  const whole = await run(agent(), logs, from);
  const after = calibrate();
  const perMillion = ((whole.cpuSeconds - start.cpuSeconds) * 1e6) / LINES;
  ratios.push((2 * perMillion) / (loop + after));
  process.stdout.write(
    `${perMillion.toFixed(2)} CPU-s per million, the loop ${((loop + after) / 2).toFixed(3)} s\n`,
  );
  loop = after;
}
judge(Math.min(...ratios));

/** A version that nobody has measured yet is held to the next older one. */
function limitFor(version: string): number {
  const known = Object.keys(expected).filter((other) => Number(other) <= Number(version));
  return (expected[String(Math.max(...known.map(Number)))] ?? Number.NaN) * ALLOWED;
}

/** CPU seconds of the loop, on the agent's core. */
function calibrate(): number {
  const [command, args] = onCore(0, [
    '--import',
    'tsx',
    fileURLToPath(new URL('./calibration.ts', import.meta.url)),
  ]);
  return Number(execFileSync(command, args, { encoding: 'utf8' }));
}

function judge(ratio: number): void {
  if (process.argv.includes('--write')) {
    writeFileSync(
      file,
      `${JSON.stringify({ ...expected, [major]: Number(ratio.toFixed(2)) }, undefined, 2)}\n`,
    );
    process.stdout.write(`a million lines cost ${ratio.toFixed(2)} loops, which is expected from now on\n`);
    return;
  }
  process.stdout.write(`a million lines cost ${ratio.toFixed(2)} loops, ${limit.toFixed(2)} at most\n`);
  if (!(ratio <= limit)) process.exitCode = 1;
}
