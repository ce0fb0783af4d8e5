import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { bulkBody, type Call, runningStore } from './running-store.ts';

const sources = {
  a: {
    '@timestamp': '2024-01-02T11:00:00.5Z',
    message: 'GET /index.html from 10.0.0.1',
    status: 200,
    container: { name: 'prod1' },
  },
  b: {
    '@timestamp': '2024-01-02T11:00:00.51Z',
    message: 'POST /login failed',
    status: 401,
    container: { name: 'prod1' },
  },
  c: {
    '@timestamp': '2024-01-02T11:59:00Z',
    message: 'Disk is full',
    status: '500',
    'container.name': 'prod2',
  },
  d: {
    '@timestamp': '2024-01-01T00:00:00+02:00',
    message: 'index rebuilt, disk idle',
    tags: ['slow', ['deep']],
  },
};

async function filled(t: TestContext): Promise<Call> {
  const { call } = await runningStore(t);
  await call('POST', '/logs/_bulk', bulkBody(sources));
  return call;
}

const idsOf = (reply: { json: { hits: { hits: { _id: string }[] } } }) =>
  reply.json.hits.hits.map(({ _id }) => _id).join('');

/** Query → ids of the hits in the order of arrival. */
const queries: [object, string][] = [
  [{ match_all: {} }, 'abcd'],
  [{ match_none: {} }, ''],
  [{ match: { message: 'DISK login' } }, 'bcd'],
  [{ match: { message: { query: 'disk full', operator: 'and' } } }, 'c'],
  [{ match: { status: 401 } }, 'b'],
  [{ match_phrase: { message: 'is full' } }, 'c'],
  [{ match_phrase: { message: 'full is' } }, ''],
  [{ match_phrase: { message: 'dis' } }, ''],
  [{ term: { 'container.name': 'prod1' } }, 'ab'],
  [{ term: { 'container.name.keyword': { value: 'prod2' } } }, 'c'],
  [{ term: { 'message.keyword': 'disk' } }, ''],
  [{ term: { 'message.keyword': 'Disk is full' } }, 'c'],
  [{ term: { message: 'disk' } }, 'cd'],
  [{ term: { tags: 'deep' } }, 'd'],
  [{ term: { status: 500 } }, 'c'],
  [{ terms: { status: [200, 401] } }, 'ab'],
  [{ prefix: { message: 'POST' } }, 'b'],
  [{ exists: { field: 'tags' } }, 'd'],
  [{ exists: { field: 'container.name' } }, 'abc'],
  [{ exists: { field: '__proto__' } }, ''],
  [{ ids: { values: ['d', 'a', 'zz'] } }, 'ad'],
  [{ range: { status: { gte: 401 } } }, 'bc'],
  [{ range: { status: { gt: '200', lt: '500' } } }, 'b'],
  [{ range: { '@timestamp': { gt: '2024-01-02T11:00:00.5Z', lte: '2024-01-02T11:00:00.510Z' } } }, 'b'],
  [{ range: { '@timestamp': { gte: 'now-15m' } } }, 'c'],
  [{ range: { '@timestamp': { lt: '2023-12-31T22:00:01Z' } } }, 'd'],
  [{ range: { '@timestamp': { lt: '2024-01-02' } } }, 'd'],
  [{ bool: { must: [{ match: { message: 'disk' } }], must_not: { term: { status: 500 } } } }, 'd'],
  [{ bool: { filter: { term: { status: 200 } } } }, 'a'],
  [{ bool: { should: [{ term: { status: 200 } }, { term: { status: 401 } }] } }, 'ab'],
  [{ bool: {} }, 'abcd'],
  [{ query_string: { query: 'disk AND idle' } }, 'd'],
];

test('queries', async (t) => {
  const call = await filled(t);
  for (const [query, expected] of queries) {
    const reply = await call('POST', '/logs/_search', { query });
    assert.equal(idsOf(reply), expected, JSON.stringify(query));
    assert.deepEqual(reply.json.hits.total, { value: expected.length, relation: 'eq' });
    const count = await call('POST', '/logs/_count', { query });
    assert.equal(count.json.count, expected.length);
  }
});

test('q=', async (t) => {
  const call = await filled(t);
  const found: Record<string, string> = {
    disk: 'cd',
    '*': 'abcd',
    'login full': 'bc',
    'disk AND full': 'c',
    'disk -full': 'd',
    'disk NOT full': 'd',
    'status:401': 'b',
    'container.name:prod1': 'ab',
    'message:"is full"': 'c',
    'tags:*': 'd',
    'log*': 'b',
    '10.0.0.1': 'a',
    'message:index.html': 'a',
    '_id:c': 'c',
  };
  for (const [q, expected] of Object.entries(found)) {
    const reply = await call('GET', `/logs/_search?q=${encodeURIComponent(q)}`);
    assert.equal(idsOf(reply), expected, q);
  }
  const both = await call('GET', '/_search?q=disk+full&default_operator=AND');
  assert.equal(idsOf(both), 'c');
});

test('hits carry index, id and the source as sent', async (t) => {
  const call = await filled(t);
  const { json } = await call('GET', '/logs/_search?q=login');
  assert.deepEqual(json.hits.hits, [
    { _index: 'logs', _type: '_doc', _id: 'b', _score: 1, _source: sources.b, sort: [2] },
  ]);
  assert.equal(json.timed_out, false);
  const without = await call('POST', '/logs/_search', { _source: false, size: 1 });
  assert.equal('_source' in without.json.hits.hits[0], false);
});

test('sorting: times with all their digits, directions, missing fields last', async (t) => {
  const call = await filled(t);
  const sorted: [unknown, string][] = [
    [['@timestamp'], 'dabc'],
    [[{ '@timestamp': 'desc' }], 'cbad'],
    [{ '@timestamp': { order: 'desc' } }, 'cbad'],
    [[{ status: 'asc' }], 'abcd'],
    [[{ status: 'desc' }, '_doc'], 'cbad'],
    [[{ 'container.name.keyword': 'desc' }, { _id: 'desc' }], 'cbad'],
    [[{ _doc: 'desc' }], 'dcba'],
    ['_score', 'abcd'],
  ];
  for (const [sort, expected] of sorted) {
    assert.equal(idsOf(await call('POST', '/logs/_search', { sort })), expected, JSON.stringify(sort));
  }
  assert.equal(idsOf(await call('GET', '/logs/_search?sort=@timestamp:desc&size=2')), 'cb');
});

test('size, from and search_after walk through everything once', async (t) => {
  const { call } = await runningStore(t);
  const ids = Array.from({ length: 2345 }, (_, n) => `k.${n}`);
  // Sorted values repeat, so the walk depends on the second key.
  await call(
    'POST',
    '/logs/_bulk',
    bulkBody(Object.fromEntries(ids.map((id, n) => [id, { n, half: Math.floor(n / 2) }]))),
  );
  for (const sort of [['_doc'], [{ half: 'desc' }, { n: 'asc' }]]) {
    const seen: string[] = [];
    let after: unknown;
    do {
      const body = { sort, size: 100, ...(after === undefined ? {} : { search_after: after }) };
      const { json } = await call('POST', '/logs/_search', body);
      assert.deepEqual(json.hits.total, { value: 2345, relation: 'eq' });
      const { hits } = json.hits;
      seen.push(...hits.map((hit: { _id: string }) => hit._id));
      after = hits.at(-1)?.sort;
    } while (after !== undefined);
    assert.deepEqual(seen.toSorted(), ids.toSorted());
    assert.equal(new Set(seen).size, seen.length);
  }
  const page = await call('GET', '/logs/_search?from=2340&size=100&sort=n:asc');
  assert.deepEqual(
    page.json.hits.hits.map((hit: { _source: { n: number } }) => hit._source.n),
    [2340, 2341, 2342, 2343, 2344],
  );
  assert.equal((await call('GET', '/logs/_search?size=10000')).json.hits.hits.length, 2345);
});

test('the total is counted up to 10,000 unless more is wanted', async (t) => {
  const { call, documents } = await runningStore(t);
  documents.transaction(() => {
    for (let n = 0; n < 12_000; n++) documents.create('logs', `k.${n}`, `{"n":${n}}`);
  });
  const total = async (path: string) => (await call('GET', path)).json.hits.total;
  assert.deepEqual(await total('/logs/_search'), { value: 10_000, relation: 'gte' });
  assert.deepEqual(await total('/logs/_search?track_total_hits=true'), { value: 12_000, relation: 'eq' });
  assert.deepEqual(await total('/logs/_search?track_total_hits=true&size=0&q=n:*'), {
    value: 12_000,
    relation: 'eq',
  });
  assert.equal((await call('GET', '/logs/_count')).json.count, 12_000);
});

test('what is not understood is refused, not passed over', async (t) => {
  const call = await filled(t);
  const bodies = [
    { aggs: {} },
    { query: { fuzzy: { message: 'dsk' } } },
    { query: { match_all: {}, match: {} } },
    { query: { bool: { musst: [] } } },
    { query: { range: { status: { above: 3 } } } },
    { query: { match: { message: {} } } },
    { query: { terms: { status: 5 } } },
    { query: { ids: {} } },
    { query: 'disk' },
    { query: { query_string: { query: '(disk OR full) AND idle' } } },
    { query: { query_string: { query: 'a AND b OR c' } } },
    { query: { query_string: { query: 'status:[1 TO 5]' } } },
    { size: -1 },
    { size: 10_001 },
    { from: 9_000, size: 2_000 },
    { size: 'x' },
    { sort: [{ n: 'up' }] },
    { sort: [5] },
    { search_after: [1, 2] },
    [],
  ];
  for (const body of bodies) {
    const reply = await call('POST', '/logs/_search', body);
    assert.equal(reply.status, 400, JSON.stringify(body));
    assert.notEqual(reply.json.error.reason, '');
  }
});

test('documents made to do harm: deep, wide, with odd names', async (t) => {
  const { call } = await runningStore(t);
  const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)},"message":"deep one"}`;
  const wide = `{"a":[${'1,'.repeat(300_000)}2],"message":"wide one"}`;
  const odd = '{"__proto__":{"x":1},"constructor":"c","a.b":{"c.d":7},"":"empty","message":"odd one"}';
  const reply = await call('POST', '/logs/_bulk', bulkBody({ deep, wide, odd }));
  assert.equal(reply.json.errors, false);
  for (const name of ['deep', 'wide', 'odd']) {
    const found = await call('GET', `/logs/_search?q=${name}&_source=false`);
    assert.deepEqual(
      found.json.hits.hits.map((hit: { _id: string }) => hit._id),
      [name],
    );
  }
  assert.equal((await call('GET', '/logs/_count?q=a:2')).json.count, 1);
  assert.equal((await call('GET', '/logs/_count?q=a.b.c.d:7')).json.count, 1);
  assert.equal((await call('GET', '/logs/_search?sort=a:desc&_source=false')).status, 200);
});

test('documents come in while a search goes on', async (t) => {
  const { call, documents } = await runningStore(t);
  documents.transaction(() => {
    for (let n = 0; n < 20_000; n++) documents.create('logs', `old.${n}`, `{"message":"line ${n}"}`);
  });
  const order: string[] = [];
  const searching = call('GET', '/logs/_count?q=nothing').then(() => order.push('search'));
  const writing = call('POST', '/logs/_bulk', bulkBody({ new: {} })).then(() => order.push('bulk'));
  await Promise.all([searching, writing]);
  assert.deepEqual(order, ['bulk', 'search']);
});
