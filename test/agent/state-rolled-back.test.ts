import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('state-rolled-back: an older copy of a stopped agent’s state is put back after rotations', async (t) => {
  const scenario = await Scenario.begin(t);
  const { stateDir } = scenario;
  const container = scenario.docker.create({ name: 'prod1', maxSize: 50_000, maxFile: 50, compress: true });
  const make = combinedLines(seededRandom(43));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const first = scenario.startAgent('prod1');
  await scenario.delivered();
  await first.stop();
  cpSync(stateDir, `${stateDir}-copy`, { recursive: true });

  const second = scenario.startAgent('prod1');
  for (let i = 0; i < 500; i++) container.printLine(make);
  await scenario.delivered();
  await second.stop();
  for (let i = 0; i < 200; i++) container.printLine(make);
  rmSync(stateDir, { recursive: true });
  cpSync(`${stateDir}-copy`, stateDir, { recursive: true });

  const third = scenario.startAgent('prod1');
  await scenario.delivered();
  assert.deepEqual(await third.stop(), { code: 0, signal: null });
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`an older state put back, ${duplicates} documents sent again`);
  assert.equal(duplicates, 500, 'what came after the copy, and no more');
});

test('state-rolled-back: files as a power loss leaves them, copied from under a running agent', async (t) => {
  const scenario = await Scenario.begin(t);
  const { stateDir } = scenario;
  const container = scenario.docker.create({ name: 'prod1', maxSize: 50_000, maxFile: 50 });
  const make = combinedLines(seededRandom(44));
  const agent = scenario.startAgent('prod1');
  for (let i = 0; i < 500; i++) container.printLine(make);
  // An event without a newline, ended by the time-out: its end is on disk before it is sent.
  container.print('without a newline', { newline: false });
  await scenario.delivered();
  cpSync(stateDir, `${stateDir}-copy`, { recursive: true });
  for (let i = 0; i < 500; i++) container.printLine(make);
  await scenario.delivered();
  await agent.kill();
  rmSync(stateDir, { recursive: true });
  cpSync(`${stateDir}-copy`, stateDir, { recursive: true });

  const again = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await again.stop(), { code: 0, signal: null });
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`state as a power loss leaves it, ${duplicates} documents sent again`);
  assert.ok(duplicates >= 500);
});
