import assert from 'node:assert/strict';
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { Documents } from '../../src/store/documents/documents.ts';
import { allDocuments, bulkBody, runningStore, temporaryFolder } from './running-store.ts';

test('documents and indices are there again after a restart', (t) => {
  const file = join(temporaryFolder(t), 'deep', 'store.db');
  const first = Documents.open(file, 1e9, () => assert.fail());
  first.transaction(() => {
    for (const index of ['b', 'a', 'c']) first.create(index, '1', `{"in":"${index}"}`);
  });
  first.close();
  assert.equal(statSync(file).mode & 0o777, 0o600);
  const second = Documents.open(file, 1e9, () => assert.fail());
  assert.deepEqual(second.indices(), ['a', 'b', 'c']);
  assert.deepEqual(second.get('c', '1'), { seq: 3, index: 'c', id: '1', source: '{"in":"c"}' });
  assert.equal(second.create('a', '1', '{}'), 'conflict');
  second.close();
});

test('a transaction that throws leaves nothing behind', (t) => {
  const documents = Documents.open(join(temporaryFolder(t), 'store.db'), 1e9, () => assert.fail());
  const failing = () =>
    documents.transaction(() => {
      documents.create('logs', '1', '{}');
      throw new Error('stop');
    });
  assert.throws(failing, /stop/);
  assert.deepEqual(documents.indices(), []);
  assert.equal(documents.get('logs', '1'), undefined);
  documents.close();
});

test('beyond its size the oldest documents go, the newest stay, and the file stops growing', async (t) => {
  const limit = 2 * 1024 * 1024;
  const { call, documents, dropped, file } = await runningStore(t, limit);
  const filling = 'x'.repeat(400);
  let sent = 0;
  for (let request = 0; request < 40; request++) {
    const batch = Array.from({ length: 500 }, () => [`k.${sent}`, { n: sent++, filling }] as const);
    const { json } = await call('POST', '/logs/_bulk', bulkBody(Object.fromEntries(batch)));
    assert.equal(json.errors, false);
    assert.ok(documents.size() <= limit, `${documents.size()} bytes after ${sent} documents`);
  }
  const kept = documents.count('logs');
  const gone = dropped.reduce((sum, count) => sum + count, 0);
  assert.equal(kept + gone, sent, 'every document is there or counted as dropped');
  assert.ok(kept > 1000, `${kept} are kept`);
  const oldest = allDocuments(documents)[0];
  assert.equal(oldest?.id, `k.${sent - kept}`, 'no gap between the oldest kept and the newest');
  assert.equal((await call('GET', `/logs/_doc/k.${sent - 1}`)).json.found, true);
  assert.equal((await call('GET', '/logs/_doc/k.0')).status, 404);
  const reader = openSqlite(file, { readonly: true });
  const size = (reader.pragma('page_count', { simple: true }) as number) * 4096;
  reader.close();
  assert.ok(size < limit * 1.5, `${size} bytes`);
});

test('a document larger than the whole store ends nothing', async (t) => {
  const { call, documents } = await runningStore(t, 100_000);
  await call('POST', '/logs/_bulk', bulkBody({ big: { filling: 'x'.repeat(500_000) } }));
  await call('POST', '/logs/_bulk', bulkBody({ small: { n: 1 } }));
  assert.equal(documents.get('logs', 'small')?.source, '{"n":1}');
  assert.equal(documents.get('logs', 'big'), undefined);
});

test('deleting an index leaves the others alone', (t) => {
  const documents = Documents.open(join(temporaryFolder(t), 'store.db'), 1e9, () => assert.fail());
  documents.create('a', '1', '{}');
  documents.create('b', '1', '{}');
  documents.deleteIndex('a');
  assert.deepEqual(documents.indices(), ['b']);
  assert.equal(documents.get('a', '1'), undefined);
  assert.equal(documents.count('b'), 1);
  documents.close();
});

test('a file that is no store, a folder in its place, a newer format: one clear sentence', (t) => {
  const folder = temporaryFolder(t);
  const junk = join(folder, 'junk.db');
  writeFileSync(junk, 'not a database at all\n'.repeat(100));
  const newer = join(folder, 'newer.db');
  openSqlite(newer).exec('PRAGMA user_version = 7').close();
  mkdirSync(join(folder, 'folder.db'));
  const open = (file: string) => () => Documents.open(file, 1e9, () => assert.fail());
  assert.throws(open(junk), {
    name: 'StoreError',
    message: `The store ${junk} can't be used: file is not a database. Repair or move away what is there; an empty store begins by itself.`,
  });
  assert.throws(
    open(newer),
    /^StoreError: The store .*newer\.db has format 7, .* written by a newer logagent\./,
  );
  assert.throws(open(join(folder, 'folder.db')), /^StoreError: The store .* can't be used: EISDIR/);
  assert.throws(open(join(junk, 'below.db')), /^StoreError: The store .* can't be used: /);
});
