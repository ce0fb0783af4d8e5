import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FakeContainer } from '../support/docker-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

const make = combinedLines(seededRandom(15));

function print(container: FakeContainer, lines: number): void {
  for (let i = 0; i < lines; i++) container.printLine(make);
}

test('truncated: a log that begins anew in place is read from its new beginning', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1');
  print(container, 100);
  await scenario.delivered();
  // Shorter than before, longer than before (regrown before anyone looks), and nearly the same.
  for (const lines of [10, 300, 299, 300]) {
    container.truncate();
    print(container, lines);
    await scenario.delivered();
  }
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('4 truncations');
});

test('truncated: while the agent is stopped', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  print(container, 100);
  for (const lines of [10, 300]) {
    const agent = scenario.startAgent('prod1');
    await scenario.delivered();
    await agent.stop();
    container.truncate();
    print(container, lines);
  }
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('2 truncations while stopped');
});

test('truncated: a writer that keeps its old position leaves NUL bytes at the beginning', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 3 });
  const agent = scenario.startAgent('prod1');
  print(container, 20);
  container.rotate();
  print(container, 50);
  await scenario.delivered();
  container.truncate();
  print(container, 30);
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('NUL bytes at the beginning');
});
