import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ContainerLogs, writeContainerLogs } from './container-logs.ts';
import type { Row } from './report.ts';
import type { Sink } from './sinks.ts';
import { type Program, type Run, run, summary } from './throughput.ts';
import type { Workload } from './workloads.ts';

/** A program with lines to ship: one row of the table. */
export interface Contender {
  readonly name: string;
  readonly program: Program;
  readonly workload: Workload;
  /** Where it ships while it is measured: keeping 600 MB of bodies in the next core's share of the caches costs it 7 %. */
  readonly openSink: () => Promise<Sink>;
  /** Where it ships once before, to see that all arrives. */
  readonly openChecking: () => Promise<Sink>;
  /** CPU-seconds per million lines. */
  readonly target?: number | undefined;
}

export interface Extent {
  readonly lines: number;
  readonly containers: number;
  readonly runs: number;
}

interface Logs {
  readonly all: ContainerLogs;
  /** One line in each container. */
  readonly one: ContainerLogs;
}

/**
 * Medians of so many rounds, in each of which all take their turns: a slow minute of the machine is not the loss of one of them. In
 * a round before, every line that has arrived is looked at. Throws when one is missing or there twice.
 */
export async function measureRows(
  folder: string,
  contenders: readonly Contender[],
  extent: Extent,
): Promise<Row[]> {
  const own = mkdtempSync(join(folder, 'rows-'));
  const written = new Map<Workload['texts'], Logs>();
  const runs = contenders.map(() => ({ starts: [] as Run[], whole: [] as Run[] }));
  for (let round = 0; round <= extent.runs; round++) {
    for (const [i, { program, workload, openSink, openChecking }] of contenders.entries()) {
      const logs = written.get(workload.texts) ?? write(own, workload, written.size, extent);
      written.set(workload.texts, logs);
      if (round === 0) {
        await run(program, logs.all, { folder: own, openSink: openChecking });
        continue;
      }
      runs[i]?.starts.push(await run(program, logs.one, { folder: own, openSink }));
      runs[i]?.whole.push(await run(program, logs.all, { folder: own, openSink }));
    }
  }
  rmSync(own, { recursive: true, force: true });
  return contenders.map(({ name, target }, i) => {
    const { starts = [], whole = [] } = runs[i] ?? {};
    return { name, ...summary(starts, whole, extent.lines), ...(target !== undefined && { target }) };
  });
}

function write(folder: string, workload: Workload, number: number, { lines, containers }: Extent): Logs {
  return {
    all: writeContainerLogs(join(folder, `all-${number}`), workload, containers, lines),
    one: writeContainerLogs(join(folder, `one-${number}`), workload, containers, containers),
  };
}
