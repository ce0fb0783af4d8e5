/**
 * Back-pressure: Elasticsearch is away while a large backlog waits, then is busy, then comes back. The agent must stay small
 * all the while, and every line must arrive exactly once.
 *
 *   npm run test:backlog [-- --gigabytes 10 --files 1000 --down 30]
 *
 * `--files` is the number of containers; every tenth has a rotated file besides. `--down` are the seconds in which the agent is
 * watched before Elasticsearch comes back, counted from when it holds all files open and its budget is full.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MeasuredProcess } from '../bench/measured-process.ts';
import { saveResult } from '../reliability/results.ts';
import { CLI } from '../support/agent-process.ts';
import { type BacklogFile, Pattern, planBacklog, writeBacklog } from './container-backlog.ts';
import { SinkProcess } from './sink-process.ts';
import { Watched } from './watched.ts';

/** The promise, in MiB of resident memory at the peak. */
const MEMORY_LIMIT = 120;
/** Descriptors beside those of the logs: the program's own, its state's, its connections'. */
const OTHER_DESCRIPTORS = 80;
const LINES_PER_BLOCK = 800;
const FULL_SIZE = 10e9;
const STALL_MS = 90_000;

const { values } = parseArgs({
  options: {
    gigabytes: { type: 'string', default: '0.2' },
    files: { type: 'string', default: '200' },
    down: { type: 'string', default: '10' },
    'node-options': { type: 'string', default: '' },
  },
});
const bytes = Number(values.gigabytes) * 1e9;
const containers = Number(values.files);

const folder = mkdtempSync(join(tmpdir(), 'logagent-backlog-'));
// A signal must not leave gigabytes behind.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

requireSpace(bytes * 1.05 + 1e9);
const dir = join(folder, 'containers');
const pattern = new Pattern(LINES_PER_BLOCK);
const files = planBacklog(pattern, { dir, containers, bytes });
writeBacklog(pattern, files);
const lines = sum(files.map((file) => file.lines));
const written = (lines / LINES_PER_BLOCK) * pattern.bytes;
say(`${files.length} files of ${containers} containers, ${gigabytes(written)} GB, ${lines} lines`);

const sink = await SinkProcess.start({ dir, containers, bytes, linesPerBlock: LINES_PER_BLOCK });
const agent = new MeasuredProcess(
  [
    process.execPath,
    ...values['node-options'].split(' ').filter((word) => word !== ''),
    ...[CLI, '--containers', 'backlog*', '--containers-dir', dir, '--state-dir', join(folder, 'state')],
    ...['--optional-fields', 'container.id,log.file.path,log.offset'],
    ...['--elasticsearch', sink.url, '--log-level', 'info'],
  ],
  join(folder, 'agent.log'),
);
const watched = new Watched(agent);
try {
  await run(files);
} catch (error) {
  say(`the agent's log ends with:\n${lastWords()}`);
  throw error;
} finally {
  watched.end();
  await agent.end();
  await sink.end();
}

async function run(backlog: readonly BacklogFile[]): Promise<void> {
  const seconds = Number(values.down);
  await until(() => watched.now.descriptors >= backlog.length, 'all files are open');
  await watch(seconds / 2);
  const down = watched.phase('down');
  await sink.ask('busy');
  await until(async () => (await sink.progress()).turnedAway > 0, 'a bulk is answered 503');
  await watch(seconds / 2);
  const busy = watched.phase('busy');
  const before = await sink.ask('up');
  assert.equal(before.documents, 0, 'nothing can have arrived yet');

  const from = performance.now();
  let first = 0;
  const turnedAway = await arrival(() => {
    first ||= performance.now();
  });
  const last = performance.now();
  const delivery = watched.phase('delivery');
  const peak = agent.peakMemory();
  const cpu = agent.cpuSeconds();
  watched.end();
  // What it would send twice it would send until it has stopped.
  await agent.end();
  const end = await sink.account();
  say([down, busy, delivery].join('\n'));
  const account = {
    lost: lines - end.lines,
    doubled: end.doubled,
    wrong: end.wrong,
    documents: end.documents,
  };
  assert.deepEqual(
    account,
    { lost: 0, doubled: 0, wrong: 0, documents: lines },
    [...end.examples, ...end.incomplete].join('\n'),
  );
  const figures = {
    backlog: `${gigabytes(written)} GB in ${backlog.length} files of ${containers} containers`,
    lines: lines.toLocaleString('en'),
    lost: account.lost,
    doubled: account.doubled,
    'peak memory': `${peak.toFixed(1)} MiB`,
    'most descriptors': watched.mostDescriptors,
    'turned away by 503': `${turnedAway} requests`,
    delivery:
      `${Math.round(lines / ((last - first) / 1000)).toLocaleString('en')} documents/s, ` +
      `the first ${((first - from) / 1000).toFixed(1)} s after the return`,
    'CPU time': `${cpu.toFixed(1)} s`,
  };
  for (const [name, value] of Object.entries(figures)) say(`${name}: ${value}`);
  assert.ok(peak <= MEMORY_LIMIT, `peak memory is ${peak.toFixed(1)} MiB, above ${MEMORY_LIMIT}`);
  const bound = backlog.length + OTHER_DESCRIPTORS;
  assert.ok(watched.mostDescriptors <= bound, `${watched.mostDescriptors} descriptors, above ${bound}`);
  // The small run of every day must not take the large one's place.
  if (bytes >= FULL_SIZE)
    saveResult('backlog', 'Elasticsearch away, then busy, while a backlog waits in many files', figures);
}

/** Polls until all lines are there, or until nothing new has come for long; returns how many requests were turned away. */
async function arrival(onFirst: () => void): Promise<number> {
  let seen = 0;
  let seenAt = performance.now();
  for (;;) {
    agent.check();
    const progress = await sink.progress();
    if (progress.documents > 0) onFirst();
    if (progress.documents !== seen) seenAt = performance.now();
    if (progress.documents >= lines || performance.now() - seenAt > STALL_MS) return progress.turnedAway;
    seen = progress.documents;
    await sleep(50);
  }
}

async function until(condition: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const end = performance.now() + STALL_MS;
  for (;;) {
    agent.check();
    if (await condition()) return;
    if (performance.now() > end) throw new Error(`not within ${STALL_MS / 1000} s: ${what}`);
    await sleep(20);
  }
}

/** Looks at the agent for so long: what must not happen can't be waited for. */
async function watch(seconds: number): Promise<void> {
  await sleep(seconds * 1000);
  agent.check();
}

/** Without the thousands of lines that name a container each. */
function lastWords(): string {
  const log = readFileSync(join(folder, 'agent.log'), 'utf8').split('\n');
  return log
    .filter((line) => !line.includes('"Following container"'))
    .slice(-15)
    .join('\n');
}

function requireSpace(needed: number): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free >= needed) return;
  throw new Error(`${folder} has ${gigabytes(free)} GB free, and ${gigabytes(needed)} are needed`);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function gigabytes(size: number): string {
  return (size / 1e9).toFixed(2);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
