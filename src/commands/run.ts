import { Agent } from '../agent.ts';
import { nearest } from '../nearest.ts';
import { optionRows } from '../options/option-table.ts';
import { type Given, type Options, resolveOptions, unknownVariables } from '../options/options.ts';
import { type HealthServer, serveHealth } from '../status/health.ts';
import { LiveView } from '../status/live/live-view.ts';
import { type Log, type Logger, openLog } from '../status/log.ts';
import { reportProgress } from '../status/progress.ts';
import { keepMemorySmall } from './memory.ts';
import { stopSignal } from './stop-signal.ts';
import { outputOf, sleepWithProcess } from './terminal.ts';

/** So long the last lines of the log may wait for a slow reader. */
const LAST_LINES_MS = 500;

const PREFIX = 'LOGAGENT_';

const STOPPED = 'Agent stopped, the next start continues from here';

/** `logagent`: follows containers until a signal comes. Returns 0 after an orderly stop. */
export async function run(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  return follow(resolveOptions(given, env), env, STOPPED);
}

/** Runs the agent until a signal comes, with a live view when stdout is a terminal. `stopped` is the last log message. */
export async function follow(options: Options, env: NodeJS.ProcessEnv, stopped: string): Promise<number> {
  keepMemorySmall();
  const output = outputOf(process.stdout, env);
  // The view comes later than the log, because it shows numbers of the agent, which needs the log. Then it prints the log.
  let view: LiveView | undefined;
  const log = await openLog({
    level: options.logLevel,
    pretty: output.forPerson,
    colours: output.colours,
    print: (text) => (view === undefined ? process.stdout.write(text) : view.print(text)),
  });
  const show = (agent: Agent): (() => void) => {
    const snapshot = () => agent.readings.snapshot;
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
    // The terminal gets its cursor back however the process ends.
    process.once('exit', () => view?.stop());
    return () => view?.stop();
  };
  const ending = { by: Number.POSITIVE_INFINITY };
  try {
    warnOfVariables(log.logger, env);
    return await guarded(log, () => runAgent({ options, log: log.logger, show, stopped, ending }));
  } finally {
    view?.stop();
    await log.close(Math.min(LAST_LINES_MS, Math.max(0, ending.by - performance.now())));
  }
}

/** Logs names only, since the value of a misspelt variable may be a key. */
function warnOfVariables(log: Logger, env: NodeJS.ProcessEnv): void {
  const variables = unknownVariables(env);
  if (variables.length === 0) return;
  // All begin alike, which makes no two of them similar.
  const names = optionRows.map((row) => row.env.slice(PREFIX.length));
  const meant = variables.flatMap((name) => {
    const near = nearest(name.slice(PREFIX.length), names);
    return near === undefined ? [] : [`${PREFIX}${near}`];
  });
  log.warn(
    { variables, ...(meant.length > 0 && { meant }) },
    'Environment variables that belong to no option are ignored, check their spelling',
  );
}

interface Run {
  readonly options: Options;
  readonly log: Logger;
  /** Shows how the agent is doing, until the function that it returns is called. */
  readonly show: (agent: Agent) => () => void;
  /** The last message of the log. */
  readonly stopped: string;
  /** When the process is to have ended, once a signal has come; by `performance.now`. */
  readonly ending: { by: number };
}

async function runAgent({ options, log, show, stopped, ending }: Run): Promise<number> {
  const timeout = options.shutdownTimeout;
  // A second signal ends the process at once, which loses nothing either.
  const signalled = stopSignal(
    process,
    () => performance.now(),
    () => process.exit(130),
  ).then((signal) => {
    ending.by = performance.now() + timeout;
    log.info({ signal, timeout }, 'Stopping: reading ends, requests in flight may finish');
  });
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
  // Imported here because the metrics take 2 MiB and 30 ms, which an agent without this address doesn't need.
  const { metricsPage } = await import('../status/metrics/metrics-page.ts');
  const source = {
    unready: () => agent.readings.unready,
    metrics: metricsPage(() => agent.readings.measures),
  };
  return serveHealth(options.listen, source, options.listenHost).catch(async (error: Error) => {
    await agent.stop(0);
    throw new Error(`--listen: ${error.message}. Give an address of this machine whose port is free.`);
  });
}

/** Logs an unexpected error, which is a mistake in logagent, and ends the process. As after SIGKILL, nothing is lost. */
async function guarded(log: Log, work: () => Promise<number>): Promise<number> {
  const fail = (error: unknown): void => {
    log.logger.fatal(
      { err: error },
      'A mistake in logagent ends this process; please report it. Nothing is lost',
    );
    log.close(LAST_LINES_MS).finally(() => process.exit(70));
  };
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  return work();
}

function every(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms);
  return () => clearInterval(timer);
}
