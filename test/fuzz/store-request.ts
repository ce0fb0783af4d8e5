import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Documents } from '../../src/store/documents/documents.ts';
import { createStoreServer } from '../../src/store/http/server.ts';
import { checkAnswer, exchange } from './exchange.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

/** Few documents, so that a search of all of them is quick. */
const STORE_BYTES = 300_000;

const PATHS = [
  ...[
    '/_bulk',
    '/logs/_bulk',
    '/logs/_bulk?filter_path=errors,items.*.status',
    '/logs/_doc/1',
    '/logs/_create/2',
  ],
  ...['/_search', '/logs/_search', '/lo*,_all/_search?pretty', '/logs/_search?q=a+AND+b&sort=n:desc&size=3'],
  ...[
    '/_count',
    '/logs/_count?q=-message:"x y"',
    '/_cat/indices?v',
    '/_cluster/health',
    '/',
    '/*',
    '/logs/_refresh',
  ],
];
const BODIES = [
  '{"create":{"_id":"1"}}\n{"message":"one two","n":1,"a":{"b":["x",{"c":2}]}}\n{"index":{"_index":"other"}}\n{}\n',
  '{"query":{"bool":{"must":[{"match":{"message":"one"}}],"should":[{"range":{"n":{"gte":1,"lt":"now-15m"}}}]}}}',
  '{"query":{"query_string":{"query":"one AND two OR message:\\"a b\\" -n:3 x*"}},"sort":[{"n":"desc"},"_doc"]}',
  '{"query":{"terms":{"a.b.c":[1,"2",null]}},"size":5,"from":2,"search_after":[3],"track_total_hits":true}',
  '{"query":{"ids":{"values":["1","2"]}},"_source":false,"timeout":"10ms"}',
  '{"query":{"match_phrase":{"message":{"query":"one two","operator":"and"}}},"sort":{"@timestamp":"asc"}}',
];
const HEADERS = [
  ...['Content-Type: application/json', 'Content-Type: application/x-ndjson', 'Content-Type: text/plain'],
  ...['Host: localhost:9280', 'Host: [::1]', 'Host: example.com', 'Origin: http://localhost', 'Origin: null'],
  ...[
    'Expect: 100-continue',
    'Content-Encoding: gzip',
    'Content-Encoding: br',
    'Connection: keep-alive',
    'X: \u00ff',
  ],
];

/** The store's address as long as `use` runs. */
export async function withStore(folder: string, use: (port: number) => Promise<void>): Promise<void> {
  const documents = Documents.open(join(folder, 'fuzzed.db'), STORE_BYTES, () => {});
  const server = createStoreServer(documents, ['127.0.0.1'], Date.now);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await use((server.address() as AddressInfo).port);
  } finally {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
    documents.close();
  }
}

/**
 * A damaged, half or hostile request is answered without a failure of the store itself, or cut off; the next one, which is good, is stored
 * and found.
 */
export async function fuzzStoreRequest(random: Random, port: number): Promise<void> {
  const request = makeRequest(random);
  const half = random() < 0.15;
  const sent = half ? request.subarray(0, below(random, request.length + 1)) : request;
  checkAnswer(await exchange(port, sent, half), sent);
  const id = `good.${Math.floor(random() * 1e15)}`;
  const stored = await exchange(
    port,
    whole('POST', '/good/_bulk', `{"create":{"_id":"${id}"}}\n{"n":1}\n`),
    false,
  );
  assert.match(stored, /"status":201/, 'the good document is stored');
  const found = await exchange(port, whole('GET', `/good/_doc/${id}`, ''), false);
  assert.match(found, /"_source":\{"n":1\}/, 'the good document is found');
}

function makeRequest(random: Random): Buffer {
  const text = random() < 0.1 ? hostile(random) : pick(random, BODIES);
  let body = random() < 0.7 ? mutate(Buffer.from(text), random) : Buffer.from(text);
  const headers = Array.from({ length: below(random, 4) }, () => pick(random, HEADERS));
  if (headers.includes('Content-Encoding: gzip') && random() < 0.8) {
    body = gzipSync(body);
    if (random() < 0.3) body = mutate(body, random);
  }
  const length = random() < 0.9 ? body.length : below(random, 2 * body.length + 1);
  const method = pick(random, ['POST', 'POST', 'POST', 'PUT', 'GET', 'DELETE', 'HEAD']);
  const head = [
    `${method} ${pick(random, PATHS)} HTTP/1.1`,
    ...(random() < 0.9 ? ['Host: localhost'] : []),
    ...(random() < 0.9 ? ['Content-Type: application/json'] : []),
    ...headers,
    ...(random() < 0.9 ? [`Content-Length: ${length}`] : ['Transfer-Encoding: chunked']),
    'Connection: close',
  ].join('\r\n');
  const request = Buffer.concat([Buffer.from(`${head}\r\n\r\n`, 'latin1'), body]);
  return random() < 0.2 ? mutate(request, random) : request;
}

/** Much of one thing. */
function hostile(random: Random): string {
  const count = 1 + below(random, 40_000);
  return pick(random, [
    () => `{"query":${'{"bool":{"must":['.repeat(count)}`,
    () => `{"query":${'{"bool":{"must":'.repeat(count)}{}${'}}'.repeat(count)}}`,
    () => `{"query":{"bool":{"should":[${'{"match":{"message":"x"}},'.repeat(count)}{}]}}}`,
    () => `{"query":{"query_string":{"query":"${'x:'.repeat(count)}"}}}`,
    () => `{"query":{"exists":{"field":"${'a.'.repeat(count)}"}}}`,
    () => `{"sort":[${'"n",'.repeat(count)}"n"]}`,
    () => `{"create":{"_id":${'['.repeat(count)}${']'.repeat(count)}}}\n{}\n`,
    () => `{"create":{}}\n{"a":${'['.repeat(count)}${']'.repeat(count)}}\n`,
    () => `{"create":{}}\n{"message":"${'x '.repeat(count)}"}\n`,
    () => '\n'.repeat(count),
  ])();
}

function whole(method: string, path: string, body: string): Buffer {
  const head = `${method} ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  return Buffer.from(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
}
