import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('request-503: whole requests that are refused for now go again, also when it takes an operator', async (t) => {
  const scenario = await Scenario.begin(t);
  const answers = [503, 429, 502, 500, 401, 403, 404, 408];
  let refused = 0;
  scenario.elasticsearch.inject = ({ number }) => {
    const status = number % 2 === 1 ? answers[refused] : undefined;
    if (status === undefined) return undefined;
    refused++;
    return { kind: 'status', status };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(9));
  for (let i = 0; i < 2000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered(`${refused} requests refused`);
  assert.equal(refused, answers.length);
  assert.equal(scenario.elasticsearch.seen.duplicates, 0);
});
