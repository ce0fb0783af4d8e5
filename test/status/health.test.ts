import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type HealthServer, serveHealth } from '../../src/status/health.ts';

let unready: string | undefined;
const servers: HealthServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

const source = {
  unready: () => unready,
  metrics: { contentType: 'text/plain; version=0.0.4', text: async () => page() },
};
let page = (): string => 'logagent_ready 1\n';

async function serve(): Promise<HealthServer> {
  const server = await serveHealth({ host: '127.0.0.1', port: 0 }, source);
  servers.push(server);
  return server;
}

test('healthz answers while the process does, readyz tells why not', async () => {
  const { address } = await serve();
  const get = async (path: string) => {
    const response = await fetch(`${address}${path}`);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await get('/readyz'), [200, 'ready\n']);
  unready = 'no Elasticsearch host answers';
  assert.deepEqual(await get('/readyz'), [503, 'no Elasticsearch host answers\n']);
  assert.deepEqual(await get('/healthz'), [200, 'ok\n']);
  assert.deepEqual(await get('/'), [404, 'There is only /healthz, /readyz and /metrics here.\n']);
});

test('metrics gives the page, or why it is not there', async () => {
  const { address } = await serve();
  const answer = await fetch(`${address}/metrics?debug`);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4');
  assert.deepEqual([answer.status, await answer.text()], [200, 'logagent_ready 1\n']);
  page = () => {
    throw new Error('disk I/O error');
  };
  const failed = await fetch(`${address}/metrics`);
  assert.deepEqual(
    [failed.status, await failed.text()],
    [500, "The metrics can't be read: disk I/O error.\n"],
  );
});

test('rejects when the address is taken', async () => {
  const { address } = await serve();
  const port = Number(new URL(address).port);
  await assert.rejects(serveHealth({ host: '127.0.0.1', port }, source), { code: 'EADDRINUSE' });
});
