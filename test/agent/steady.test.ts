import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('steady: two containers print, every line arrives parsed, once and in order', async (t) => {
  const scenario = await Scenario.begin(t);
  const compose = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.project.working_dir': '/srv/shop',
    maintainer: 'the "shop" team',
  };
  const prod1 = scenario.docker.create({
    name: 'prod1',
    image: 'registry.example:5000/shop:7',
    labels: compose,
  });
  const prod2 = scenario.docker.create({ name: 'prod2' });
  const unwanted = scenario.docker.create({ name: 'prod3' });
  const make = combinedLines(seededRandom(1));
  for (let i = 0; i < 1000; i++) prod1.printLine(make);

  const agent = scenario.startAgent('prod1,prod2');
  const writer = new BusyWriter(() => {
    for (let i = 0; i < 10; i++) prod1.printLine(make);
    prod2.printLine(make, { stream: 'stderr' });
    prod2.print('worker 7 is done: "ok" <50 ms> & \\back\tslash');
    unwanted.writeRaw('{"log":"not asked for\\n","stream":"stdout","time":"2024-05-01T10:00:00Z"}\n');
  });
  await waitFor(() => prod1.printed.length >= 4000, '4,000 lines printed');
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('2 containers');
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});

test('steady: a quiet container is shipped line by line, without waiting for more', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  const agent = scenario.startAgent('prod1', '--scan-interval', '10m');
  for (let i = 0; i < 50; i++) {
    container.print(`line ${i}`);
    await scenario.delivered();
  }
  await agent.stop();
  await scenario.assertDelivered('one line at a time');
  assert.equal(scenario.elasticsearch.seen.bulks, 50);
});
