import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ContainerLogs } from './container-logs.ts';
import { MeasuredProcess } from './measured-process.ts';
import type { Sink } from './sinks.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const DEADLINE_MS = 600_000;
const REST_MS = 1000;

/** What is measured: the words of its command for one run. */
export type Program = (logs: ContainerLogs, sink: Sink, stateDir: string) => readonly string[];

/** The built agent, with more options. */
export const agent =
  (...options: readonly string[]): Program =>
  (logs, sink, stateDir) => [
    ...[process.execPath, process.env.LOGAGENT_TEST_CLI ?? join(root, 'dist/cli.js')],
    ...['--containers', 'bench*', '--containers-dir', logs.dir, '--state-dir', stateDir],
    ...['--log-level', 'warn', ...sink.agentOptions, ...options],
  ];

export const naive: Program = (logs, sink) => [
  process.execPath,
  join(root, 'test/bench/naive.mjs'),
  logs.dir,
  sink.url,
];

export interface Run {
  readonly cpuSeconds: number;
  readonly seconds: number;
  /** MiB. */
  readonly peakMemory: number;
}

export interface Throughput {
  readonly documentsPerSecond: number;
  readonly cpuPerMillion: number;
  readonly cpuPerMillionWithStart: number;
  readonly startCpu: number;
  readonly startSeconds: number;
  /** MiB. */
  readonly peakMemory: number;
}

/** What a run takes place in. */
export interface Setting {
  readonly folder: string;
  readonly openSink: () => Promise<Sink>;
  /** CPU time is counted until the program rests, with what it does when all has arrived: it may begin to watch its files only then. */
  readonly untilRest?: boolean;
}

/** Of runs of so many lines each, and of runs with one line for each container: medians of both. */
export function summary(starts: readonly Run[], whole: readonly Run[], lines: number): Throughput {
  const middle = (of: (run: Run) => number, list: readonly Run[]): number => median(list.map(of));
  const startCpu = middle((r) => r.cpuSeconds, starts);
  const startSeconds = middle((r) => r.seconds, starts);
  const cpu = middle((r) => r.cpuSeconds, whole);
  return {
    documentsPerSecond: lines / (middle((r) => r.seconds, whole) - startSeconds),
    cpuPerMillion: ((cpu - startCpu) * 1e6) / lines,
    cpuPerMillionWithStart: (cpu * 1e6) / lines,
    startCpu,
    startSeconds,
    peakMemory: middle((r) => r.peakMemory, whole),
  };
}

/** From the start of the process until the last document has arrived; then what has arrived is checked. */
export async function run(
  program: Program,
  logs: ContainerLogs,
  { folder, openSink, untilRest = false }: Setting,
): Promise<Run> {
  const sink = await openSink();
  const stateDir = mkdtempSync(join(folder, 'state-'));
  const measured = new MeasuredProcess(program(logs, sink, stateDir), join(folder, 'output.log'));
  try {
    const last = await arrival(measured, sink, logs.lines);
    if (untilRest) await rest(measured);
    const result = {
      cpuSeconds: measured.cpuSeconds(),
      seconds: (last - measured.startedAt) / 1000,
      peakMemory: measured.peakMemory(),
    };
    await sink.verify(logs.lines);
    return result;
  } finally {
    await measured.end();
    await sink.close();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

/** Waits until it uses less than a fiftieth of a core. */
async function rest(measured: MeasuredProcess): Promise<void> {
  for (let before = -1; measured.cpuSeconds() - before > REST_MS / 1000 / 50; ) {
    if (Date.now() - measured.startedAt > DEADLINE_MS) throw new Error('it does not come to rest');
    before = measured.cpuSeconds();
    await sleep(REST_MS);
  }
}

/** Waits until so many documents have arrived; when the last one did. */
export async function arrival(measured: MeasuredProcess, sink: Sink, expected: number): Promise<number> {
  for (;;) {
    const { documents, last } = await sink.progress();
    if (documents >= expected) return last;
    if (Date.now() - measured.startedAt > DEADLINE_MS) {
      throw new Error(`only ${documents} of ${expected} documents have arrived`);
    }
    measured.check();
    await sleep(sink.pollMs);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
