import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { AgentProcess } from '../support/agent-process.ts';

const ANY_PORT = ['--store-listen', '127.0.0.1:0'];

test('the demo ships, ends at the first signal, removes its folder and does not speak of a next start', async (t) => {
  const demo = new AgentProcess(['demo', ...ANY_PORT, '--log-level', 'debug']);
  t.after(() => demo.kill());
  const { stateDir } = await demo.line(({ msg }) => msg === 'Agent started', 'its start');
  await demo.line(({ msg }) => /^Currently running \d+ workers/.test(msg), 'that it ships');
  assert.ok(existsSync(String(stateDir)));
  assert.deepEqual(await demo.stop('SIGINT'), { code: 0, signal: null });
  assert.ok(!existsSync(dirname(String(stateDir))));
  assert.equal(demo.lines.at(-1)?.msg, 'Agent stopped');
  assert.doesNotMatch(demo.output, /next start/);
});

test('without a folder for its files the demo says so in one sentence', async () => {
  const demo = new AgentProcess(['demo', ...ANY_PORT], { TMPDIR: '/nowhere' });
  assert.deepEqual(await demo.exited, { code: 1, signal: null });
  assert.match(demo.output, /^The demo can't keep its files in \/nowhere: ENOENT.* by TMPDIR\.\n$/);
});
