import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { combinedLines, seededRandom } from './lines.ts';
import { Scenario } from './scenario.ts';

/** Everything is stored, but two of three replies are of this kind until there were ten: nothing of them may be believed. */
export async function assertNotBelieved(
  t: TestContext,
  kind: 'reply-empty' | 'reply-wrong-count',
): Promise<void> {
  const scenario = await Scenario.begin(t);
  let unclear = 0;
  scenario.elasticsearch.inject = ({ number }) => {
    if (number % 3 === 0 || unclear === 10) return undefined;
    unclear++;
    return { kind };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(32));
  for (let i = 0; i < 1500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '64kib');
  await scenario.delivered();
  container.print('after the trouble');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`${unclear} such replies, ${duplicates} documents sent twice`);
  assert.ok(unclear > 3);
  assert.ok(duplicates > 0);
}
