import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

test('log-unwritable: with its log on a full disk the agent delivers, and a stop ends it', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const full = openSync('/dev/full', 'w');
  const args = [cli, '--containers', 'prod1', ...scenario.options()];
  const agent = spawn(process.execPath, args, { stdio: ['ignore', full, 'ignore'] });
  t.after(() => agent.kill('SIGKILL'));
  closeSync(full);
  for (let i = 0; i < 10; i++) container.print('hello');
  await scenario.delivered();
  agent.kill('SIGTERM');
  const [code, signal] = await once(agent, 'exit');
  assert.deepEqual([code, signal], [0, null]);
  await scenario.assertDelivered();
});

test('log-unwritable: a terminal that is closed ends the agent in order', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  assert.deepEqual(await agent.stop('SIGHUP'), { code: 0, signal: null });
  await scenario.assertDelivered();
});

/** Their rotations make more lines of the log than a pipe holds. */
const MANY_LINES = 12_000;

test('log-unwritable: nobody reads its pipe: it delivers, and a stop ends it', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 4000, maxFile: 1000 });
  const agent = withoutReader(t, scenario);
  const exited = once(agent, 'exit');
  for (let i = 0; i < MANY_LINES; i++) container.print('hello');
  await scenario.delivered();
  agent.kill('SIGTERM');
  assert.deepEqual(await exited, [0, null]);
  await scenario.assertDelivered(`${MANY_LINES} lines, and a log that nobody read`);
});

test('log-unwritable: nobody reads its pipe, and documents are left: a second signal ends it at once', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  elasticsearch.inject = () => ({ kind: 'status', status: 503 });
  scenario.docker.create({ name: 'prod1' }).print('hello');
  const agent = withoutReader(t, scenario, '--shutdown-timeout', '1h');
  await waitFor(() => elasticsearch.seen.bulks > 0, 'a request');
  await waitFor(
    () => {
      // One within half a second is taken for the same Ctrl-C.
      agent.kill('SIGTERM');
      return agent.exitCode !== null;
    },
    () => 'its end',
  );
  assert.equal(agent.exitCode, 130);
});

test('log-unwritable: what was dropped is counted, and said when somebody reads again', async (t) => {
  const scenario = await Scenario.begin(t);
  const { reader, writer } = pipeOf(t, scenario);
  const module = fileURLToPath(new URL('../../src/status/log.ts', import.meta.url));
  const code = `
    const { openLog } = await import(${JSON.stringify(module)});
    const log = await openLog({ level: 'info', pretty: false, colours: false, print: () => {} });
    for (let i = 0; i < 20_000; i++) log.logger.info({ i }, 'x'.repeat(200));
    process.stderr.write('written');
    process.stdin.once('data', async () => { await log.close(60_000); process.exit(); });
  `;
  const program = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['pipe', writer, 'pipe'],
  });
  t.after(() => program.kill('SIGKILL'));
  closeSync(writer);
  const { stderr, stdin } = program;
  assert.ok(stderr !== null && stdin !== null);
  await once(stderr, 'data');
  const exited = once(program, 'exit').then(() => true);
  let text = '';
  await waitFor(
    () => {
      text += readSome(reader);
      if (/were dropped/.test(text)) stdin.write('end');
      return /were dropped.*\n$/s.test(text);
    },
    () => text.slice(-1000),
  );
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const told = lines.pop();
  // Whole lines, from the first one on, and as many as are missing.
  assert.deepEqual(
    lines.map(({ i }) => i),
    lines.map((_, i) => i),
  );
  assert.equal(told.dropped, 20_000 - lines.length);
  await exited;
});

/** An agent whose log goes into a pipe that is open and never read. */
function withoutReader(t: TestContext, scenario: Scenario, ...options: string[]): ChildProcess {
  const { writer } = pipeOf(t, scenario);
  const args = [cli, '--containers', 'prod1', ...scenario.options(), ...options];
  const agent = spawn(process.execPath, args, { stdio: ['ignore', writer, 'ignore'] });
  t.after(() => agent.kill('SIGKILL'));
  closeSync(writer);
  return agent;
}

/** Both ends of a pipe; the reading one is closed with the test. */
function pipeOf(t: TestContext, scenario: Scenario): { reader: number; writer: number } {
  const pipe = join(scenario.folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
  t.after(() => closeSync(reader));
  return { reader, writer: openSync(pipe, 'w') };
}

/** All that is in the pipe now. */
function readSome(descriptor: number): string {
  const buffer = Buffer.alloc(64 * 1024);
  try {
    return buffer.toString('utf8', 0, readSync(descriptor, buffer));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return '';
    throw error;
  }
}

test('log-unwritable: SIGUSR1 opens no debugger', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('before');
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  process.kill(agent.pid, 'SIGUSR1');
  container.print('after');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.doesNotMatch(agent.output, /Debugger listening/);
  await scenario.assertDelivered();
});
