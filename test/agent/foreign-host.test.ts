import assert from 'node:assert/strict';
import { request } from 'node:http';
import { test } from 'node:test';
import { Scenario } from '../support/scenario.ts';

/** The status of a request under another Host header. */
function ask(url: string, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { host } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });
}

test('foreign-host: requests under names of others get 403 from health, metrics and store, those of --listen-host an answer', async (t) => {
  const scenario = await Scenario.begin(t);
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('before');
  const listen = [
    '--listen',
    '127.0.0.1:0',
    '--store-listen',
    '127.0.0.1:0',
    '--listen-host',
    'logagent,192.0.2.7',
  ];
  const agent = scenario.startAgent('prod1', '--elasticsearch', '', ...listen);
  const { url: store } = await agent.line(({ msg }) => msg === 'Embedded store started', 'the store');
  const { health } = await agent.line(({ msg }) => msg === 'Agent started', 'its start');
  const addresses = ['healthz', 'readyz', 'metrics'].map((path) => `${health}/${path}`);
  const asked = [...addresses, `${store}/_count`];
  await agent.becomesReady();
  for (const host of ['rebound.example.com', 'intranet:9600', '192.0.2.8'])
    for (const url of asked) assert.equal(await ask(url, host), 403, `${url} as ${host}`);
  for (const host of ['localhost:9600', '127.0.0.1', '[::1]', 'logagent:9600', 'LOGAGENT.', '192.0.2.7'])
    for (const url of asked) assert.equal(await ask(url, host), 200, `${url} as ${host}`);
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
});
