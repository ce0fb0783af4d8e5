import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { allDocuments, bulkBody, runningStore } from './running-store.ts';

const FILTER = 'filter_path=errors,items.*.status,items.*.error';

test('documents that are created are there, exactly as sent', async (t) => {
  const { call } = await runningStore(t);
  const source = '{ "message" : "日本 \\u0000 \\ud83d\\ude00 🎉", "big": 12345678901234567890, "f": 1.0 }';
  const reply = await call('POST', '/logs/_bulk', bulkBody({ 'k.0': source }));
  assert.equal(reply.status, 200);
  assert.equal(reply.json.errors, false);
  assert.equal(typeof reply.json.took, 'number');
  assert.deepEqual(reply.json.items, [
    { create: { _index: 'logs', _id: 'k.0', result: 'created', status: 201 } },
  ]);
  const found = await call('GET', '/logs/_doc/k.0');
  assert.ok(found.text.endsWith(`"found":true,"_source":${source}}`), found.text);
});

test('the short answer the agent asks for', async (t) => {
  const { call } = await runningStore(t);
  const first = await call('POST', `/logs/_bulk?${FILTER}`, bulkBody({ a: { n: 1 }, b: { n: 2 } }));
  assert.equal(first.text, '{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}}]}');
  const again = await call('POST', `/logs/_bulk?${FILTER}`, bulkBody({ b: { n: 3 }, c: { n: 4 } }));
  assert.deepEqual(again.json, {
    errors: true,
    items: [
      {
        create: {
          status: 409,
          error: {
            type: 'version_conflict_engine_exception',
            reason: '[b]: version conflict, document already exists (current version [1])',
            index: 'logs',
          },
        },
      },
      { create: { status: 201 } },
    ],
  });
  assert.equal((await call('GET', '/logs/_doc/b')).json._source.n, 2, 'the first one stays');
  const errorsOnly = await call('POST', '/logs/_bulk?filter_path=errors', bulkBody({ d: {} }));
  assert.equal(errorsOnly.text, '{"errors":false}');
});

test('index replaces, create does not', async (t) => {
  const { call } = await runningStore(t);
  await call('PUT', '/logs/_bulk', bulkBody({ a: { n: 1 } }, 'index'));
  const reply = await call('POST', '/logs/_bulk', bulkBody({ a: { n: 2 } }, 'index'));
  assert.deepEqual(reply.json.items, [
    { index: { _index: 'logs', _id: 'a', result: 'updated', status: 200 } },
  ]);
  assert.equal((await call('GET', '/logs/_doc/a')).json._source.n, 2);
  assert.equal((await call('GET', '/logs/_count')).json.count, 1);
});

test('action lines name their index; without any the request is refused', async (t) => {
  const { call } = await runningStore(t);
  const body =
    '{"create":{"_index":"one","_id":"1"}}\n{"a":1}\n{"index":{"_index":"two","_type":"_doc"}}\n{"b":2}\n';
  const reply = await call('POST', '/_bulk', body);
  assert.equal(reply.json.errors, false);
  const [one, two] = reply.json.items;
  assert.equal(one.create._index, 'one');
  assert.equal(two.index._index, 'two');
  assert.match(two.index._id, /^[\w-]{20}$/, 'an id is made up');
  assert.deepEqual((await call('GET', `/two/_doc/${two.index._id}`)).json._source, { b: 2 });
  const refused = await call('POST', '/_bulk', bulkBody({ a: {} }));
  assert.equal(refused.status, 400);
  assert.equal(refused.json.error.type, 'action_request_validation_exception');
});

test('a document that fails leaves the others alone', async (t) => {
  const { call } = await runningStore(t);
  const sources = { cut: '{"a":', list: '[1]', text: '"x"', nothing: 'null', empty: '', good: '{"ok":true}' };
  const reply = await call('POST', `/logs/_bulk?${FILTER}`, bulkBody(sources));
  assert.equal(reply.json.errors, true);
  const statuses = reply.json.items.map((item: { create: { status: number } }) => item.create.status);
  assert.deepEqual(statuses, [400, 400, 400, 400, 400, 201]);
  assert.equal(reply.json.items[0].create.error.type, 'mapper_parsing_exception');
  assert.equal((await call('GET', '/logs/_count')).json.count, 1);
});

test('bytes that are not UTF-8 fail alone', async (t) => {
  const { call } = await runningStore(t);
  const body = Buffer.concat([
    Buffer.from('{"create":{"_id":"bad"}}\n{"a":"'),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('"}\n{"create":{"_id":"good"}}\n{"a":"ü"}\n'),
  ]);
  const reply = await call('POST', `/logs/_bulk?${FILTER}`, body);
  assert.equal(reply.json.items[0].create.error.reason, 'failed to parse: the source is not UTF-8');
  assert.equal(reply.json.items[1].create.status, 201);
  assert.equal((await call('GET', '/logs/_doc/good')).json._source.a, 'ü');
});

test('names that Elasticsearch refuses', async (t) => {
  const { call } = await runningStore(t);
  for (const index of ['Upper', '_hidden', '-minus', 'a b', 'a*', 'a,b', '..', 'a/b', 'x'.repeat(256), '']) {
    const body = `{"create":{"_index":${JSON.stringify(index)},"_id":"1"}}\n{}\n`;
    const { json } = await call('POST', '/_bulk', body);
    assert.equal(json.items[0].create.error.type, 'invalid_index_name_exception', index);
  }
  const long = await call('POST', '/logs/_bulk', bulkBody({ ['ü'.repeat(300)]: {}, '': {} }));
  assert.deepEqual(
    long.json.items.map((item: { create: { status: number } }) => item.create.status),
    [400, 400],
  );
  assert.deepEqual((await call('GET', '/_cat/indices')).text, '');
});

const misshapen: Record<string, string> = {
  'no newline at the end': '{"create":{"_id":"x"}}\n{}',
  'no body': '',
  'an action that is not JSON': '{"create":{"_id":"first"}}\n{}\nnonsense\n{}\n',
  'an action that is a list': '[]\n{}\n',
  'two actions in one line': '{"create":{},"index":{}}\n{}\n',
  'an unknown action': '{"update":{"_id":"1"}}\n{"doc":{}}\n',
  'an action without an object': '{"create":5}\n{}\n',
  'an empty line': '{"create":{"_id":"first"}}\n{}\n\n{}\n',
  'an action without its source': '{"create":{"_id":"first"}}\n',
};

for (const [name, body] of Object.entries(misshapen)) {
  test(`${name}: 400, and nothing of the request is kept`, async (t) => {
    const { call, documents } = await runningStore(t);
    const reply = await call('POST', '/logs/_bulk', body);
    assert.equal(reply.status, 400, reply.text);
    assert.equal(reply.json.status, 400);
    assert.equal(typeof reply.json.error.reason, 'string');
    assert.deepEqual(allDocuments(documents), []);
    assert.deepEqual(documents.indices(), []);
  });
}

test('gzip bodies; broken ones and other encodings are refused', async (t) => {
  const { call } = await runningStore(t);
  const body = gzipSync(bulkBody({ a: { n: 1 } }));
  const zipped = { 'content-encoding': 'gzip', 'content-type': 'application/x-ndjson' };
  assert.equal((await call('POST', '/logs/_bulk', body, zipped)).json.errors, false);
  assert.equal((await call('GET', '/logs/_doc/a')).json._source.n, 1);
  assert.equal((await call('POST', '/logs/_bulk', body.subarray(0, 20), zipped)).status, 400);
  assert.equal((await call('POST', '/logs/_bulk', body, { 'content-encoding': 'br' })).status, 400);
});

test('a body of more than 100 MiB, sent so or inflated: 413', async (t) => {
  const { call, documents } = await runningStore(t);
  const big = Buffer.alloc(100 * 1024 * 1024 + 1, 'x');
  assert.equal((await call('POST', '/logs/_bulk', big)).status, 413);
  const bomb = gzipSync(big, { level: 1 });
  const reply = await call('POST', '/logs/_bulk', bomb, { 'content-encoding': 'gzip' });
  assert.equal(reply.status, 413);
  assert.equal(reply.json.error.type, 'content_too_long_exception');
  assert.deepEqual(allDocuments(documents), []);
});

test('many requests at once: every document once', async (t) => {
  const { call } = await runningStore(t);
  const requests = Array.from({ length: 40 }, (_, n) => {
    // Every request repeats half of the one before it.
    const ids = Array.from({ length: 100 }, (_, k) => `k.${n * 50 + k}`);
    return call('POST', `/logs/_bulk?${FILTER}`, bulkBody(Object.fromEntries(ids.map((id) => [id, { id }]))));
  });
  const replies = await Promise.all(requests);
  const statuses = replies.flatMap(({ json }) =>
    json.items.map((item: { create: { status: number } }) => item.create.status),
  );
  assert.equal(statuses.filter((status) => status === 201).length, 2050);
  assert.equal(statuses.filter((status) => status === 409).length, 4000 - 2050);
  assert.equal((await call('GET', '/logs/_count')).json.count, 2050);
});
