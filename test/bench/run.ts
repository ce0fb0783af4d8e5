/**
 * Measures what the agent costs, the built one in a process of its own on one core:
 *
 *   npm run bench [-- --only throughput,memory,quiet,delay,stream,files,backlog --lines 1000000 --containers 4 --runs 3
 *                     --backlog-mb 1000 --elasticsearch URL --elasticsearch-pid PID --json --write]
 *
 * `--write` writes docs/benchmarks.md. For Elasticsearch's share of the CPU time give its address and the id of its process.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeContainerLogs } from './container-logs.ts';
import { type Delay, measureDelay } from './delay.ts';
import { measureShare } from './elasticsearch.ts';
import { peers, program, versionOf } from './peers.ts';
import { measureQuiet, type Quiet } from './quiet.ts';
import { type NamedStream, type Report, type Row, toMarkdown } from './report.ts';
import { type Contender, measureRows } from './rows.ts';
import { countingSink, embeddedStore, keepingSink, withoutIds } from './sinks.ts';
import { measureSlopes } from './slopes.ts';
import { measureStream, type Rate } from './stream.ts';
import { agent, median, naive, type Program, run } from './throughput.ts';
import { type Workload, workloads } from './workloads.ts';

const PARTS = ['throughput', 'memory', 'quiet', 'delay', 'stream', 'files', 'backlog'] as const;
const BYTES_A_LINE = 301;
/** Two scans. */
const QUIET_SECONDS = 60;
const STREAM_SECONDS = 10;
const RATES: readonly Rate[] = [
  { containers: 100, linesPerSecond: 200 },
  { containers: 100, linesPerSecond: 1000 },
  { containers: 20, linesPerSecond: 10_000 },
  { containers: 20, linesPerSecond: 40_000 },
  { containers: 1, linesPerSecond: 20_000 },
];

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: PARTS.join(',') },
    lines: { type: 'string', default: '1000000' },
    containers: { type: 'string', default: '4' },
    runs: { type: 'string', default: '3' },
    'backlog-mb': { type: 'string', default: '1000' },
    elasticsearch: { type: 'string' },
    'elasticsearch-pid': { type: 'string' },
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});
const lines = Number(values.lines);
const containers = Number(values.containers);
const runs = Number(values.runs);
const wanted = new Set(values.only.split(','));
for (const part of wanted) {
  if (!PARTS.some((known) => known === part))
    throw new Error(`--only: ${part} is none of ${PARTS.join(', ')}`);
}
const combined = workloads[0];
if (combined === undefined) throw new Error('there is no workload');

const folder = mkdtempSync(join(tmpdir(), 'logagent-bench-'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));

const rows: Row[] = [];
const absentPeers: string[] = [];
if (wanted.has('throughput')) await measureThroughput(combined);
const report: Report = {
  command: ['npm run bench --', ...process.argv.slice(2).map((word) => word.replace(/^http.*/, 'URL'))].join(
    ' ',
  ),
  version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
  ...{ lines, containers, runs, rows, absentPeers },
  ...(wanted.has('memory') && { memory: await measureMemory(combined) }),
  ...(wanted.has('quiet') && {
    quiet: await each([1000, 10_000], (n) => quiet(n)),
  }),
  ...(wanted.has('delay') && { delays: [await delay(100, 20), await delay(50_000, 6)] }),
  ...(wanted.has('stream') && { streams: await measureStreams() }),
  ...(wanted.has('files') && {
    byFiles: await measureSlopes(
      folder,
      combined,
      runs,
      grown(1, 10_000).map((files) => ({ files, lines })),
    ),
  }),
  ...(wanted.has('backlog') && {
    byBacklog: await measureSlopes(
      folder,
      combined,
      runs,
      grown(100, Number(values['backlog-mb'])).map((mb) => ({
        files: containers,
        lines: Math.round((mb * 1e6) / BYTES_A_LINE),
      })),
    ),
  }),
  ...(values.elasticsearch !== undefined && { share: await shareWith(values.elasticsearch) }),
};
process.stdout.write(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : toMarkdown(report));
if (values.write) writeFileSync(join(root, 'docs/benchmarks.md'), toMarkdown(report));

async function measureThroughput(access: Workload): Promise<void> {
  const contenders: Contender[] = workloads.map((workload) => ({
    ...{ name: `logagent, ${workload.name}`, program: agent(...workload.agentOptions), workload },
    ...{ openSink: countingSink, openChecking: keepingSink, target: workload.target },
  }));
  contenders.push({
    ...{ name: 'logagent, combined, embedded store', program: agent(), workload: access },
    ...{ openSink: embeddedStore, openChecking: embeddedStore },
  });
  contenders.push({
    ...{ name: 'naive.mjs', program: naive, workload: access },
    ...{ openSink: countingSink, openChecking: keepingSink },
  });
  for (const peer of peers) {
    const version = versionOf(peer);
    if (version === undefined) {
      absentPeers.push(peer.name);
      continue;
    }
    contenders.push({
      ...{ name: `${peer.name} (${version})`, program: program(peer), workload: access },
      ...{ openSink: countingSink, openChecking: withoutIds },
    });
  }
  for (const row of await measureRows(folder, contenders, { lines, containers, runs }))
    rows.push(note(row.name, row));
}

function measureMemory(workload: Workload): Promise<{ lines: number; peakMemory: number }[]> {
  return each([lines, 10 * lines], async (count) => {
    const own = mkdtempSync(join(folder, 'memory-'));
    const logs = writeContainerLogs(join(own, 'logs'), workload, containers, count);
    const peaks: number[] = [];
    for (let i = 0; i < runs; i++) {
      peaks.push((await run(agent(), logs, { folder: own, openSink: countingSink })).peakMemory);
    }
    const peakMemory = median(peaks);
    rmSync(own, { recursive: true, force: true });
    note(`${count} lines`, { peakMemory });
    return { lines: count, peakMemory };
  });
}

async function delay(linesPerSecond: number, seconds: number): Promise<Delay> {
  return note('delay', await measureDelay(folder, 1000, linesPerSecond, seconds));
}

/** The agent as it is and without its linger, and other shippers that are here, in turns. */
async function measureStreams(): Promise<NamedStream[]> {
  const contenders: [name: string, program: Program][] = [
    ['logagent', agent()],
    ['logagent --linger 0', agent('--linger', '0')],
    ...peers.flatMap((peer): [string, Program][] => {
      const version = versionOf(peer);
      return version === undefined ? [] : [[`${peer.name} (${version})`, program(peer)]];
    }),
  ];
  const figures: NamedStream[] = [];
  for (const rate of RATES) {
    for (const [name, one] of contenders) {
      const stream = await measureStream(one, folder, rate, STREAM_SECONDS);
      figures.push(note('stream', { name, ...stream }));
    }
  }
  return figures;
}

async function quiet(files: number): Promise<Quiet> {
  return note('quiet', await measureQuiet(folder, files, runs, QUIET_SECONDS));
}

/** The whole takes minutes: what is known already is told at once. */
function note<T>(name: string, figures: T): T {
  process.stderr.write(`${name}: ${JSON.stringify(figures)}\n`);
  return figures;
}

async function shareWith(url: string) {
  const pid = Number(values['elasticsearch-pid']);
  if (!(pid > 0)) throw new Error('--elasticsearch wants --elasticsearch-pid: the id of its process');
  if (combined === undefined) throw new Error('there is no workload');
  const logs = writeContainerLogs(join(folder, 'share'), combined, containers, lines);
  return measureShare(folder, logs, url, pid);
}

/** `first`, ten times as much and so on, `last` included. */
function grown(first: number, last: number): number[] {
  const sizes: number[] = [];
  for (let size = first; size < last; size *= 10) sizes.push(size);
  return [...sizes, last];
}

async function each<T, R>(list: readonly T[], work: (value: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const value of list) results.push(await work(value));
  return results;
}
