import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Documents } from '../../src/store/documents/documents.ts';
import { type StoreOptions, startStore } from '../../src/store/embedded.ts';
import { StoreError } from '../../src/store/store-error.ts';
import { waitFor } from '../support/wait.ts';
import { allDocuments, bulkBody, caller, temporaryFolder } from './running-store.ts';

async function embedded(t: TestContext, options: Partial<StoreOptions> = {}) {
  const said: string[] = [];
  const events = {
    storeFull: (bytes: number) => said.push(`full ${bytes}`),
    storeFailed: (error: Error) => said.push(`failed ${error.message}`),
  };
  const file = join(temporaryFolder(t), 'store.db');
  const store = await startStore({
    file,
    listen: { host: '127.0.0.1', port: 0 },
    maxBytes: 1e9,
    events,
    ...options,
  });
  t.after(() => store.close());
  return { store, said, file, call: caller(store.url) };
}

test('answers from its own thread, and what it took is in the file after close', async (t) => {
  const { store, call, file, said } = await embedded(t);
  assert.match(store.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal((await call('POST', '/logs/_bulk', bulkBody({ a: { n: 1 } }))).json.errors, false);
  await Promise.all([store.close(), store.close()]);
  await assert.rejects(call('GET', '/'));
  const documents = Documents.open(file, 1e9, () => assert.fail());
  assert.equal(documents.get('logs', 'a')?.source, '{"n":1}');
  documents.close();
  assert.deepEqual(said, []);
});

test('while it is busy the event loop of the agent stays free', async (t) => {
  const { call } = await embedded(t);
  const sources = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, n) => [`k.${n}`, { n, text: 'x'.repeat(200) }]),
  );
  const body = bulkBody(sources);
  let turns = 0;
  const ticking = setInterval(() => turns++, 1);
  await call('POST', '/logs/_bulk?filter_path=errors', body);
  clearInterval(ticking);
  assert.ok(turns > 5, `${turns} turns`);
});

test('close answers what is in flight', async (t) => {
  const { store, call, file } = await embedded(t);
  const sources = Object.fromEntries(Array.from({ length: 5_000 }, (_, n) => [`k.${n}`, { n }]));
  await call('GET', '/');
  const flying = call('POST', '/logs/_bulk?filter_path=errors', bulkBody(sources));
  // The close must meet a request that has arrived: another connection's answer comes after its first bytes.
  await call('GET', '/');
  await store.close();
  const answered = await flying.then(
    (reply) => reply.json.errors === false,
    () => false,
  );
  const documents = Documents.open(file, 1e9, () => assert.fail());
  const kept = documents.count('logs');
  documents.close();
  assert.ok(kept === 5_000 || (kept === 0 && !answered), `${kept} kept, answered: ${answered}`);
});

test('a client that never finishes its request does not keep it open', async (t) => {
  const { store } = await embedded(t);
  const { port } = new URL(store.url);
  const { connect } = await import('node:net');
  const socket = connect(Number(port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('POST /logs/_bulk HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{"create"');
  await once(socket, 'connect');
  await store.close();
  socket.destroy();
});

test('full is said once, and what went is counted', async (t) => {
  const { store, call, said } = await embedded(t, { maxBytes: 300_000 });
  for (let request = 0; request < 10; request++) {
    const sources = Object.fromEntries(
      Array.from({ length: 200 }, (_, n) => [`k.${request}.${n}`, { text: 'x'.repeat(300) }]),
    );
    await call('POST', '/logs/_bulk', bulkBody(sources));
  }
  const kept = (await call('GET', '/logs/_count')).json.count;
  await waitFor(() => store.dropped === 2000 - kept, 'every dropped document is counted');
  assert.ok(store.dropped > 0);
  assert.deepEqual(said, ['full 300000']);
});

test('an address that is taken, a file that is junk: StoreError', async (t) => {
  const other = createServer();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  t.after(() => other.close());
  const { port } = other.address() as AddressInfo;
  await assert.rejects(embedded(t, { listen: { host: '127.0.0.1', port } }), (error: Error) => {
    assert.ok(error instanceof StoreError);
    assert.equal(
      error.message,
      `The store can't listen on 127.0.0.1:${port}: the port is in use by another program. ` +
        'Stop that program or choose another address by --store-listen.',
    );
    return true;
  });
  const junk = join(temporaryFolder(t), 'store.db');
  writeFileSync(junk, 'junk'.repeat(1000));
  await assert.rejects(
    embedded(t, { file: junk }),
    /^StoreError: The store .* can't be used: file is not a database/,
  );
});

test('killed at random moments: every acknowledged document is there, none twice', async (t) => {
  const file = join(temporaryFolder(t), 'store.db');
  const program = fileURLToPath(new URL('./killed-store.ts', import.meta.url));
  const acknowledged = new Set<string>();
  let sent = 0;
  for (let round = 0; round < 5; round++) {
    const child = spawn(process.execPath, ['--import', 'tsx', program, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.after(() => child.kill('SIGKILL'));
    const [url] = await once(child.stdout, 'data');
    const call = caller(String(url).trim());
    let killed: Promise<boolean> | undefined;
    for (let alive = true; alive; ) {
      const ids = Array.from({ length: 200 }, () => `k.${sent++}`);
      const body = bulkBody(Object.fromEntries(ids.map((id) => [id, { id }])));
      alive = await call('POST', '/logs/_bulk?filter_path=errors', body).then(
        ({ json }) => {
          assert.equal(json.errors, false);
          for (const id of ids) acknowledged.add(id);
          return true;
        },
        () => false,
      );
      // Only after the first answer, so that a slow machine proves as much as a quick one.
      killed ??= sleep(Math.random() * 100).then(() => child.kill('SIGKILL'));
    }
    await killed;
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const documents = Documents.open(file, 1e9, () => assert.fail());
    const kept = allDocuments(documents).map(({ id }) => id);
    documents.close();
    assert.equal(new Set(kept).size, kept.length);
    const missing = [...acknowledged].filter((id) => !kept.includes(id));
    assert.deepEqual(missing, []);
  }
  assert.ok(acknowledged.size > 0);
});
