import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeContainerLogs } from './container-logs.ts';
import { countingSink } from './sinks.ts';
import { agent, run } from './throughput.ts';
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

/** CPU time for each line beyond the first of each file, by number of files and lines. */
export async function measureSlopes(
  folder: string,
  workload: Workload,
  sizes: readonly { readonly files: number; readonly lines: number }[],
): Promise<readonly Step[]> {
  const steps: Step[] = [];
  for (const { files, lines } of sizes) {
    const own = mkdtempSync(join(folder, 'slope-'));
    const logs = writeContainerLogs(join(own, 'logs'), workload, files, lines);
    const one = writeContainerLogs(join(own, 'one'), workload, files, files);
    const from = { folder: own, openSink: countingSink };
    const start = await run(agent(), one, from);
    const whole = await run(agent(), logs, from);
    const cpuPerMillion = ((whole.cpuSeconds - start.cpuSeconds) * 1e6) / (lines - files);
    steps.push({ files, lines, bytes: logs.bytes, cpuPerMillion, peakMemory: whole.peakMemory });
    rmSync(own, { recursive: true, force: true });
  }
  return steps;
}

/** By how much the cost of a line grows, in percent, when the quantity grows tenfold: a least-squares fit over its logarithm. */
export function slope(steps: readonly Step[], of: (step: Step) => number): number {
  const points = steps.map((step) => [Math.log10(of(step)), step.cpuPerMillion] as const);
  const mean = (at: 0 | 1): number => points.reduce((sum, point) => sum + point[at], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const across = points.reduce((sum, point) => sum + (point[0] - x) * (point[1] - y), 0);
  return (100 * across) / points.reduce((sum, point) => sum + (point[0] - x) ** 2, 0) / y;
}
