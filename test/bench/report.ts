import { cpus, release, totalmem } from 'node:os';
import type { Delay } from './delay.ts';
import type { Share } from './elasticsearch.ts';
import { canPin } from './measured-process.ts';
import { peers } from './peers.ts';
import type { Quiet } from './quiet.ts';
import { type Step, slope } from './slopes.ts';
import type { Stream } from './stream.ts';
import type { Throughput } from './throughput.ts';

/** One row of the first table. */
export interface Row extends Throughput {
  readonly name: string;
  /** CPU-seconds per million that are to be reached. */
  readonly target?: number;
}

/** What one run has measured; what is missing was not asked for. */
export interface Report {
  readonly command: string;
  readonly version: string;
  readonly lines: number;
  readonly containers: number;
  readonly runs: number;
  readonly rows: readonly Row[];
  /** Names of other shippers that were looked for and not found. */
  readonly absentPeers: readonly string[];
  /** Peak memory at so many lines, MiB. */
  readonly memory?: readonly { readonly lines: number; readonly peakMemory: number }[];
  readonly quiet?: readonly Quiet[];
  readonly delays?: readonly Delay[];
  readonly streams?: readonly NamedStream[];
  readonly byFiles?: readonly Step[];
  readonly byBacklog?: readonly Step[];
  readonly share?: Share;
}

export interface NamedStream extends Stream {
  readonly name: string;
}

export function machine(): string {
  const [cpu] = cpus();
  const memory = Math.round(totalmem() / 1024 ** 3);
  const bound = canPin ? 'program on core 0, sink and writer on core 1' : 'not bound to cores';
  return `${cpus().length} × ${cpu?.model.trim()}, ${memory} GiB, Linux ${release()}, Node.js ${process.version}; ${bound}`;
}

const whole = (value: number): string => Math.round(value).toLocaleString('en-US');
const hundredths = (value: number): string => value.toFixed(2);
const tenths = (value: number): string => value.toFixed(1);
const megabytes = (bytes: number): string => whole(bytes / 1e6);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(heads), `|---|${'--:|'.repeat(heads.length - 1)}`, ...rows.map(line)].join('\n');
}

export function toMarkdown(report: Report): string {
  return `${[
    head(report),
    throughput(report),
    memory(report),
    quiet(report),
    delays(report),
    streams(report),
    slopes(report),
    share(report),
  ]
    .filter((section) => section !== '')
    .join('\n\n')}\n`;
}

const head = ({ command, version, runs }: Report): string => `# Benchmarks

A command writes this page. The figures are those of its last run:

\`\`\`sh
${command}
\`\`\`

logagent ${version}, ${runs === 1 ? 'one run' : `medians of ${runs} runs (idle files, delay and Elasticsearch: one)`}. ${machine()}.`;

function throughput({ rows, lines, containers, absentPeers }: Report): string {
  if (rows.length === 0) return '';
  const cells = rows.map((row) => [
    row.name,
    whole(row.documentsPerSecond),
    hundredths(row.cpuPerMillion),
    row.target === undefined ? '' : String(row.target),
    hundredths(row.cpuPerMillionWithStart),
    whole(row.peakMemory),
  ]);
  const heads = ['', 'documents/s', 'CPU-s per million', 'to reach', 'with start-up', 'peak memory MiB'];
  const absent =
    absentPeers.length === 0 ? '' : `\n- Not on PATH, and so not measured: ${absentPeers.join(', ')}.`;
  return `## Throughput

${whole(lines)} lines of ${containers} containers to a counting HTTP sink.

${table(heads, cells)}

- The rows of logagent measure the built agent with all its promises: an \`_id\` for each document, offsets saved only after the answer, partial
  lines joined. \`test/bench/workloads.ts\` makes the lines.
- **naive.mjs** (\`test/bench/naive.mjs\`) is the program one would write first: readline, \`JSON.parse\`, a regular expression,
  \`JSON.stringify\`, fetch. It reads each file once, saves no offsets and retries nothing.
- Other log shippers on PATH (${peers.map(({ name }) => name).join(', ')}) get the same data and the same sink, with the configurations in
  \`test/bench/peers\`. Fluent Bit gives its documents a hash as \`_id\`. The others give none, so lines are doubled when an answer is lost.${absent}
- Documents a second and CPU-seconds per million leave out the start of the process; \`with start-up\` includes it. The start is measured by itself,
  with one line in each container. CPU time is that of all threads of the program until the last document has arrived. That of
  the sink does not count. Peak memory is the largest resident size.
- The programs take turns in each round, so that a slow minute of the machine hits all of them.
- A round that is not measured comes first. In it the sink keeps and checks everything: as many documents as lines, every line found once, and
  every \`_id\` of logagent different. In the measured rounds the sink only counts.`;
}

function memory({ memory: sizes }: Report): string {
  if (sizes === undefined) return '';
  const rows = sizes.map(({ lines, peakMemory }) => [whole(lines), whole(peakMemory)]);
  return `## Memory does not grow with the data

${table(['combined lines', 'peak memory MiB'], rows)}`;
}

function quiet({ quiet: figures }: Report): string {
  if (figures === undefined) return '';
  const rows = figures.map((q) => [
    ...[whole(q.files), hundredths(q.startSeconds), hundredths(q.startCpu), hundredths(q.idleCpu)],
    ...[whole(q.memory), whole(q.peakMemory)],
  ]);
  const heads = ['files', 'started in s', 'start CPU-s', 'idle CPU %', 'memory MiB', 'peak memory MiB'];
  return `## Many files in which nothing happens

${table(heads, rows)}

*Started in* is the time from the start of the process until the first two lines of each file have arrived. *Idle CPU* is a share of one core,
measured from 35 s later on.`;
}

function delays({ delays: figures }: Report): string {
  if (figures === undefined) return '';
  const rows = figures.map((d) => [whole(d.linesPerSecond), tenths(d.p50), tenths(d.p99), tenths(d.max)]);
  return `## Delay

The time from the writing of a line to its arrival at the sink, while one of 1,000 containers prints.

${table(['lines a second', 'p50 ms', 'p99 ms', 'longest ms'], rows)}`;
}

function streams({ streams: figures }: Report): string {
  if (figures === undefined) return '';
  const rows = figures.map((s) => [
    ...[s.name, whole(s.containers), whole(s.linesPerSecond), tenths(s.cpuPercent)],
    ...[tenths(s.requestsPerSecond), tenths(s.p50), tenths(s.p99), whole(s.memory)],
  ]);
  const heads = [
    ...['', 'files', 'lines a second', 'CPU % of a core', 'requests a second'],
    ...['p50 ms', 'p99 ms', 'memory MiB'],
  ];
  return `## Steady streams

Lines come evenly, each with a write of its own, in all files by turns. The delay is from the writing to the arrival.

${table(heads, rows)}`;
}

function slopes({ byFiles, byBacklog }: Report): string {
  const part = (title: string, steps: readonly Step[] | undefined, of: (step: Step) => number): string => {
    if (steps === undefined) return '';
    const rows = steps.map((s) => [
      ...[whole(s.files), whole(s.lines), megabytes(s.bytes)],
      ...[hundredths(s.cpuPerMillion), whole(s.peakMemory)],
    ]);
    const heads = ['files', 'lines', 'MB', 'CPU-s per million', 'peak memory MiB'];
    const growth = `A line costs ${tenths(slope(steps, of))} % more when there are ten times as many ${title}.`;
    return `${table(heads, rows)}\n\n${growth}`;
  };
  const parts = [
    part('files', byFiles, ({ files }) => files),
    part('lines', byBacklog, ({ lines }) => lines),
  ].filter((text) => text !== '');
  if (parts.length === 0) return '';
  return `## The cost of a line

Combined lines. CPU time counts until the agent is idle, less that of a start with one line in each file.

${parts.join('\n\n')}`;
}

function share({ share: figures }: Report): string {
  if (figures === undefined) return '';
  const { version, documentsPerSecond, agentCpu, serverCpu } = figures;
  return `## Beside Elasticsearch

Elasticsearch ${version} on the same machine took ${whole(documentsPerSecond)} documents a second. Of the CPU time that both used, the agent used
${tenths((100 * agentCpu) / (agentCpu + serverCpu))} % (${tenths(agentCpu)} s of ${tenths(agentCpu + serverCpu)} s).`;
}
