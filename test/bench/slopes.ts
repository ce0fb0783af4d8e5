import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeContainerLogs } from './container-logs.ts';
import { countingSink } from './sinks.ts';
import { agent, median, run } from './throughput.ts';
import type { Workload } from './workloads.ts';

/** One row: so much was there when the agent was started. */
export interface Step {
  readonly files: number;
  readonly lines: number;
  readonly bytes: number;
  readonly cpuPerMillion: number;
  /** MiB. */
  readonly peakMemory: number;
}

/**
 * CPU time for each line beyond the first of each file, by number of files and lines: medians of so many runs. The sizes take turns, so
 * that a slow minute of the machine is not one size's.
 */
export async function measureSlopes(
  folder: string,
  workload: Workload,
  runs: number,
  sizes: readonly { readonly files: number; readonly lines: number }[],
): Promise<readonly Step[]> {
  const own = mkdtempSync(join(folder, 'slopes-'));
  const measured = sizes.map(({ files, lines }, i) => ({
    logs: writeContainerLogs(join(own, `${i}-logs`), workload, files, lines),
    one: writeContainerLogs(join(own, `${i}-one`), workload, files, files),
    ...{ files, lines, costs: [] as number[], peaks: [] as number[] },
  }));
  const from = { folder: own, openSink: countingSink, untilRest: true };
  for (let i = 0; i < runs; i++) {
    for (const { logs, one, costs, peaks } of measured) {
      const start = await run(agent(), one, from);
      const whole = await run(agent(), logs, from);
      costs.push(((whole.cpuSeconds - start.cpuSeconds) * 1e6) / (logs.lines - one.lines));
      peaks.push(whole.peakMemory);
    }
  }
  rmSync(own, { recursive: true, force: true });
  return measured.map(({ files, lines, logs, costs, peaks }) => ({
    ...{ files, lines, bytes: logs.bytes },
    ...{ cpuPerMillion: median(costs), peakMemory: median(peaks) },
  }));
}

/** By how much the cost of a line grows, in percent, when the quantity grows tenfold: a least-squares fit over its logarithm. */
export function slope(steps: readonly Step[], of: (step: Step) => number): number {
  const points = steps.map((step) => [Math.log10(of(step)), step.cpuPerMillion] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const across = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return (100 * across) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0) / y;
}
