import assert from 'node:assert/strict';
import { request } from 'node:http';
import { hostname, networkInterfaces } from 'node:os';
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

test('under foreign names there is 403 with the remedy, whatever is asked', async () => {
  const server = await serveHealth({ host: '127.0.0.1', port: 0 }, source, ['logagent']);
  servers.push(server);
  const get = (path: string, headers: Record<string, string>) =>
    new Promise<[number | undefined, string]>((resolve, reject) => {
      request(`${server.address}${path}`, { headers }, (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (text: string) => {
          body += text;
        });
        response.on('end', () => resolve([response.statusCode, body]));
      })
        .on('error', reject)
        .end();
    });
  unready = undefined;
  for (const path of ['/healthz', '/readyz', '/metrics', '/']) {
    const [status, text] = await get(path, { host: 'rebound.example.com:9600' });
    assert.equal(status, 403, path);
    assert.match(text, /does not answer to "rebound\.example\.com:9600".* --listen-host/);
  }
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) =>
    all.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  );
  const own = ['localhost', '127.0.0.1:1', '[::1]:9600', hostname(), 'logagent:9600', ...addresses];
  for (const host of own) assert.equal((await get('/healthz', { host }))[0], 200, host);
  const [status, text] = await get('/readyz', { origin: 'https://evil.example' });
  assert.deepEqual([status, text], [403, 'Web pages of "https://evil.example" get no answers here.\n']);
});
