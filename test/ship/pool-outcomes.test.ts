import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { waitFor } from '../support/wait.ts';
import { documents } from './batches.ts';
import { PoolTrial } from './pool-trial.ts';
import { recorded, recordedRefusals } from './recorded-replies.ts';
import type { Act, ItemAnswer, Request } from './scripted-server.ts';

/** Four batches of ten documents, shipped while the first requests are answered by `acts`. */
async function ship(t: TestContext, acts: readonly (Act | undefined)[], hosts = 1): Promise<PoolTrial> {
  const trial = await PoolTrial.begin(t, { max: 1 }, hosts, acts.includes('silent') ? 100 : 60_000);
  const left = [...acts];
  for (const server of trial.servers) server.script = () => left.shift();
  trial.addMany(4, 10);
  await trial.allSettled();
  assert.deepEqual(left, []);
  return trial;
}

const [first, fourth] = ['k0.0', 'k0.300'];
const exception = (type: string) => ({ type, reason: `for ${type}` });
const items = (answer: ItemAnswer, ids: readonly string[] = [first, fourth]): Act => ({
  items: (id) => (ids.includes(id) ? answer : undefined),
});

test('nothing wrong: every document once, in one request for each batch', async (t) => {
  const trial = await ship(t, []);
  trial.assertFinal();
  assert.equal(trial.server.requests.length, 4);
  assert.deepEqual(trial.events.counts, { delivered: 40, duplicates: 0, retried: 0 });
  assert.equal(trial.pool.trouble, undefined);
});

const againItems: [string, ItemAnswer][] = [
  ['429', { status: 429, error: exception('es_rejected_execution_exception') }],
  ['flood stage', { status: 429, error: exception('cluster_block_exception') }],
  ['read-only index', { status: 403, error: exception('cluster_block_exception') }],
  ['no privilege', { status: 403, error: exception('security_exception') }],
  ['credentials', { status: 401, error: exception('security_exception') }],
  ['index missing', { status: 404, error: exception('index_not_found_exception') }],
  ['index closed', { status: 400, error: exception('index_closed_exception') }],
  ['shards unavailable', { status: 503, error: exception('unavailable_shards_exception') }],
  ['server error', { status: 502 }],
];
for (const [name, answer] of againItems) {
  test(`items again, ${name}: only these documents are sent again`, async (t) => {
    const trial = await ship(t, [items(answer), items(answer), items(answer, [fourth])]);
    trial.assertFinal();
    const sent = trial.server.requests.map((request) => request.documents.map(({ id }) => id));
    assert.deepEqual(sent.slice(1, 4), [[first, fourth], [first, fourth], [fourth]]);
    assert.equal(sent.length, 7);
    assert.deepEqual(trial.events.counts, { delivered: 40, duplicates: 0, retried: 5 });
    assert.equal(trial.events.troubles[0]?.status, answer.status);
  });
}

const refusedItems: [string, ItemAnswer, RegExp][] = [
  [
    'mapping conflict',
    { status: 400, error: exception('mapper_parsing_exception') },
    /^mapper_parsing_exception: for/,
  ],
  [
    'a field too many',
    { status: 400, error: { type: 'illegal_argument_exception', reason: 'Limit of total fields [1000]' } },
    /^illegal_argument_exception: Limit of total fields/,
  ],
];
for (const [name, answer, reason] of refusedItems) {
  test(`items refused, ${name}: kept as dead letters before the batch settles`, async (t) => {
    const trial = await ship(t, [items(answer)]);
    trial.assertFinal([first, fourth]);
    assert.equal(trial.server.requests.length, 4);
    const { document, ...letter } = trial.kept.get(fourth)!;
    assert.equal(document, documents('k0', 4)[3]?.source);
    assert.deepEqual(
      { ...letter, reason: '' },
      { id: fourth, container: '', index: 'logs', status: answer.status, reason: '' },
    );
    assert.match(letter.reason, reason);
    assert.deepEqual(
      trial.events.letters.map(({ id }) => id),
      [first, fourth],
    );
  });
}

test('items of every outcome in one answer', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  const answers = new Map<string, ItemAnswer>([
    ['k0.100', { status: 429 }],
    ['k0.200', { status: 400, error: exception('mapper_parsing_exception') }],
    ['k0.300', { status: 503 }],
  ]);
  trial.server.stored.set('k0.400', documents('k0', 5)[4]!.source);
  trial.server.script = ({ number }) => (number === 1 ? { items: (id) => answers.get(id) } : undefined);
  trial.addMany(1, 6);
  await trial.allSettled();
  trial.assertFinal(['k0.200']);
  assert.deepEqual(trial.events.counts, { delivered: 5, duplicates: 1, retried: 2 });
});

const lostReplies: [string, Act][] = [
  ['the connection breaks after the write', 'reply-lost'],
  ['the reply is cut', 'reply-cut'],
  ['the reply is a page', { lie: '<html>Welcome</html>' }],
  ['the reply is empty', { lie: '' }],
  ['the reply is cut JSON', { lie: '{"errors":false,"items":[{"create":{"sta' }],
  ['the reply is of another API', { lie: '{"tagline":"You Know, for Search"}' }],
  ['the reply has too few items', { lie: recorded.delivered }],
  ['the reply has no items and says that there are no errors', { lie: '{"errors":false}' }],
  ['the reply has no items though there are errors', { lie: '{"errors":true}' }],
];
for (const [name, act] of lostReplies) {
  test(`${name}: all are sent again, and being there already is delivered`, async (t) => {
    const trial = await ship(t, [act, act]);
    trial.assertFinal();
    assert.deepEqual(trial.events.counts, { delivered: 40, duplicates: 10, retried: 20 });
    assert.equal(trial.server.requests.length, 6);
  });
}

const againRequests: [string, Act, string | RegExp][] = [
  ['429', { status: 429, headers: { 'retry-after': '1' } }, 'scripted: answer 429'],
  ['500', { status: 500, body: '' }, 'answered 500 without a reason'],
  ['502 of a proxy', { status: 502, body: '<h1>Bad Gateway</h1>' }, '<h1>Bad Gateway</h1>'],
  ['503', { status: 503 }, 'scripted: answer 503'],
  ['408', { status: 408 }, 'scripted: answer 408'],
  ['reset before the write', 'reset', /^connection (reset|closed by the host)$/],
];
for (const [name, act, cause] of againRequests) {
  test(`request again, ${name}: the whole batch is sent again`, async (t) => {
    const trial = await ship(t, [act, act, act]);
    trial.assertFinal();
    assert.deepEqual(trial.events.counts, { delivered: 40, duplicates: 0, retried: 30 });
    for (const trouble of trial.events.troubles) {
      if (typeof cause === 'string') assert.equal(trouble.cause, cause);
      else assert.match(trouble.cause, cause);
      assert.equal(trouble.remedy, undefined);
    }
  });
}

test('no answer at all: a time-out, and the batch is sent again', async (t) => {
  const trial = await ship(t, ['silent']);
  trial.assertFinal();
  assert.equal(trial.events.troubles[0]?.cause, 'no answer within the time-out');
});

const operatorRequests: [string, Act, RegExp][] = [
  ['401', { status: 401 }, /password/],
  ['403', { status: 403 }, /privileges/],
  ['403 of a blocked cluster', recordedRefusals.clusterBlock, /cluster settings/],
  ['404', { status: 404 }, /address/],
  ['406', recordedRefusals.contentType, /address/],
  ['redirect', { status: 301, headers: { location: 'https://elsewhere/' } }, /redirects/],
];
for (const [name, act, remedy] of operatorRequests) {
  test(`request ${name}: not ready, with a remedy, until it is allowed again`, async (t) => {
    const trial = await PoolTrial.begin(t);
    let allowed = false;
    trial.server.script = () => (allowed ? undefined : act);
    trial.addMany(4, 10);
    await waitFor(() => trial.server.requests.length > 6, 'several tries');
    assert.match(trial.pool.trouble ?? '', remedy);
    for (const trouble of trial.events.troubles) assert.match(trouble.remedy ?? '', remedy);
    assert.equal(trial.settled.length, 0);
    allowed = true;
    await trial.allSettled();
    trial.assertFinal();
    assert.equal(trial.pool.trouble, undefined);
    const label = trial.server.url.origin;
    assert.match(trial.events.story[0] ?? '', new RegExp(`^${label} down: `));
    assert.equal(trial.events.story.at(-1), `${label} up`);
  });
}

test('a blocked index: not ready, with a remedy, until the block is lifted', async (t) => {
  const trial = await PoolTrial.begin(t);
  let blocked = true;
  const answer = { status: 403, error: exception('cluster_block_exception') };
  trial.server.script = () => (blocked ? { items: () => answer } : undefined);
  trial.addMany(3, 10);
  await waitFor(() => trial.server.requests.length > 9, 'several tries');
  assert.match(
    trial.pool.trouble ?? '',
    /cluster_block_exception: for cluster_block_exception; free disk space/,
  );
  blocked = false;
  await trial.allSettled();
  trial.assertFinal();
  assert.equal(trial.pool.trouble, undefined);
});

const larger = (limit: number) => (request: Request) =>
  request.bytes > limit ? recordedRefusals.tooLarge : undefined;

test('413: batches are halved until they are taken, and later ones before they are sent', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  trial.server.script = larger(1000);
  trial.addMany(1, 64, 'a');
  await waitFor(() => trial.settled.length === 1, 'the first batch');
  const refused = trial.events.troubles.length;
  const { bodyLimit } = trial.pool;
  const before = trial.server.requests.length;
  assert.ok(refused > 0 && bodyLimit < 5000);
  trial.addMany(5, 64, 'b');
  await trial.allSettled();
  trial.assertFinal();
  assert.ok(trial.events.troubles.length <= refused + 2, 'the limit is known by then');
  const later = trial.server.requests.slice(before);
  assert.ok(later.length > 5);
  assert.deepEqual(
    later.filter(({ bytes }) => bytes >= bodyLimit),
    [],
  );
});

const poison = (ids: readonly string[]) => (request: Request) =>
  request.documents.some(({ id }) => ids.includes(id)) ? recordedRefusals.badActionLine : undefined;

const culprits = [['k.0'], ['k.9900'], ['k.4200'], ['k.0', 'k.100'], ['k.0', 'k.5000', 'k.9900']];
for (const ids of culprits) {
  test(`400 for whole requests because of ${ids.join(' and ')}: found, kept, all others arrive`, async (t) => {
    const trial = await PoolTrial.begin(t);
    trial.server.script = poison(ids);
    trial.add(documents('k', 100));
    await trial.allSettled();
    trial.assertFinal(ids);
    assert.equal(trial.kept.get(ids[0]!)?.status, 400);
    assert.match(trial.kept.get(ids[0]!)?.reason ?? '', /^json_parse_exception: Unrecognized token/);
    assert.ok(trial.server.requests.length < 20 * ids.length, `${trial.server.requests.length} requests`);
    assert.equal(trial.pool.trouble, undefined);
  });
}

test('dead letters can’t be kept: nothing settles until they can', async (t) => {
  const trial = await PoolTrial.begin(t, { max: 1 });
  trial.full = 'the disk is full';
  trial.server.script = () => items({ status: 400, error: exception('mapper_parsing_exception') });
  trial.addMany(2, 10);
  await waitFor(() => trial.events.story.length > 0, 'the trouble');
  assert.equal(trial.pool.trouble, "refused documents can't be kept: the disk is full");
  assert.equal(trial.settled.length, 0);
  assert.equal(trial.kept.size, 0);
  trial.full = undefined;
  await trial.allSettled();
  trial.assertFinal([first, fourth]);
  assert.deepEqual(trial.events.story, ['stuck: the disk is full', 'kept again']);
});
