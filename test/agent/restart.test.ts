import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('restart: stopped and started five times under load, it goes on exactly where it was', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 200_000, maxFile: 30 });
  const make = combinedLines(seededRandom(2));
  const writer = new BusyWriter(
    () => {
      for (let i = 0; i < 5; i++) container.printLine(make);
    },
    () => scenario.waiting < 2000,
  );
  const { accepted, seen } = scenario.elasticsearch;
  for (let i = 0; i < 5; i++) {
    const before = accepted.size;
    const agent = scenario.startAgent('prod1');
    await waitFor(
      () => accepted.size > before + 100,
      () => `100 more documents${agent.tail()}`,
    );
    assert.deepEqual(await agent.stop(i % 2 === 0 ? 'SIGTERM' : 'SIGINT'), { code: 0, signal: null });
  }
  await writer.stop();
  const agent = scenario.startAgent('prod1');
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('5 restarts');
  assert.equal(seen.duplicates, 0, 'a stop saves what was acknowledged, so that nothing is sent again');
});

test('restart: after a stop with nothing new, nothing is sent', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  for (let i = 0; i < 100; i++) container.print(`line ${i}`);
  const first = scenario.startAgent('prod1');
  await scenario.delivered();
  await first.stop();
  const { bulks } = scenario.elasticsearch.seen;
  const second = scenario.startAgent('prod1');
  await second.line(({ msg }) => msg === 'Following container', 'that prod1 is followed');
  assert.deepEqual(await second.stop(), { code: 0, signal: null });
  assert.equal(scenario.elasticsearch.seen.bulks, bulks);
  await scenario.assertDelivered();
});

test('restart: with the state lost everything is sent again under the same ids', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 10_000, maxFile: 9, compress: true });
  for (let i = 0; i < 200; i++) container.print(`line ${i}`);
  const first = scenario.startAgent('prod1');
  await scenario.delivered();
  await first.stop();
  const second = scenario.startAgent('prod1', '--state-dir', `${scenario.stateDir}-new`);
  const { seen } = scenario.elasticsearch;
  await waitFor(
    () => seen.duplicates >= 200,
    () => `200 duplicates; there are ${seen.duplicates}${second.tail()}`,
  );
  await second.stop();
  await scenario.assertDelivered('state lost');
  assert.equal(seen.created, 200);
});
