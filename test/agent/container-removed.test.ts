import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('container-removed: what a container printed right before docker rm arrives, and the agent goes on', async (t) => {
  const scenario = await Scenario.begin(t);
  const make = combinedLines(seededRandom(16));
  const stays = scenario.docker.create({ name: 'stays' });
  const agent = scenario.startAgent('*');
  for (let i = 0; i < 5; i++) {
    const container = scenario.docker.create({
      name: `job-${i}`,
      maxSize: 50_000,
      maxFile: 3,
      compress: true,
    });
    container.printLine(make);
    stays.printLine(make);
    // From here on the agent has the file open: an open file outlives its name.
    await scenario.delivered();
    for (let n = 0; n < 100; n++) container.printLine(make);
    container.print('last words', { newline: false });
    container.remove();
  }
  stays.print('still here');
  await scenario.delivered();
  for (let i = 0; i < 5; i++) {
    await agent.line(
      (line) => line.container === `job-${i}` && /removed/.test(line.msg),
      `that job-${i} was removed`,
    );
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('5 containers removed');
});

test('container-removed: the whole folder goes and comes back', async (t) => {
  const scenario = await Scenario.begin(t);
  const agent = scenario.startAgent('prod1', '--scan-interval', '200ms');
  for (let i = 0; i < 3; i++) {
    const container = scenario.docker.create({ name: 'prod1' });
    for (let n = 0; n < 20; n++) container.print(`line ${n}`);
    await scenario.delivered();
    container.remove();
  }
  await agent.stop();
  await scenario.assertDelivered('3 containers, one after the other');
});
