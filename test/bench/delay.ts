import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { logPath, writeContainerLogs } from './container-logs.ts';
import { MeasuredProcess, onCore } from './measured-process.ts';
import type { SinkDelays } from './sink.ts';
import { delaySink } from './sinks.ts';
import { agent, arrival } from './throughput.ts';
import { workloads } from './workloads.ts';

export interface Delay extends SinkDelays {
  readonly linesPerSecond: number;
}

/** How long a line is under way from its writing to its arrival, one container of many printing so many lines a second. */
export async function measureDelay(
  folder: string,
  containers: number,
  linesPerSecond: number,
  seconds: number,
): Promise<Delay> {
  const [workload] = workloads;
  if (workload === undefined) throw new Error('there is no workload');
  const own = mkdtempSync(join(folder, 'delay-'));
  const logs = writeContainerLogs(join(own, 'logs'), workload, containers, containers);
  const sink = await delaySink();
  const measured = new MeasuredProcess(agent()(logs, sink, join(own, 'state')), join(own, 'output.log'));
  try {
    await arrival(measured, sink, containers);
    await sink.delays();
    const writer = fileURLToPath(new URL('./delay-writer.ts', import.meta.url));
    const args = ['--import', 'tsx', writer, logPath(logs.dir, 1), String(linesPerSecond), String(seconds)];
    const [program, words] = onCore(1, args);
    await once(spawn(program, words, { stdio: 'inherit' }), 'exit');
    await arrival(measured, sink, containers + linesPerSecond * seconds);
    return { linesPerSecond, ...(await sink.delays()) };
  } finally {
    await measured.end();
    await sink.close();
    rmSync(own, { recursive: true, force: true });
  }
}
