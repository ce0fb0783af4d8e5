import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A server that test/elasticsearch/run.sh builds and starts. */
export interface ServerChoice {
  readonly name: string;
  readonly args: readonly string[];
  readonly nodes: number;
}

const elasticsearch = (version: string): ServerChoice => ({
  ...{ name: `Elasticsearch ${version}`, args: ['--version', version], nodes: 1 },
});
const opensearch = (version: string): ServerChoice => ({
  ...{ name: `OpenSearch ${version}`, args: ['--flavor', 'opensearch', '--version', version], nodes: 1 },
});

/** The first one is Elasticsearch 7.6.2, as the three nodes of a cluster. */
export const SERVERS: readonly ServerChoice[] = [
  { name: 'Elasticsearch 7.6.2, three nodes', args: ['--version', '7.6.2', '--nodes', '3'], nodes: 3 },
  elasticsearch('7.17.28'),
  elasticsearch('8.19.21'),
  elasticsearch('9.5.3'),
  opensearch('1.3.14'),
  opensearch('2.19.1'),
  opensearch('3.8.0'),
];

/** One that is not in every run: it answers as the others do. */
export const BESIDES: readonly ServerChoice[] = [elasticsearch('7.6.2'), elasticsearch('8.2.0')];

/** A server that runs until it is stopped. */
export interface RunningServer {
  readonly urls: readonly string[];
  /** Ids of the nodes' processes. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

const runScript = fileURLToPath(new URL('../elasticsearch/run.sh', import.meta.url));

/** Starts a server on this port and those after it, with more arguments of run.sh. Rejects when it ends before it is ready. */
export async function startServer(
  choice: ServerChoice,
  port: number,
  args: readonly string[] = [],
): Promise<RunningServer> {
  const server = spawn(runScript, [...choice.args, '--port', String(port), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = (): void => {
    server.kill('SIGTERM');
  };
  process.once('exit', end);
  const stop = async (): Promise<void> => {
    process.removeListener('exit', end);
    const ended = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined;
    end();
    await ended;
  };
  try {
    const pids = await ready(server, choice.name);
    const ports = Array.from({ length: choice.nodes }, (_, i) => port + i);
    return { urls: ports.map((each) => `http://127.0.0.1:${each}`), pids, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Resolves with the ids of its nodes' processes when the server has said that it is ready; rejects when it ends before. */
async function ready(server: ChildProcess, name: string): Promise<number[]> {
  const lines = createInterface({ input: server.stdout ?? process.stdin });
  for await (const line of lines) {
    console.log(line);
    const [, pids] = / ready: .* pids ([\d ]+),/.exec(line) ?? [];
    if (pids !== undefined) return pids.split(' ').map(Number);
  }
  throw new Error(`${name} ended before it was ready`);
}
