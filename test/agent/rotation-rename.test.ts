import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BusyWriter } from '../support/busy-writer.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

test('rotation-rename: a log that rotates under load is read over every rename', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxSize: 20_000, maxFile: 10 });
  const make = combinedLines(seededRandom(10));
  const agent = scenario.startAgent('prod1');
  // What is unread stays within what Docker keeps: about 60 lines a file.
  const writer = new BusyWriter(
    () => {
      for (let i = 0; i < 10; i++) container.printLine(make);
    },
    () => scenario.waiting < 300,
  );
  await waitFor(
    () => container.printed.length >= 4000,
    () => `4,000 lines printed${agent.tail()}`,
  );
  await writer.stop();
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('about 65 rotations');
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});

test('rotation-rename: with max-file=1 the live file is unlinked, what was unread in it still arrives', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1', maxFile: 1 });
  const make = combinedLines(seededRandom(11));
  const agent = scenario.startAgent('prod1');
  for (let rotations = 0; rotations < 15; rotations++) {
    container.printLine(make);
    // From here on the agent has the file open.
    await scenario.delivered();
    for (let i = 0; i < 30; i++) container.printLine(make);
    container.rotate();
    container.printLine(make);
  }
  await scenario.delivered();
  await agent.stop();
  await scenario.assertDelivered('15 files unlinked while being read');
});
