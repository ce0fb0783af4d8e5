import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';

test('compression: bodies go as gzip, whole, halved and those of which some items go again', async (t) => {
  const scenario = await Scenario.begin(t);
  const encodings = new Set<string | undefined>();
  const rejected = new Set<string>();
  const faults = { tooLarge: 0, lost: 0 };
  scenario.elasticsearch.inject = ({ encoding, bytes, number }) => {
    encodings.add(encoding);
    if (bytes > 100_000) {
      faults.tooLarge++;
      return { kind: 'status', status: 413 };
    }
    if (number % 5 === 0) {
      faults.lost++;
      return { kind: 'status', status: 503 };
    }
    return {
      kind: 'items',
      choose: ({ id = '' }) => {
        if (rejected.has(id) || id.length % 2 === 0) return undefined;
        rejected.add(id);
        return { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'queue full' } };
      },
    };
  };
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(11));
  for (let i = 0; i < 3000; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--compression', 'gzip', '--batch-bytes', '256kib');
  await scenario.delivered();
  await agent.stop();
  assert.deepEqual([...encodings], ['gzip']);
  assert.ok(faults.tooLarge > 0 && faults.lost > 0 && rejected.size > 0, JSON.stringify(faults));
  await scenario.assertDelivered('all bodies compressed');
});
