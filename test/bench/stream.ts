import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { writeContainerLogs } from './container-logs.ts';
import { MeasuredProcess, onCore } from './measured-process.ts';
import type { SinkDelays } from './sink.ts';
import { delaySink } from './sinks.ts';
import { arrival, type Program } from './throughput.ts';
import { workloads } from './workloads.ts';

/** What hosts do all day: so many lines a second, steadily. */
export interface Rate {
  readonly containers: number;
  readonly linesPerSecond: number;
}

export interface Stream extends Rate, SinkDelays {
  /** Of one core. */
  readonly cpuPercent: number;
  readonly requestsPerSecond: number;
  /** MiB at the end. */
  readonly memory: number;
}

/** Until files are watched, and short pauses have become long ones. */
const WARM_UP_SECONDS = 3;

/** Each line is one write. The first seconds are not counted. */
export async function measureStream(
  program: Program,
  folder: string,
  { containers, linesPerSecond }: Rate,
  seconds: number,
): Promise<Stream> {
  const [workload] = workloads;
  if (workload === undefined) throw new Error('there is no workload');
  const own = mkdtempSync(join(folder, 'stream-'));
  const logs = writeContainerLogs(join(own, 'logs'), workload, containers, containers);
  const sink = await delaySink();
  const measured = new MeasuredProcess(program(logs, sink, join(own, 'state')), join(own, 'output.log'));
  try {
    await arrival(measured, sink, containers);
    const writer = fileURLToPath(new URL('./stream-writer.ts', import.meta.url));
    const all = seconds + WARM_UP_SECONDS;
    const args = [writer, logs.dir, String(containers), String(linesPerSecond), String(all)];
    const [command, words] = onCore(1, ['--import', 'tsx', ...args]);
    const writing = once(spawn(command, words, { stdio: 'inherit' }), 'exit');
    await sleep(WARM_UP_SECONDS * 1000);
    await sink.delays();
    const before = { cpu: measured.cpuSeconds(), at: performance.now() };
    await sleep(seconds * 1000);
    const delays = await sink.delays();
    const passed = (performance.now() - before.at) / 1000;
    const cpuPercent = (100 * (measured.cpuSeconds() - before.cpu)) / passed;
    await writing;
    await arrival(measured, sink, containers + linesPerSecond * all);
    const requestsPerSecond = delays.requests / passed;
    return {
      ...{ containers, linesPerSecond, ...delays },
      ...{ cpuPercent, requestsPerSecond, memory: measured.memory() },
    };
  } finally {
    await measured.end();
    await sink.close();
    rmSync(own, { recursive: true, force: true });
  }
}
