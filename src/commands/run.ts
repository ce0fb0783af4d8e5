import { Agent } from '../agent.ts';
import { optionDefinitions } from '../option-definitions.ts';
import { type Given, type Options, resolveOptions, unknownVariables } from '../options.ts';
import { type HealthServer, serveHealth } from '../status/health.ts';
import { LiveView } from '../status/live-view.ts';
import { type Log, type Logger, openLog } from '../status/log.ts';
import { reportProgress } from '../status/progress.ts';
import { keepMemorySmall } from './memory.ts';
import { nearest } from './nearest.ts';
import { stopSignal } from './stop-signal.ts';
import { outputOf, sleepWithProcess } from './terminal.ts';

const STOPPED = 'Agent stopped, the next start goes on from here';

/** Follows containers until a signal comes; 0 after a stop in order. */
export async function run(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  return follow(resolveOptions(given, env), env, STOPPED);
}

/** Runs the agent until a signal comes, with a live view where stdout is a terminal; `stopped` is the log's last sentence. */
export async function follow(options: Options, env: NodeJS.ProcessEnv, stopped: string): Promise<number> {
  keepMemorySmall();
  const output = outputOf(process.stdout, env);
  // The view prints the log, and the log exists before the agent whose numbers the view shows.
  let view: LiveView | undefined;
  const log = await openLog({
    level: options.logLevel,
    pretty: output.forPerson,
    colours: output.colours,
    print: (text) => (view === undefined ? process.stdout.write(text) : view.print(text)),
  });
  const show = (agent: Agent): (() => void) => {
    const snapshot = () => agent.snapshot;
    if (!output.live) return reportProgress(log.logger, snapshot);
    view = new LiveView({
      out: process.stdout,
      display: output,
      snapshot,
      now: () => performance.now(),
      every,
    });
    view.start();
    sleepWithProcess(view);
    // However the process ends, the terminal gets its cursor back.
    process.once('exit', () => view?.stop());
    return () => view?.stop();
  };
  try {
    warnOfVariables(log.logger, env);
    return await guarded(log, () => runAgent(options, log.logger, show, stopped));
  } finally {
    view?.stop();
    log.flush();
  }
}

/** Values are not told: the misspelt one may be a key. */
function warnOfVariables(log: Logger, env: NodeJS.ProcessEnv): void {
  const variables = unknownVariables(env);
  if (variables.length === 0) return;
  const names = optionDefinitions.map((option) => option.env);
  const meant = variables.flatMap((name) => nearest(name, names) ?? []);
  log.warn(
    { variables, ...(meant.length > 0 && { meant }) },
    'Environment variables that no option has are ignored, check their spelling',
  );
}

async function runAgent(
  options: Options,
  log: Logger,
  show: (agent: Agent) => () => void,
  stopped: string,
): Promise<number> {
  const timeout = options.shutdownTimeout;
  // A second wish ends the process at once, which loses nothing either.
  const signalled = stopSignal(
    process,
    () => performance.now(),
    () => process.exit(130),
  ).then((signal) => log.info({ signal, timeout }, 'Stopping: reading ends, requests in flight may finish'));
  const agent = await Agent.start(options, log);
  const health = await listen(options, agent);
  log.info(
    { documentsAt: `${agent.address}/_search`, stateDir: options.stateDir, health: health?.address },
    'Agent started',
  );
  const stopShowing = show(agent);
  await signalled;
  const left = await agent.stop(timeout);
  stopShowing();
  await health?.close();
  log.info({ documentsLeft: left.documents, bytesLeft: left.bytes }, stopped);
  return 0;
}

async function listen(options: Options, agent: Agent): Promise<HealthServer | undefined> {
  if (options.listen === undefined) return undefined;
  // Imported here only: the metrics take 2 MiB and 30 ms that an agent without this address never needs.
  const { metricsPage } = await import('../status/metrics-page.ts');
  const source = { unready: () => agent.unready, metrics: metricsPage(() => agent.measures) };
  return serveHealth(options.listen, source).catch(async (error: Error) => {
    await agent.stop(0);
    throw new Error(`--listen: ${error.message}. Give an address of this machine whose port is free.`);
  });
}

/** A mistake in the program itself: the log says so and the process ends, as after SIGKILL nothing is lost. */
async function guarded(log: Log, work: () => Promise<number>): Promise<number> {
  const fail = (error: unknown): void => {
    log.logger.fatal(
      { err: error },
      'A mistake in logagent ends this process; please report it. Nothing is lost',
    );
    log.flush();
    process.exit(70);
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return work();
}

function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}
