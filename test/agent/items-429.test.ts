import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BulkItem } from '../support/backend.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

/** Each of these is a passing trouble of one document, whatever its status suggests. */
const PASSING: readonly BulkItem[] = [
  { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'rejected execution of bulk' } },
  { status: 503, error: { type: 'unavailable_shards_exception', reason: 'primary shard is not active' } },
  { status: 403, error: { type: 'cluster_block_exception', reason: 'index [logs] blocked by: [read-only]' } },
];

test('items-429: rejected documents are sent again alone until they are taken', async (t) => {
  const scenario = await Scenario.begin(t);
  const random = seededRandom(5);
  const left = new Map<string, number>();
  let rejected = 0;
  scenario.elasticsearch.inject = () => ({
    kind: 'items',
    choose: ({ id = '' }) => {
      const tries = left.get(id) ?? (random() < 0.3 ? 1 + Math.floor(random() * 3) : 0);
      left.set(id, tries - 1);
      if (tries <= 0) return undefined;
      rejected++;
      return PASSING[rejected % PASSING.length];
    },
  });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(random);
  for (let i = 0; i < 3000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '64kib');
  await scenario.delivered();
  await agent.stop();
  assert.ok(rejected > 1000);
  assert.equal(scenario.elasticsearch.seen.duplicates, 0, 'only what was rejected is sent again');
  assert.equal(scenario.elasticsearch.seen.refused, 0);
  await scenario.assertDelivered(`${rejected.toLocaleString('en')} items rejected`);
});
