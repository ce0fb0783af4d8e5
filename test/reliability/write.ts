/**
 * Runs all whole-agent scenarios and writes docs/reliability.md from how they ended, with the figures that the long runs
 * have left (results.ts): `npm run test:reliability`. When a scenario fails, the page stays as it is.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { run } from 'node:test';
import { fileURLToPath } from 'node:url';
import { page, type Scenario } from './page.ts';
import { savedResults } from './results.ts';

const folder = fileURLToPath(new URL('../agent/', import.meta.url));
const target = fileURLToPath(new URL('../../docs/reliability.md', import.meta.url));

type Ended = { -readonly [K in keyof Scenario]: Scenario[K] } & { figures: string[] };

const scenarios = await runScenarios();
const failed = scenarios.filter(({ end }) => end === 'failed');
for (const { name } of failed) process.stderr.write(`failed: ${name}\n`);
if (failed.length > 0 || scenarios.length === 0) process.exitCode = 1;
else
  writeFileSync(
    target,
    page(scenarios, savedResults(), existsSync(target) ? readFileSync(target, 'utf8') : ''),
  );

/** All tests of all files, in the order of the files' names. */
async function runScenarios(): Promise<Scenario[]> {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => folder + name);
  const ended: Ended[] = [];
  // The runner hands its own --import tsx on to the process of each file.
  const events = run({ files, concurrency: 2 });
  const end = (state: Scenario['end'], name: string, milliseconds: number, file = ''): void => {
    process.stdout.write(`${state} ${name}\n`);
    ended.push({ file: basename(file), name, end: state, seconds: milliseconds / 1000, figures: [] });
  };
  events.on('test:pass', ({ name, nesting, skip, details, file }) => {
    const skipped = skip !== undefined && skip !== false;
    if (nesting === 0) end(skipped ? 'skipped' : 'passed', name, details.duration_ms, file);
  });
  events.on('test:fail', ({ name, nesting, details, file }) => {
    process.stderr.write(`${String(details.error.cause ?? details.error)}\n`);
    if (nesting === 0) end('failed', name, details.duration_ms, file);
  });
  events.on('test:diagnostic', ({ message, file }) => {
    // A test's own come right behind its end; those without a file sum the whole run up.
    const last = ended.at(-1);
    if (file !== undefined && last?.file === basename(file)) last.figures.push(message);
  });
  events.resume();
  await new Promise((resolve) => events.once('end', resolve));
  return ended.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}
