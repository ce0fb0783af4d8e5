/**
 * One container prints as fast as Docker writes, with a rotation at each megabyte and five files kept; nothing may be lost:
 *
 *   npm run test:fast [-- --lines 3000000]
 *
 * The agent has core 0, everything else core 1: where writers take all cores of a machine, an agent that is not let run for the
 * tenth of a second in which Docker fills five files loses what is deleted meanwhile, whatever it does.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { MeasuredProcess } from '../bench/measured-process.ts';
import { keepingSink, type Sink } from '../bench/sinks.ts';
import { agent } from '../bench/throughput.ts';
import { saveResult } from '../reliability/results.ts';
import { type Engine, startEngine } from './engine.ts';
import { importProducerImage } from './producers.ts';

const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
const LINES = Number(values.lines);
const IMAGE = 'logagent-test-fast';
const CONTAINER = 'bench-fast';
const LOG_OPTIONS = ['--log-driver', 'json-file', '--log-opt', 'max-size=1m', '--log-opt', 'max-file=5'];
/** What has not come within so long after another one will not come. */
const STILL_MS = 10_000;

/** No shell and no pause: the container is never slower than the engine, which has to write what it prints. */
const PRINTS = `BEGIN { for (n = 1; n <= ${LINES}; n++) print "GET /a/path/as/long/as/many/are?n=" n "&run=fast took 12 ms" }`;

const folder = await mkdtemp(join(tmpdir(), 'logagent-fast-'));
const engine = await startEngine();
const sink = await keepingSink();
const logs = { dir: engine.containersDir, lines: LINES, bytes: 0 };
const measured = new MeasuredProcess(agent()(logs, sink, join(folder, 'state')), join(folder, 'agent.log'));
try {
  await importProducerImage(engine, folder, IMAGE);
  const seconds = await print(engine);
  await settled(measured, sink);
  const figures = {
    lines: LINES.toLocaleString('en'),
    'printed a second': Math.round(LINES / seconds).toLocaleString('en'),
    'CPU seconds of the agent': measured.cpuSeconds(),
    'peak memory': `${measured.peakMemory().toFixed(0)} MiB`,
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
  await sink.verify(LINES);
  process.stdout.write('lost 0, doubled 0\n');
  saveResult('fast', 'One container prints as fast as Docker writes, five files of a megabyte', {
    ...figures,
    ...{ lost: 0, doubled: 0 },
  });
} finally {
  await measured.end();
  await sink.close();
  await engine.docker('rm', '--force', CONTAINER);
  await engine.docker('rmi', IMAGE);
  await engine.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Runs the container to its end; how many seconds it took. */
async function print(engine: Engine): Promise<number> {
  const began = performance.now();
  // Nobody is attached to what it prints: only the log takes it.
  await engine.docker(
    ...['run', '--name', CONTAINER, '--network', 'none', ...LOG_OPTIONS, '--attach', 'stderr'],
    ...['--entrypoint', '/bin/busybox', IMAGE, 'awk', PRINTS],
  );
  return (performance.now() - began) / 1000;
}

/** Waits until all has arrived, or nothing more does. */
async function settled(measured: MeasuredProcess, sink: Sink): Promise<void> {
  for (let seen = { documents: -1, at: 0 }; ; await sleep(100)) {
    measured.check();
    const { documents } = await sink.progress();
    if (documents !== seen.documents) seen = { documents, at: performance.now() };
    if (documents >= LINES || performance.now() - seen.at > STILL_MS) return;
  }
}
