import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

test('state-read-only: a state folder that cannot be written is a sentence at the start; nothing was sent, nothing is lost', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('hello');
  // Folders of the kernel refuse even root.
  for (const folder of ['/proc/logagent-state', '/sys/logagent-state']) {
    const agent = scenario.startAgent('prod1', '--state-dir', folder);
    const { code } = await agent.exited;
    assert.equal(code, 1);
    assert.ok(agent.output.startsWith(`State folder ${folder} can't be written: E`), agent.output);
    assert.match(agent.output, /--state-dir/);
    assert.doesNotMatch(agent.output, /\n\s+at /);
  }
  assert.equal(scenario.elasticsearch.seen.bulks, 0, 'what could not be kept track of is not sent');
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
});
