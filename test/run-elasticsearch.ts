/**
 * Runs all whole-agent scenarios against real servers, one server after the other: `npm run test:elasticsearch`.
 * With an argument only against servers whose name contains it: `npm run test:elasticsearch -- 7.17`.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

interface ServerChoice {
  readonly name: string;
  readonly args: readonly string[];
  readonly nodes: number;
}

const PORT = 19_200;
const SERVERS: readonly ServerChoice[] = [
  { name: 'Elasticsearch 7.6.2, three nodes', args: ['--version', '7.6.2', '--nodes', '3'], nodes: 3 },
  { name: 'Elasticsearch 7.17.28', args: ['--version', '7.17.28'], nodes: 1 },
  { name: 'OpenSearch 2.19.1', args: ['--flavor', 'opensearch', '--version', '2.19.1'], nodes: 1 },
];

const runScript = fileURLToPath(new URL('elasticsearch/run.sh', import.meta.url));
const scenarioFolder = fileURLToPath(new URL('agent/', import.meta.url));

const wanted = process.argv[2] ?? '';
const results: string[] = [];
for (const server of SERVERS.filter(({ name }) => name.includes(wanted))) {
  const began = performance.now();
  const code = await runScenariosAgainst(server);
  const seconds = Math.round((performance.now() - began) / 1000);
  results.push(`${server.name}: ${code === 0 ? 'all scenarios passed' : 'FAILED'}, ${seconds} s`);
  if (code !== 0) process.exitCode = 1;
}
if (results.length === 0) {
  results.push(`No server is named like ${JSON.stringify(wanted)}.`);
  process.exitCode = 1;
}
console.log(results.join('\n'));

async function runScenariosAgainst(choice: ServerChoice): Promise<number> {
  console.log(`Starting ${choice.name}; the first time it is built, which takes minutes`);
  const server = spawn(runScript, [...choice.args, '--port', String(PORT)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = (): void => {
    server.kill('SIGTERM');
  };
  process.once('exit', stop);
  try {
    await ready(server, choice.name);
    const ports = Array.from({ length: choice.nodes }, (_, i) => PORT + i);
    return await runScenarios(ports.map((port) => `http://127.0.0.1:${port}`).join(','));
  } finally {
    process.removeListener('exit', stop);
    const ended = server.exitCode === null ? once(server, 'exit') : undefined;
    stop();
    await ended;
  }
}

/** Resolves when the server has said that it is ready; rejects when it ends before. */
async function ready(server: ChildProcess, name: string): Promise<void> {
  const lines = createInterface({ input: server.stdout ?? process.stdin });
  for await (const line of lines) {
    console.log(line);
    if (line.includes(' ready: ')) return;
  }
  throw new Error(`${name} ended before it was ready`);
}

/** Resolves to the exit code of the test run. */
async function runScenarios(urls: string): Promise<number> {
  const files = readdirSync(scenarioFolder).filter((name) => name.endsWith('.test.ts'));
  const tests = spawn(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-concurrency=2', ...files.map((name) => scenarioFolder + name)],
    { stdio: 'inherit', env: { ...process.env, LOGAGENT_TEST_ELASTICSEARCH: urls } },
  );
  const [code] = (await once(tests, 'exit')) as [number | null];
  return code ?? 1;
}
