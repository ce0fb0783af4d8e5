import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { allDocuments, bulkBody, runningStore } from './running-store.ts';

test('GET and HEAD / say what this is', async (t) => {
  const { call } = await runningStore(t);
  const { json, headers } = await call('GET', '/');
  assert.equal(json.name, 'logagent');
  assert.equal(json.version.number, '7.17.0-logagent');
  assert.equal(json.tagline, 'You Know, for Search');
  assert.equal(headers.get('x-elastic-product'), 'Elasticsearch');
  const head = await call('HEAD', '/');
  assert.equal(head.status, 200);
  assert.equal(head.text, '');
});

test('the cluster is always green', async (t) => {
  const { call } = await runningStore(t);
  const { json } = await call('GET', '/_cluster/health?wait_for_status=green');
  assert.equal(json.status, 'green');
  assert.equal(json.number_of_nodes, 1);
});

test('_doc: found, not found, HEAD', async (t) => {
  const { call } = await runningStore(t);
  await call('POST', '/logs/_bulk', bulkBody({ 'k/ü 1': { n: 1 } }));
  const path = `/logs/_doc/${encodeURIComponent('k/ü 1')}`;
  assert.deepEqual((await call('GET', path)).json, {
    _index: 'logs',
    _type: '_doc',
    _id: 'k/ü 1',
    _version: 1,
    found: true,
    _source: { n: 1 },
  });
  assert.equal((await call('HEAD', path)).status, 200);
  const missing = await call('GET', '/logs/_doc/other');
  assert.equal(missing.status, 404);
  assert.deepEqual(missing.json, { _index: 'logs', _type: '_doc', _id: 'other', found: false });
  assert.equal((await call('HEAD', '/logs/_doc/other')).status, 404);
});

test('_create and _doc put single documents', async (t) => {
  const { call } = await runningStore(t);
  const created = await call('PUT', '/logs/_create/1', { n: 1 });
  assert.equal(created.status, 201);
  assert.equal(created.json.result, 'created');
  const conflict = await call('POST', '/logs/_create/1', { n: 2 });
  assert.equal(conflict.status, 409);
  assert.equal(conflict.json.error.type, 'version_conflict_engine_exception');
  const updated = await call('PUT', '/logs/_doc/1', { n: 3 });
  assert.equal(updated.status, 200);
  assert.equal(updated.json.result, 'updated');
  assert.equal((await call('PUT', '/logs/_doc/2', '{"n":')).status, 400);
  assert.deepEqual((await call('GET', '/logs/_doc/1')).json._source, { n: 3 });
});

test('_cat/indices, HEAD and DELETE of indices, wildcards', async (t) => {
  const { call } = await runningStore(t);
  for (const index of ['logs-a', 'logs-b', 'other'])
    await call('POST', `/${index}/_bulk`, bulkBody({ 1: {}, 2: {} }));
  assert.equal((await call('GET', '/_cat/indices?v')).text.split('\n')[0], 'health status index docs.count');
  assert.deepEqual((await call('GET', '/_cat/indices?format=json')).json[0], {
    health: 'green',
    status: 'open',
    index: 'logs-a',
    'docs.count': '2',
  });
  const counts = {
    '/logs-a': 2,
    '/logs*': 4,
    '/*': 6,
    '/_all': 6,
    '': 6,
    '/logs-a,other': 4,
    '/*-b': 2,
    '/none*': 0,
    '/l*s-*': 4,
  };
  for (const [path, count] of Object.entries(counts)) {
    assert.equal((await call('GET', `${path}/_count`)).json.count, count, path);
  }
  assert.equal((await call('HEAD', '/logs-a')).status, 200);
  assert.equal((await call('DELETE', '/logs*')).json.acknowledged, true);
  assert.equal((await call('HEAD', '/logs-a')).status, 404);
  assert.equal((await call('GET', '/_cat/indices')).text, 'green open other 2\n');
  const gone = await call('DELETE', '/logs-a');
  assert.equal(gone.status, 404);
  assert.equal(gone.json.error.type, 'index_not_found_exception');
  assert.equal((await call('GET', '/logs-a/_search')).status, 404);
});

test('_refresh is accepted', async (t) => {
  const { call } = await runningStore(t);
  await call('POST', '/logs/_bulk?refresh=wait_for', bulkBody({ 1: {} }));
  assert.equal((await call('POST', '/logs/_refresh')).json._shards.failed, 0);
  assert.equal((await call('POST', '/_refresh')).status, 200);
});

test('what is not known: 404, 405, 400 in the shape of Elasticsearch', async (t) => {
  const { call } = await runningStore(t);
  const unknown = await call('GET', '/_nodes/stats');
  assert.equal(unknown.status, 404);
  assert.equal(unknown.json.error.reason, 'no handler found for uri [/_nodes/stats] and method [GET]');
  assert.equal(unknown.json.status, 404);
  assert.equal(unknown.json.error.root_cause[0].type, 'not_found');
  const method = await call('DELETE', '/_bulk');
  assert.equal(method.status, 405);
  assert.match(method.json.error.reason, /allowed: \[POST, PUT\]$/);
  assert.equal((await call('PATCH', '/logs')).status, 405);
  assert.equal((await call('GET', '/logs/_doc/%ff')).status, 400);
  const broken = await call('POST', '/logs/_search', '{"query":');
  assert.equal(broken.status, 400);
  assert.equal(broken.json.error.type, 'parse_exception');
});

test('pretty', async (t) => {
  const { call } = await runningStore(t);
  assert.match((await call('GET', '/?pretty')).text, /^{\n {2}"name": "logagent",\n/);
});

test('a page in a browser gets nothing: foreign names and form types are refused', async (t) => {
  const { url, call, documents } = await runningStore(t);
  const typed = await call('POST', '/logs/_bulk', bulkBody({ 1: {} }), { 'content-type': 'text/plain' });
  assert.equal(typed.status, 406);
  assert.deepEqual(allDocuments(documents), []);

  const { port } = new URL(url);
  const ask = async (host: string, more = ''): Promise<string> => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(`GET /_search HTTP/1.1\r\nHost: ${host}\r\n${more}Connection: close\r\n\r\n`);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    return Buffer.concat(chunks).toString().split('\r\n')[0] ?? '';
  };
  for (const host of ['rebound.example.com', 'logagent:9280', '192.0.2.7']) {
    assert.equal(await ask(host), 'HTTP/1.1 403 Forbidden', host);
  }
  for (const host of [`127.0.0.1:${port}`, 'localhost', `[::1]:${port}`]) {
    assert.equal(await ask(host), 'HTTP/1.1 200 OK', host);
  }
  assert.equal(await ask('localhost', 'Origin: https://example.com\r\n'), 'HTTP/1.1 403 Forbidden');
  assert.equal(await ask('localhost', 'Origin: http://localhost:5601\r\n'), 'HTTP/1.1 200 OK');
});

test('junk on the wire does not disturb others', async (t) => {
  const { url, call } = await runningStore(t);
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.end(Buffer.from([0, 1, 2, 255, 13, 10, 13, 10]));
  const half = connect(Number(new URL(url).port), '127.0.0.1');
  half.on('error', () => {});
  half.write('POST /logs/_bulk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"create"');
  assert.equal((await call('GET', '/')).status, 200);
  socket.resume();
  await once(socket, 'close');
  half.destroy();
  assert.equal((await call('POST', '/logs/_bulk', bulkBody({ 1: {} }))).json.errors, false);
  assert.equal((await call('GET', '/_count')).json.count, 1);
});

test('a store that refuses to write: 503, and the next try works', async (t) => {
  const { call, file } = await runningStore(t);
  const other = openSqlite(file);
  t.after(() => other.close());
  other.exec("CREATE TRIGGER refuse BEFORE INSERT ON documents BEGIN SELECT RAISE(ABORT, 'no'); END");
  const refused = await call('POST', '/logs/_bulk', bulkBody({ 1: {} }));
  assert.equal(refused.status, 503);
  assert.equal(refused.json.error.type, 'store_exception');
  other.exec('DROP TRIGGER refuse');
  assert.equal((await call('POST', '/logs/_bulk', bulkBody({ 1: {} }))).json.errors, false);
});
