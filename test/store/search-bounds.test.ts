import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { BOUNDS } from '../../src/store/search/bounds.ts';
import { bulkBody, type Call, type Reply, runningStore } from './running-store.ts';

async function filled(t: TestContext): Promise<Call> {
  const { call } = await runningStore(t);
  await call('POST', '/logs/_bulk', bulkBody({ a: { message: 'one two', n: 1 }, b: { message: 'three' } }));
  return call;
}

const search = (call: Call, body: object | string): Promise<Reply> => call('POST', '/logs/_search', body);

/** The largest that is taken finds something, and one more is refused with this error, for `_count` too. */
async function bounded(
  call: Call,
  most: object,
  beyond: object,
  type: string,
  reason: RegExp,
): Promise<void> {
  const taken = await search(call, most);
  assert.equal(taken.status, 200, taken.text.slice(0, 300));
  assert.ok(taken.json.hits.total.value > 0);
  const refused = await search(call, beyond);
  assert.equal(refused.status, 400);
  assert.equal(refused.json.error.type, type);
  assert.match(refused.json.error.reason, reason);
}

const term = { term: { message: 'two' } };
const clauses = (count: number) => ({ query: { bool: { should: Array(count).fill(term) } } });
const numbered = (count: number) => Array.from({ length: count }, (_, n) => (n === 0 ? 'two' : `w${n}`));

test('clauses', async (t) => {
  const call = await filled(t);
  const most = BOUNDS.clauses;
  const type = 'too_many_clauses';
  const reason = /maxClauseCount is set to 1024/;
  await bounded(call, clauses(most), clauses(most + 1), type, reason);
  const nested = (count: number) => ({
    query: { bool: { should: [clauses(count / 2).query, clauses(count / 2).query] } },
  });
  await bounded(call, nested(most), nested(most + 2), type, reason);
  const match = (count: number) => ({ query: { match: { message: numbered(count).join(' ') } } });
  await bounded(call, match(most), match(most + 1), type, reason);
  const text = (count: number) => ({ query: { query_string: { query: numbered(count).join(' ') } } });
  await bounded(call, text(most), text(most + 1), type, reason);
  const empty = (count: number) => ({ query: { bool: { must: Array(count).fill({ bool: {} }) } } });
  await bounded(call, empty(most), empty(most + 1), type, reason);
  const all = (count: number) => ({ query: { bool: { must: Array(count).fill({ match_all: {} }) } } });
  await bounded(call, all(most), all(most + 1), type, reason);
  const q = await call('GET', `/logs/_count?q=${'a+'.repeat(most + 1)}`);
  assert.equal(q.json.error.type, type);
  assert.equal((await search(call, clauses(20_000))).status, 400);
});

/** `depth` queries inside each other. */
function nested(depth: number): string {
  const inner = JSON.stringify(term);
  return `{"query":${'{"bool":{"must":['.repeat(depth - 1)}${inner}${']}}'.repeat(depth - 1)}}`;
}

test('queries inside each other, and JSON of any depth', async (t) => {
  const call = await filled(t);
  const most = BOUNDS.nestedQueries;
  const reason = /nested depth of the query exceeds .* \[indices.query.bool.max_nested_depth\]/;
  await bounded(
    call,
    JSON.parse(nested(most)),
    JSON.parse(nested(most + 1)),
    'illegal_argument_exception',
    reason,
  );
  for (const depth of [31, 300, 30_000]) {
    const { status, json } = await search(call, nested(depth));
    assert.equal(status, 400, `${depth}`);
    assert.equal(json.status, 400);
  }
  const lists = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const bodies = [
    lists,
    '['.repeat(30_000),
    '{"a":'.repeat(30_000),
    ...['size', 'from', 'sort', 'search_after', 'timeout', 'track_total_hits', '_source', 'x'].map(
      (name) => `{"${name}":${lists}}`,
    ),
    ...['match', 'term', 'terms', 'range', 'ids', 'prefix', 'exists', 'query_string'].map(
      (name) => `{"query":{"${name}":{"values":${lists}}}}`,
    ),
  ];
  for (const body of bodies) {
    for (const path of ['/logs/_search', '/_search', '/logs/_count']) {
      assert.equal((await call('POST', path, body)).status, 400, `${path} ${body.slice(0, 40)}`);
    }
  }
  const quoted = JSON.stringify({
    query: { match: { message: `two ${'['.repeat(2000)}\\"${'{'.repeat(2000)}` } },
  });
  assert.equal((await search(call, quoted)).json.hits.total.value, 1);
});

test('a deep id in a bulk is malformed', async (t) => {
  const call = await filled(t);
  const id = `${'['.repeat(30_000)}${']'.repeat(30_000)}`;
  const reply = await call('POST', '/logs/_bulk', `{"create":{"_id":${id}}}\n{}\n`);
  assert.equal(reply.status, 400);
  assert.match(reply.json.error.reason, /expected a simple value for field \[_id\]/);
});

test('terms, texts, fields, sorts and the window', async (t) => {
  const call = await filled(t);
  const type = 'illegal_argument_exception';
  const terms = (count: number) => ({ query: { terms: { message: numbered(count) } } });
  await bounded(call, terms(BOUNDS.terms), terms(BOUNDS.terms + 1), type, /index.max_terms_count/);
  const ids = (count: number) => ({ query: { ids: { values: ['a', ...numbered(count - 1)] } } });
  await bounded(call, ids(BOUNDS.terms), ids(BOUNDS.terms + 1), type, /index.max_terms_count/);
  const text = (length: number) => ({ query: { query_string: { query: `two ${'x'.repeat(length - 4)}` } } });
  await bounded(call, text(BOUNDS.text), text(BOUNDS.text + 1), type, /at most \[32766\] characters/);
  const field = (depth: number) => ({
    query: { bool: { should: [term, { exists: { field: `a${'.a'.repeat(depth)}` } }] } },
  });
  await bounded(call, field(BOUNDS.fieldDepth), field(BOUNDS.fieldDepth + 1), type, /mapping depth \[20\]/);
  const sorts = (count: number) => ({ sort: Array(count).fill('n') });
  await bounded(call, sorts(BOUNDS.sorts), sorts(BOUNDS.sorts + 1), type, /at most \[32\] fields/);
  const page = (size: number) => ({ from: 0, size });
  await bounded(
    call,
    page(BOUNDS.resultWindow),
    page(BOUNDS.resultWindow + 1),
    type,
    /Result window is too large/,
  );
});

test('the body and the address of a search', async (t) => {
  const call = await filled(t);
  const long = await search(call, `{"size":1${' '.repeat(BOUNDS.body)}}`);
  assert.equal(long.status, 413);
  assert.equal(long.json.error.type, 'content_too_long_exception');
  const url = await call('GET', `/logs/_search?q=${'x'.repeat(BOUNDS.url)}`);
  assert.equal(url.status, 400);
  assert.equal(url.json.error.type, 'too_long_http_line_exception');
});

test('the time that a client gives', async (t) => {
  const call = await filled(t);
  for (const timeout of ['10s', '500ms', '1m', '1h', '-1', -1]) {
    const { json } = await search(call, { timeout });
    assert.equal(json.timed_out, false, `${timeout}`);
  }
  const none = await search(call, { timeout: '0ms' });
  assert.equal(none.json.timed_out, true);
  assert.deepEqual(none.json.hits.total, { value: 0, relation: 'eq' });
  assert.equal((await search(call, { timeout: 'soon' })).status, 400);
});
