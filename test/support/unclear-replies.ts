import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { Scenario } from './scenario.ts';
import { shipThroughTrouble } from './through-trouble.ts';

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
  await shipThroughTrouble(scenario, 32);
  const { duplicates } = scenario.elasticsearch.seen;
  await scenario.assertDelivered(`${unclear} such replies, ${duplicates} documents sent twice`);
  assert.ok(unclear > 3);
  assert.ok(duplicates > 0);
}
