/**
 * Runs all whole-agent scenarios against real servers, one server after the other: `npm run test:elasticsearch`.
 * With an argument only against servers whose name contains one of its texts: `npm run test:elasticsearch -- 7.6.2,7.17`. With a
 * second one only the files whose name contains one of its texts: `npm run test:elasticsearch -- '' index-template,items`.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SERVERS, type ServerChoice, startServer } from './support/real-servers.ts';

const PORT = 19_200;

const scenarioFolder = fileURLToPath(new URL('agent/', import.meta.url));

const [wanted = '', wantedFile = ''] = process.argv.slice(2);
const results: string[] = [];
for (const server of SERVERS.filter(({ name }) => wanted.split(',').some((text) => name.includes(text)))) {
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
  const server = await startServer(choice, PORT);
  try {
    return await runScenarios(server.urls.join(','));
  } finally {
    await server.stop();
  }
}

/** Resolves to the exit code of the test run. */
async function runScenarios(urls: string): Promise<number> {
  const files = readdirSync(scenarioFolder).filter(
    (name) => name.endsWith('.test.ts') && wantedFile.split(',').some((text) => name.includes(text)),
  );
  const tests = spawn(
    process.execPath,
    ['--import', 'tsx', '--test', '--test-concurrency=2', ...files.map((name) => scenarioFolder + name)],
    { stdio: 'inherit', env: { ...process.env, LOGAGENT_TEST_ELASTICSEARCH: urls } },
  );
  const [code] = (await once(tests, 'exit')) as [number | null];
  return code ?? 1;
}
