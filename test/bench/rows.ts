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
  for (const { workload } of contenders) {
    const { texts } = workload;
    if (!written.has(texts)) written.set(texts, write(join(own, `${written.size}`), workload, extent));
  }
  const measured = contenders.map((contender) => ({
    ...contender,
    ...(written.get(contender.workload.texts) as Logs),
    ...{ starts: [] as Run[], whole: [] as Run[] },
  }));
  for (const { program, all, openChecking } of measured) {
    await run(program, all, { folder: own, openSink: openChecking });
  }
  for (let i = 0; i < extent.runs; i++) {
    for (const { program, all, one, openSink, starts, whole } of measured) {
      starts.push(await run(program, one, { folder: own, openSink }));
      whole.push(await run(program, all, { folder: own, openSink }));
    }
  }
  rmSync(own, { recursive: true, force: true });
  return measured.map(({ name, target, starts, whole }) => {
    return { name, ...summary(starts, whole, extent.lines), ...(target !== undefined && { target }) };
  });
}

function write(folder: string, workload: Workload, { lines, containers }: Extent): Logs {
  return {
    all: writeContainerLogs(join(folder, 'all'), workload, containers, lines),
    one: writeContainerLogs(join(folder, 'one'), workload, containers, containers),
  };
}
