import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

test('no-containers: the agent says what is missing and ends with 1', async (t) => {
  const scenario = await Scenario.begin(t);
  const agent = scenario.run(...scenario.options());
  assert.deepEqual(await agent.exited, { code: 1, signal: null });
  assert.match(agent.output, /^You must specify a source container name\.\n/);
  assert.match(agent.output, /--containers/);
});

for (const variable of ['SOURCE_CONTAINER', 'LOGAGENT_CONTAINERS']) {
  test(`no-containers: ${variable} names them as well`, async (t) => {
    const scenario = await Scenario.begin(t);
    const container = scenario.docker.create({ name: 'prod1' });
    container.print('hello');
    const agent = scenario.runWith({ [variable]: 'prod1' }, ...scenario.options());
    await scenario.delivered();
    assert.deepEqual(await agent.stop(), { code: 0, signal: null });
    await scenario.assertDelivered();
  });
}

test('no-containers: the option may be repeated', async (t) => {
  const scenario = await Scenario.begin(t);
  for (const name of ['prod1', 'prod2', 'prod3']) scenario.docker.create({ name }).print('hello');
  const agent = scenario.startAgent('prod1, prod2', '--containers', 'prod3');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered();
});
