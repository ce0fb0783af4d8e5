import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BulkDocument, BulkItem } from '../support/backend.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { Scenario } from '../support/scenario.ts';
import { shipThroughTrouble } from '../support/through-trouble.ts';

const NOT_BELIEVED = /names another document or index than was sent/;

/** Until ten requests have been answered so, every third document is not stored and its item is this. */
async function assertSentAgain(
  scenario: Scenario,
  item: (document: BulkDocument) => BulkItem,
): Promise<void> {
  let spoilt = 0;
  scenario.elasticsearch.inject = ({ documents }) => {
    if (spoilt === 10) return undefined;
    spoilt++;
    const chosen = new Set(documents.filter((_, i) => i % 3 === 0));
    return { kind: 'items', choose: (document) => (chosen.has(document) ? item(document) : undefined) };
  };
  const agent = await shipThroughTrouble(scenario, 33);
  await scenario.assertDelivered(`${spoilt} such replies`);
  assert.equal(spoilt, 10);
  const said = agent.lines.filter(({ msg }) => NOT_BELIEVED.test(String(msg)));
  assert.equal(said.length, 1, 'said once');
  assert.equal(said[0]?.level, 40);
  assert.match(String(said[0]?.remedy), /check any proxy/);
}

test('reply-other-item: items answered 201, 409 or 400 for another _id: nothing of them is believed, their documents go again', async (t) => {
  const scenario = await Scenario.begin(t);
  let turn = 0;
  const statuses = [201, 409, 400];
  const error = { type: 'mapper_parsing_exception', reason: 'failed to parse' };
  await assertSentAgain(scenario, ({ id }) => {
    const status = statuses[turn++ % statuses.length] ?? 201;
    return { _id: `${id}x`, status, ...(status !== 201 && { error }) };
  });
});

test('reply-other-item: items answered 201 in another index: their documents go again', async (t) => {
  const scenario = await Scenario.begin(t);
  await assertSentAgain(scenario, ({ id = '' }) => ({ _id: id, _index: 'elsewhere', status: 201 }));
});

test('reply-other-item: the target is an alias or a data stream, whose indices are named: believed, through a rollover too', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch, index } = scenario;
  const names = [`${index}-000001`, `${index}-000002`, `.ds-${index}-2026.11.28-000001`];
  elasticsearch.inject = ({ number }) => ({ kind: 'reply-index', index: names[number % names.length] ?? '' });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(34));
  for (let i = 0; i < 1500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib');
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  await scenario.assertDelivered();
  assert.equal(elasticsearch.seen.duplicates, 0, 'nothing was sent twice');
});

test('reply-other-item: an alias of an index with another name: believed once that index has answered 409', async (t) => {
  const scenario = await Scenario.begin(t);
  const { elasticsearch } = scenario;
  elasticsearch.inject = () => ({ kind: 'reply-index', index: 'of-another-name' });
  const container = scenario.docker.create({ name: 'prod1' });
  const make = combinedLines(seededRandom(35));
  for (let i = 0; i < 500; i++) container.printLine(make);
  const agent = scenario.startAgent('prod1', '--batch-bytes', '16kib', '--max-shippers', '5');
  await scenario.delivered();
  await agent.line(({ msg }) => NOT_BELIEVED.test(String(msg)), 'that the index is not known yet');
  const before = elasticsearch.seen.duplicates;
  for (let i = 0; i < 5000; i++) container.printLine(make);
  await scenario.delivered();
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  const { duplicates } = elasticsearch.seen;
  await scenario.assertDelivered(`${duplicates} documents sent twice`);
  assert.ok(duplicates > 0 && duplicates <= before + 500, `${duplicates} documents were sent twice`);
});
