import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('waiting-for-container: one that starts later is picked up by its events, not by the next scan', async (t) => {
  const scenario = await Scenario.begin(t);
  const agent = scenario.startAgent('prod1,web-*', '--scan-interval', '10m');
  for (const wanted of ['prod1', 'web-*']) {
    await agent.line(
      (line) => /^Waiting for a container/.test(line.msg) && line.container === wanted,
      `that it waits for ${wanted}`,
    );
  }
  const slowest = [];
  for (const name of ['prod1', 'web-1', 'web-2']) {
    const began = performance.now();
    const container = scenario.docker.create({ name });
    container.print('first words');
    await waitFor(
      () => scenario.waiting === 0,
      () => `the first line of ${name}, long before the next scan${agent.tail()}`,
    );
    slowest.push(Math.round(performance.now() - began));
  }
  const waiting = agent.lines.filter(({ msg }) => /^Waiting/.test(msg));
  assert.equal(waiting.length, 2);
  await agent.stop();
  await scenario.assertDelivered(`picked up after ${slowest.join(', ')} ms`);
});

test('waiting-for-container: a container is found by id and by the beginning of its id', async (t) => {
  const scenario = await Scenario.begin(t);
  const [whole, beginning, other] = ['a', 'b', 'c'].map((name) => scenario.docker.create({ name }));
  for (const container of scenario.docker.containers.slice(0, 2)) container.print('found');
  other?.writeRaw('{"log":"not asked for\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
  const agent = scenario.startAgent(`${whole?.id},${beginning?.id.slice(0, 12)}`);
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered();
});
