import assert from 'node:assert/strict';
import { test } from 'node:test';
import { waitFor } from '../support/wait.ts';
import { documents } from './batches.ts';
import { settled } from './clocks.ts';
import { created, idsOf, ok, setUp } from './pool-rig.ts';
import { PoolTrial } from './pool-trial.ts';
import { recordedRefusals } from './recorded-replies.ts';
import type { Act, ItemAnswer, Request } from './scripted-server.ts';

const illegal = (reason: string): ItemAnswer => ({
  status: 400,
  error: { type: 'illegal_argument_exception', reason },
});
const DOUBTFUL = illegal('field [t] not present as part of path [t]');
const items = (answer: ItemAnswer, ids: readonly string[]): Act => ({
  items: (id) => (ids.includes(id) ? answer : undefined),
});
const poison = (act: Act, ids: readonly string[]) => (request: Request) =>
  request.documents.some(({ id }) => ids.includes(id)) ? act : undefined;

const operatorItems: [string, ItemAnswer, RegExp][] = [
  ['alias without write index', illegal('no write index is defined for alias [logs].'), /is_write_index/],
  [
    'alias of several indices',
    illegal(
      "Alias [logs] has more than one indices associated with it [[a, b]], can't execute a single index op",
    ),
    /is_write_index/,
  ],
  ['pipeline that is none', illegal('pipeline with id [x] does not exist'), /create the ingest pipeline/],
  ['anything that all documents get', DOUBTFUL, /no document is accepted/],
];
for (const [name, answer, remedy] of operatorItems) {
  test(`${name}: no dead letter, not ready with a remedy, until an operator has mended it`, async (t) => {
    const trial = await PoolTrial.begin(t);
    let broken = true;
    trial.server.script = () => (broken ? { items: () => answer } : undefined);
    trial.addMany(8, 10);
    await waitFor(() => trial.server.requests.length > 40, 'many tries');
    assert.match(trial.pool.trouble ?? '', remedy);
    assert.equal(trial.settled.length + trial.kept.size, 0);
    broken = false;
    await trial.allSettled();
    trial.assertFinal();
    assert.equal(trial.pool.trouble, undefined);
  });
}

const lone: [string, Act][] = [
  ['400', recordedRefusals.badActionLine],
  ['413', recordedRefusals.tooLarge],
  ['400 for its item', items(DOUBTFUL, ['k.0'])],
];
for (const [name, act] of lone) {
  for (const max of [1, 32]) {
    test(`${name}: a document alone in its batch, ${max} shippers at most: refused once another batch is taken`, async (t) => {
      const trial = await PoolTrial.begin(t, { max });
      trial.server.script = poison(act, ['k.0']);
      trial.add(documents('k', 1));
      await waitFor(() => trial.server.requests.length > 3, 'several tries');
      assert.match(trial.pool.trouble ?? '', /no document is accepted/);
      assert.equal(trial.kept.size, 0);
      trial.addMany(1, 5, 'good');
      await trial.allSettled();
      trial.assertFinal(['k.0']);
      assert.equal(trial.pool.trouble, undefined);
    });

    test(`${name}: one document in each of ${max + 3} batches that nobody will ever take: all others arrive`, async (t) => {
      const trial = await PoolTrial.begin(t, { max });
      const bad = Array.from({ length: max + 3 }, (_, i) => `bad${i}.0`);
      const answer = name === '400 for its item' ? items(DOUBTFUL, bad) : act;
      trial.server.script = poison(answer, bad);
      for (const id of bad) trial.add(documents(id.split('.')[0] ?? '', 1));
      trial.addMany(1, 5, 'good');
      await trial.allSettled();
      trial.assertFinal(bad);
    });
  }
}

test('400 for an item among others that are taken: refused at the second answer', async (t) => {
  const trial = await PoolTrial.begin(t);
  trial.server.script = () => items(DOUBTFUL, ['k.300', 'k.500']);
  trial.add(documents('k', 10));
  await trial.allSettled();
  trial.assertFinal(['k.300', 'k.500']);
  const sent = trial.server.requests.map((request) => request.documents.map(({ id }) => id));
  assert.deepEqual(sent.slice(1), [['k.300', 'k.500']]);
  assert.match(trial.kept.get('k.300')?.reason ?? '', /^illegal_argument_exception: field \[t\] not present/);
});

test('500 for an item, for ever: others pass it by, and after thirty answers it is refused', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  trial.server.script = () => items({ status: 500 }, ['k.300']);
  trial.add(documents('k', 5));
  trial.addMany(3, 5, 'good');
  await trial.allSettled();
  trial.assertFinal(['k.300']);
  const alone = trial.server.requests.filter(({ documents }) => documents.length === 1);
  assert.equal(alone.length, 29);
});

test('what is taken after a request was sent does not show that its documents were at fault', async () => {
  const { pool, time, sender, add, kept, events } = setUp({ min: 2, max: 2 });
  const refusing = (count: number) =>
    ok(JSON.stringify({ errors: true, items: Array.from({ length: count }, () => ({ create: DOUBTFUL })) }));
  pool.start();
  add(2, 3);
  await settled();
  for (const { answer } of sender.pending.splice(0)) answer(refusing(3));
  await settled();
  await time.pass(1000);
  // Both are under way again when the operator mends it: the answers cross.
  const [first, second] = sender.pending.splice(0);
  second!.answer(created(second!.ids.length));
  await settled();
  first!.answer(refusing(3));
  await settled();
  await time.pass(1000);
  await sender.take();
  assert.deepEqual([kept, events.simple], [[], []]);
  assert.equal(events.counts.delivered, 6);
  await pool.abort();
});

test('suspects are told from documents that wait for an answer', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  trial.server.script = () => items({ status: 500 }, ['k.100']);
  trial.add(documents('k', 3));
  await waitFor(() => trial.server.requests.length > 2, 'a try alone');
  assert.deepEqual([trial.pool.inFlight, trial.pool.suspects], [1, 1]);
  trial.server.script = () => undefined;
  await trial.allSettled();
  assert.deepEqual([trial.pool.inFlight, trial.pool.suspects], [0, 0]);
});

test('suspects are moved out of bodies that are delivered but for them', async (t) => {
  const moved: string[] = [];
  const trial = await PoolTrial.begin(t, {
    max: 1,
    moved: (batch, body) => {
      batch.body.fill(0);
      Object.assign(batch, { body, length: body.length });
      moved.push(...idsOf(body));
    },
  });
  const bad = ['k0.100', 'k0.700', 'k1.300', 'k2.0'];
  trial.server.script = () => items({ status: 500 }, bad);
  trial.addMany(3, 10);
  trial.addMany(1, 5, 'good');
  await trial.allSettled();
  trial.assertFinal(bad);
  assert.deepEqual(moved.sort(), bad);
});

test('413 for every request: no dead letter, not ready; when it ends, batches are whole again', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 2 });
  let broken = true;
  trial.server.script = () => (broken ? recordedRefusals.tooLarge : undefined);
  trial.addMany(3, 200);
  await waitFor(() => trial.server.requests.length >= 60, 'more refusals than a search needs');
  assert.equal(trial.kept.size, 0);
  assert.match(trial.pool.trouble ?? '', /answered 413 without a reason; no document is accepted/);
  broken = false;
  await waitFor(() => trial.settled.length === 3, 'all of them');
  assert.equal(trial.pool.bodyLimit, Number.POSITIVE_INFINITY);
  assert.equal(trial.pool.trouble, undefined);
  const before = trial.server.requests.length;
  trial.addMany(1, 200, 'later');
  await trial.allSettled();
  trial.assertFinal();
  assert.equal(trial.server.requests.length, before + 1);
});

test('413 for a document alone among others: a dead letter after the second answer, all others arrive', async (t) => {
  const trial = await PoolTrial.begin(t);
  trial.server.script = ({ bytes }) => (bytes > 1000 ? recordedRefusals.tooLarge : undefined);
  const list = documents('k', 20);
  const huge = { id: 'k.700', source: JSON.stringify({ message: 'x'.repeat(2000) }) };
  list[7] = huge;
  trial.add(list);
  await trial.allSettled();
  trial.assertFinal([huge.id]);
  assert.equal(trial.kept.get(huge.id)?.status, 413);
  assert.match(trial.kept.get(huge.id)?.reason ?? '', /too large/);
  const alone = trial.server.requests.filter(
    ({ documents }) => documents.length === 1 && documents[0]?.id === huge.id,
  );
  assert.ok(alone.length >= 2, `${alone.length} times alone`);
});

test('400 for every request: nothing becomes a dead letter, and tries become rare', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  let broken = true;
  trial.server.script = () => (broken ? { status: 400, body: 'what a proxy says' } : undefined);
  trial.addMany(2, 100);
  await waitFor(() => trial.server.requests.length >= 24, 'more refusals than a search needs');
  assert.equal(trial.kept.size, 0);
  assert.match(trial.pool.trouble ?? '', /what a proxy says; no document is accepted/);
  broken = false;
  await trial.allSettled();
  trial.assertFinal();
  assert.equal(trial.pool.trouble, undefined);
});

for (const [status, type] of [
  [400, 'parse_exception'],
  [500, 'not_x_content_exception'],
] as const) {
  test(`${type}, which OpenSearch says of all documents of a pipeline for the sake of one: only that one is refused`, async (t) => {
    const trial = await PoolTrial.begin(t, { max: 2 });
    const answer = { status, error: { type, reason: 'Failed to parse content to map' } };
    const guilty = ['k.300', 'k.1700'];
    trial.server.script = poison({ items: () => answer }, guilty);
    trial.add(documents('k', 20));
    trial.addMany(3, 5, 'good');
    await trial.allSettled();
    trial.assertFinal(guilty);
    assert.ok(trial.server.requests.length < 60, `${trial.server.requests.length} requests`);
  });

  test(`${type} for every document: nothing is refused until an operator has mended it`, async (t) => {
    const trial = await PoolTrial.begin(t);
    let broken = true;
    const answer = { status, error: { type, reason: 'Failed to parse content to map' } };
    trial.server.script = () => (broken ? { items: () => answer } : undefined);
    trial.addMany(4, 8);
    await waitFor(() => trial.server.requests.length > 100, 'many tries');
    assert.equal(trial.settled.length + trial.kept.size, 0);
    assert.match(trial.pool.trouble ?? '', /no document is accepted/);
    broken = false;
    await trial.allSettled();
    trial.assertFinal();
  });
}

test('an item that is blamed in the place of another: it is taken when it goes alone', async (t) => {
  // Elasticsearch 7.6 blames the first item where those with and without a pipeline are mixed.
  const trial = await PoolTrial.begin(t, { max: 1 });
  const fails = { status: 500, error: { type: 'fail_processor_exception', reason: 'pipeline says no' } };
  trial.server.script = ({ documents: [first, ...others] }) =>
    others.length > 0 ? { items: (id) => (id === first?.id ? fails : undefined) } : undefined;
  trial.addMany(2, 5);
  await trial.allSettled();
  trial.assertFinal();
});
