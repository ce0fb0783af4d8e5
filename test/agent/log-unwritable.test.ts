import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Scenario } from '../support/scenario.ts';

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
