import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('state-lost: the folder is removed under a running agent: the next one sends all again under the same ids', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 30_000, maxFile: 50, compress: true });
  const make = combinedLines(seededRandom(61));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const first = scenario.startAgent('prod1');
  await scenario.delivered();
  rmSync(scenario.stateDir, { recursive: true });
  for (let i = 0; i < 500; i++) container.printLine(make);
  await scenario.delivered();
  assert.deepEqual(await first.stop(), { code: 0, signal: null });

  const second = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('state folder removed');
});

test('state-lost: with it the ends of events without a newline: what was joined otherwise is not doubled', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const first = scenario.startAgent('prod1', '--partial-timeout', '100ms');
  for (let i = 0; i < 3; i++) {
    container.print(`prompt ${i}`, { newline: false });
    await scenario.delivered();
    container.print(`what came after the time-out ${i}`);
    await scenario.delivered();
  }
  assert.deepEqual(await first.stop(), { code: 0, signal: null });
  rmSync(scenario.stateDir, { recursive: true });

  const second = scenario.startAgent('prod1');
  container.print('the last');
  await scenario.delivered();
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('3 events ended by the time-out, then the state lost');
});
