import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EmbeddedStore } from '../support/embedded-store.ts';
import { Scenario } from '../support/scenario.ts';

test('store-host: the store answers to names of this host alone, and web pages of others get nothing', async (t) => {
  const scenario = await Scenario.begin(t);
  scenario.docker.create({ name: 'prod1' }).print('a secret');
  const [agent, store] = await EmbeddedStore.start(scenario, 'prod1');
  await store.holds(1);
  const { port } = store.url;
  for (const host of ['store', `store:${port}`, 'rebound.example.com', '192.0.2.7', `x.${port}`]) {
    for (const path of ['/', '/logs/_search', '/_cat/indices', '/logs/_doc/1', '/_bulk']) {
      const { status, text } = await store.ask(path, undefined, { host });
      assert.equal(status, 403, `${host}${path}`);
      assert.doesNotMatch(text, /secret/);
    }
  }
  for (const host of [`127.0.0.1:${port}`, 'localhost', `[::1]:${port}`, `LOCALHOST.:${port}`]) {
    const { status, text } = await store.ask('/logs/_search', undefined, { host });
    assert.equal(status, 200, host);
    assert.match(text, /a secret/);
  }
  for (const origin of ['https://example.com', 'http://store', 'null']) {
    assert.equal((await store.ask('/logs/_search', undefined, { origin })).status, 403, origin);
  }
  assert.equal(
    (await store.ask('/logs/_search', undefined, { origin: 'http://localhost:5601' })).status,
    200,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
