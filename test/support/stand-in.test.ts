import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { request } from 'undici';
import type { BulkAnswer } from './backend.ts';
import type { Fault } from './fault.ts';
import { MemoryBackend } from './memory-backend.ts';
import { StandIn } from './stand-in.ts';
import { waitFor } from './wait.ts';

const FILTER = 'filter_path=errors,items.*.status,items.*.error';

async function begin(t: TestContext, fault?: Fault): Promise<StandIn> {
  const standIn = new StandIn(new MemoryBackend());
  await standIn.listen();
  standIn.inject = () => fault;
  t.after(() => standIn.refuse());
  return standIn;
}

const bulkBody = (...ids: string[]): string =>
  ids.map((id) => `{"create":{"_id":"${id}"}}\n{"message":"text of ${id}"}\n`).join('');

async function bulk(standIn: StandIn, body: string | Buffer, headers: Record<string, string> = {}) {
  const response = await request(`${standIn.url}/logs/_bulk?${FILTER}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/x-ndjson', ...headers },
  });
  return { status: response.statusCode, text: await response.body.text() };
}

const statuses = (text: string): unknown[] =>
  (JSON.parse(text) as BulkAnswer).items?.map((item) => item.create?.status) ?? [];

const ids = async (standIn: StandIn): Promise<string[]> => [
  ...(await standIn.backend.documents('logs')).keys(),
];

test('documents are created once, a second time they are duplicates', async (t) => {
  const standIn = await begin(t);
  assert.deepEqual(statuses((await bulk(standIn, bulkBody('a', 'b'))).text), [201, 201]);
  assert.deepEqual(statuses((await bulk(standIn, bulkBody('b', 'c'))).text), [409, 201]);
  assert.deepEqual(Object.fromEntries(await standIn.backend.documents('logs')), {
    a: { message: 'text of a' },
    b: { message: 'text of b' },
    c: { message: 'text of c' },
  });
  assert.deepEqual(standIn.seen, { bulks: 2, created: 3, duplicates: 1, refused: 0 });
  assert.deepEqual([...standIn.accepted], ['a', 'b', 'c']);
});

test('a compressed body is understood', async (t) => {
  const standIn = await begin(t);
  await bulk(standIn, gzipSync(bulkBody('a')), { 'content-encoding': 'gzip' });
  assert.deepEqual(await ids(standIn), ['a']);
});

test('chosen documents are answered in their places and not stored', async (t) => {
  const standIn = await begin(t, {
    kind: 'items',
    choose: ({ id }) => (id === 'b' ? { status: 429, error: { type: 'busy', reason: 'full' } } : undefined),
  });
  const { text } = await bulk(standIn, bulkBody('a', 'b', 'c'));
  assert.deepEqual(statuses(text), [201, 429, 201]);
  assert.equal(JSON.parse(text).errors, true);
  assert.deepEqual(await ids(standIn), ['a', 'c']);
  assert.deepEqual(statuses((await bulk(standIn, bulkBody('b'))).text), [429]);
  assert.deepEqual(await ids(standIn), ['a', 'c']);
});

test('a reset request stores nothing, a lost or cut reply stores everything', async (t) => {
  for (const [kind, stored] of [
    ['reset', []],
    ['reply-lost', ['a']],
    ['reply-cut', ['a']],
  ] as const) {
    const standIn = await begin(t, { kind });
    await assert.rejects(bulk(standIn, bulkBody('a')), kind);
    assert.deepEqual(await ids(standIn), stored, kind);
    assert.deepEqual([...standIn.accepted], stored, kind);
  }
});

test('an answer that is not JSON comes after storing', async (t) => {
  const standIn = await begin(t, { kind: 'reply-not-json' });
  assert.match((await bulk(standIn, bulkBody('a'))).text, /^<html>/);
  assert.deepEqual(await ids(standIn), ['a']);
});

test('an answer without a body, and one that speaks of too few, come after storing', async (t) => {
  const empty = await begin(t, { kind: 'reply-empty' });
  assert.deepEqual(await bulk(empty, bulkBody('a')), { status: 200, text: '' });
  assert.deepEqual(await ids(empty), ['a']);
  const short = await begin(t, { kind: 'reply-wrong-count' });
  assert.deepEqual(statuses((await bulk(short, bulkBody('a', 'b'))).text), [201]);
  assert.deepEqual(await ids(short), ['a', 'b']);
});

test('two stand-ins share what was accepted', async (t) => {
  const first = await begin(t);
  const second = new StandIn(first.backend, { accepted: first.accepted });
  await second.listen();
  t.after(() => second.refuse());
  await bulk(first, bulkBody('a'));
  await bulk(second, bulkBody('b'));
  assert.deepEqual([...first.accepted], ['a', 'b']);
  assert.deepEqual([first.seen.bulks, second.seen.bulks], [1, 1]);
});

test('a whole request can be refused', async (t) => {
  const standIn = await begin(t, { kind: 'status', status: 503, headers: { 'retry-after': '1' } });
  assert.equal((await bulk(standIn, bulkBody('a'))).status, 503);
  assert.deepEqual(await ids(standIn), []);
});

test('a document whose field conflicts with its type is refused, the others are not', async (t) => {
  const standIn = await begin(t);
  await standIn.backend.createIndex('logs', { auth: { type: 'long' } });
  const body = ['frank', '17'].map((auth, i) => `{"create":{"_id":"${i}"}}\n{"auth":"${auth}"}\n`).join('');
  const { text } = await bulk(standIn, body);
  assert.deepEqual(statuses(text), [400, 201]);
  assert.match(text, /failed to parse field \[auth\] of type \[long\]/);
  assert.equal(standIn.seen.refused, 1);
});

test('connections are refused and accepted again on the same port', async (t) => {
  const standIn = await begin(t);
  const { url } = standIn;
  await standIn.refuse();
  await assert.rejects(bulk(standIn, bulkBody('a')), /ECONNREFUSED/);
  await standIn.listen();
  assert.equal(standIn.url, url);
  assert.equal((await bulk(standIn, bulkBody('a'))).status, 200);
});

test('a body that is cut is answered with 400', async (t) => {
  const standIn = await begin(t);
  assert.equal((await bulk(standIn, '{"create":{"_id":"a"}}\n')).status, 400);
});

test('what waits is stored, unless its client has gone meanwhile', async (t) => {
  const standIn = await begin(t, { kind: 'queued', milliseconds: 500 });
  assert.deepEqual(statuses((await bulk(standIn, bulkBody('a'))).text), [201]);
  const client = new AbortController();
  const gone = request(`${standIn.url}/logs/_bulk`, {
    method: 'POST',
    body: bulkBody('b'),
    signal: client.signal,
  });
  void waitFor(() => standIn.underWay > 0, 'the request').then(() => client.abort());
  await assert.rejects(gone);
  assert.deepEqual(statuses((await bulk(standIn, bulkBody('c'))).text), [201]);
  assert.deepEqual(await ids(standIn), ['a', 'c']);
});

test('a page of something else is no answer, and nothing is stored', async (t) => {
  const standIn = await begin(t, { kind: 'not-elasticsearch' });
  assert.match((await bulk(standIn, bulkBody('a'))).text, /^<html>/);
  assert.deepEqual(await ids(standIn), []);
});
