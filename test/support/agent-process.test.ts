import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { AgentProcess } from './agent-process.ts';
import { waitFor } from './wait.ts';

/** A program in the agent's place. */
function start(t: TestContext, program: string, env: Record<string, string> = {}): AgentProcess {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-support-'));
  const cli = join(folder, 'cli.mjs');
  writeFileSync(cli, program);
  const agent = new AgentProcess(['--some', 'option'], env, cli);
  t.after(async () => {
    if (agent.running) await agent.kill();
    rmSync(folder, { recursive: true });
  });
  return agent;
}

const STAY = 'setInterval(() => {}, 1000);';

test('lines of the log are read, also when they come in pieces, and other output is kept', async (t) => {
  const agent = start(
    t,
    `process.stdout.write('{"level":30,"msg":"he');
     setTimeout(() => process.stdout.write('llo","args":' + JSON.stringify(process.argv.slice(2)) + '}\\nno JSON\\n'), 20);
     process.stderr.write('trouble\\n');
     ${STAY}`,
  );
  const line = await agent.line(({ msg }) => msg === 'hello', 'hello');
  assert.deepEqual(line.args, ['--some', 'option']);
  await waitFor(() => /no JSON[\s\S]*trouble|trouble[\s\S]*no JSON/.test(agent.output), 'the other output');
  assert.equal(agent.lines.length, 1);
});

test('it is asked to stop, or killed', async (t) => {
  const agent = start(
    t,
    `process.on('SIGTERM', () => process.exit(7)); console.log('{"msg":"up"}'); ${STAY}`,
  );
  await agent.line(({ msg }) => msg === 'up', 'that it is up');
  assert.ok(agent.running);
  assert.deepEqual(await agent.stop(), { code: 7, signal: null });
  assert.ok(!agent.running);
  const other = start(t, `console.log('{"msg":"up"}'); ${STAY}`);
  await other.line(({ msg }) => msg === 'up', 'that it is up');
  assert.deepEqual(await other.kill(), { code: null, signal: 'SIGKILL' });
});

test('options in the environment of the tests do not reach it', async (t) => {
  process.env.LOGAGENT_INDEX = 'leaked';
  t.after(() => {
    delete process.env.LOGAGENT_INDEX;
  });
  const agent = start(t, `console.log(JSON.stringify(process.env))`, { LOGAGENT_FROM: 'end' });
  await agent.exited;
  const env = JSON.parse(agent.output) as Record<string, string>;
  const ours = Object.entries(env).filter(([name]) => /LOGAGENT|SOURCE_CONTAINER|NODE_TEST/.test(name));
  assert.deepEqual(ours, [['LOGAGENT_FROM', 'end']]);
  assert.equal(env.PATH, process.env.PATH);
});

test('a wait that fails says what it waited for and what was there instead', async () => {
  await assert.rejects(
    waitFor(
      () => false,
      () => 'three; there is one',
      50,
    ),
    /not within 0\.05 s: three; there is one/,
  );
  assert.equal(await waitFor(() => 0, 'a number, even zero'), 0);
});
