import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

test('state-locked: a second agent on the same state says so and ends, the first goes on', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const first = scenario.startAgent('prod1');
  container.print('before');
  await scenario.delivered();

  const second = scenario.startAgent('prod1');
  const { code } = await second.exited;
  assert.equal(code, 1);
  assert.ok(second.output.includes(scenario.stateDir), second.output);
  assert.match(second.output, /another|already/i);
  assert.doesNotMatch(second.output, /\n\s+at /, 'a mistake of an operator needs no stack');

  container.print('after');
  await scenario.delivered();
  await first.kill();

  // The lock ends with its process, however that ended.
  const third = scenario.startAgent('prod1');
  container.print('third');
  await scenario.delivered();
  assert.deepEqual(await third.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
});
