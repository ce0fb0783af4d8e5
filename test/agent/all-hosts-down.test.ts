import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../support/agent-process.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const WARN = 40;

test('all-hosts-down: unready with the reason, tried for ever, everything delivered after the return of one', async (t) => {
  const scenario = await Scenario.beginCluster(t, 3);
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(24));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--listen', '127.0.0.1:0');
  await scenario.delivered();
  await agent.becomesReady();
  const { health } = await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  const ask = async (...options: string[]) => {
    const asked = scenario.run('health', '--listen', new URL(String(health)).host, ...options);
    const { code } = await asked.exited;
    return [code, asked.output];
  };
  assert.deepEqual(
    [await ask(), await ask('--ready')],
    [
      [0, ''],
      [0, ''],
    ],
  );

  for (const host of scenario.hosts) await host.refuse();
  for (let i = 0; i < 500; i++) container.printLine(make);
  await agent.becomesUnready(/^http:\/\/127\.0\.0\.1:\d+: connection (refused|reset|closed)/);
  assert.deepEqual(await ask(), [0, '']);
  const [code, sentence] = await ask('--ready');
  assert.equal(code, 1);
  assert.match(
    String(sentence),
    /^The agent is not ready: http:.*: connection (refused|reset|closed)[^\n]*\.\n$/,
  );
  const told = (): LogLine[] => agent.lines.filter(({ msg }) => /does not take requests/.test(msg));
  await waitFor(() => told().length >= 3, 'that each of them is down');
  const downs = told();
  assert.deepEqual(downs.map(({ host }) => host).sort(), scenario.hosts.map(({ url }) => url).sort());

  const [, second] = scenario.hosts;
  await second!.listen();
  await scenario.delivered();
  assert.equal(await agent.unready(), undefined, 'one host is enough');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('3 of 3 hosts down, one returned');
  const warnings = agent.lines.filter(({ level }) => level >= WARN);
  assert.ok(warnings.length <= 12, `${warnings.length} warnings: a quiet log says it once`);
});
