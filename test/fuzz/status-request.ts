import assert from 'node:assert/strict';
import { type HealthServer, serveHealth } from '../../src/status/health.ts';
import { checkAnswer, exchange } from './exchange.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

const PATHS = [
  '/healthz',
  '/readyz',
  '/metrics',
  '/metrics?x=1',
  '/',
  '//healthz',
  '/%2e%2e/metrics',
  '*',
  'http://localhost/healthz',
];
const HEADERS = [
  ...['Host: localhost', 'Host: 127.0.0.1:9600', 'Host: example.com', 'Host:', 'Host: [::1', 'Origin: null'],
  ...[
    'Expect: 100-continue',
    'Content-Length: 5',
    'Transfer-Encoding: chunked',
    'Upgrade: websocket',
    'Connection: upgrade',
  ],
  'X: \u00ff',
];
const GOOD = Buffer.from('GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');

/** The status address as long as `use` runs. */
export async function withStatus(use: (port: number) => Promise<void>): Promise<void> {
  const metrics = { contentType: 'text/plain', text: async () => 'logagent_up 1\n' };
  const server: HealthServer = await serveHealth(
    { host: '127.0.0.1', port: 0 },
    { unready: () => undefined, metrics },
  );
  try {
    await use(Number(new URL(server.address).port));
  } finally {
    await server.close();
  }
}

/** A damaged, half or hostile request is answered without a failure of the server, or cut off; the next one, which is good, is answered. */
export async function fuzzStatusRequest(random: Random, port: number): Promise<void> {
  const headers = Array.from({ length: below(random, 5) }, () => pick(random, HEADERS));
  const many = random() < 0.02 ? Array.from({ length: below(random, 3000) }, (_, i) => `X-${i}: y`) : [];
  const method = pick(random, ['GET', 'GET', 'HEAD', 'POST', 'OPTIONS', 'CONNECT', 'TRACE']);
  const path = random() < 0.05 ? `/${'x'.repeat(below(random, 50_000))}` : pick(random, PATHS);
  const head = [`${method} ${path} HTTP/1.1`, ...headers, ...many, 'Connection: close'].join('\r\n');
  const request = Buffer.from(`${head}\r\n\r\n`, 'latin1');
  const sent = random() < 0.5 ? mutate(request, random) : request;
  const half = random() < 0.15;
  checkAnswer(
    await exchange(port, half ? sent.subarray(0, below(random, sent.length + 1)) : sent, half),
    sent,
  );
  const good = await exchange(port, GOOD, false);
  assert.ok(good.startsWith('HTTP/1.1 200 OK') && good.includes('ready'), good);
}
