import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeContainerLogs } from './container-logs.ts';
import { MeasuredProcess } from './measured-process.ts';
import { keepingSink } from './sinks.ts';
import { agent, arrival, median, run } from './throughput.ts';
import { workloads } from './workloads.ts';

const LINES = 2;
/** What a start leaves to be done has its end then: files are watched, offsets saved, and V8 has collected once what is left over. */
const SETTLE_SECONDS = 35;

export interface Quiet {
  readonly files: number;
  /** Until the first lines of all files had arrived. */
  readonly startSeconds: number;
  readonly startCpu: number;
  /** Percent of a core. */
  readonly idleCpu: number;
  /** MiB. */
  readonly memory: number;
  readonly peakMemory: number;
}

/** What many files cost in which nothing happens: medians of so many starts, and one idle time after the last of them. */
export async function measureQuiet(
  folder: string,
  files: number,
  starts: number,
  seconds: number,
): Promise<Quiet> {
  const [workload] = workloads;
  if (workload === undefined) throw new Error('there is no workload');
  const own = mkdtempSync(join(folder, 'quiet-'));
  const logs = writeContainerLogs(join(own, 'logs'), workload, files, files * LINES);
  const begun: { seconds: number; cpuSeconds: number }[] = [];
  while (begun.length < starts - 1) {
    begun.push(await run(agent(), logs, { folder: own, openSink: keepingSink }));
  }
  const sink = await keepingSink();
  const measured = new MeasuredProcess(agent()(logs, sink, join(own, 'state')), join(own, 'output.log'));
  try {
    const last = await arrival(measured, sink, logs.lines);
    begun.push({ seconds: (last - measured.startedAt) / 1000, cpuSeconds: measured.cpuSeconds() });
    await sleep(SETTLE_SECONDS * 1000);
    const cpu = measured.cpuSeconds();
    await sleep(seconds * 1000);
    measured.check();
    const idleCpu = (100 * (measured.cpuSeconds() - cpu)) / seconds;
    await sink.verify(logs.lines);
    return {
      files,
      startSeconds: median(begun.map((start) => start.seconds)),
      startCpu: median(begun.map((start) => start.cpuSeconds)),
      idleCpu,
      memory: measured.memory(),
      peakMemory: measured.peakMemory(),
    };
  } finally {
    await measured.end();
    await sink.close();
    rmSync(own, { recursive: true, force: true });
  }
}
