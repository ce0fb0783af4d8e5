import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDeadLetters } from '../support/dead-letters.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { waitFor } from '../support/wait.ts';

const LIMIT = 20_000;

test('request-413: batches shrink until they are taken; one document that is too large alone is a dead letter', async (t) => {
  const scenario = await Scenario.begin(t);
  let tooLarge = 0;
  scenario.elasticsearch.inject = ({ bytes }) => {
    if (bytes <= LIMIT) return undefined;
    tooLarge++;
    return { kind: 'status', status: 413 };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(8));
  for (let i = 0; i < 1000; i++) container.printLine(make);
  const huge = container.print('x'.repeat(2 * LIMIT));
  for (let i = 0; i < 1000; i++) container.printLine(make);

  const agent = scenario.startAgent('prod1');
  const { accepted } = scenario.elasticsearch;
  await waitFor(
    () => accepted.size >= 2000,
    () => `2,000 documents; there are ${accepted.size}${agent.tail()}`,
  );
  await waitFor(
    () => readDeadLetters(scenario.stateDir).length === 1,
    () => `a dead letter${agent.tail()}`,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });

  const report = await scenario.audit();
  scenario.say(report, `${tooLarge} requests too large, one document too large alone`);
  assert.deepEqual(report.lost, [huge]);
  assert.deepEqual([report.doubled, report.wrong, report.misordered, report.foreign], [[], [], [], []]);
  const [letter] = readDeadLetters(scenario.stateDir);
  assert.equal((JSON.parse(letter?.document ?? '{}') as { message: string }).message, huge.text);
  assert.equal(letter?.status, 413);
});
