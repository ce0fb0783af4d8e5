import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccessFields, bothWays } from './access-rig.ts';
import { parseText, TIME } from './rig.ts';

const CLOCK = '[06/Aug/2026:14:03:09 +0200]';

/** Of all lines below. */
const usual: AccessFields = {
  ip: '198.51.100.7',
  timestamp: '2026-08-06T14:03:09+02:00',
  request: 'GET / HTTP/1.1',
  status: 200,
  bytes: 12,
};
const common = `${CLOCK} "GET / HTTP/1.1" 200 12`;
const curl = { agent: 'curl/8' };

/** Fields besides the usual ones; undefined takes one of these away. */
type Besides = Record<string, string | number | undefined>;

const lines: Readonly<Record<string, readonly (readonly [text: string, besides: Besides])[]>> = {
  'nginx, main': [
    [`198.51.100.7 - - ${common} "-" "curl/8" "-"`, curl],
    [
      `198.51.100.7 - - ${common} "-" "curl/8" "203.0.113.5, 10.0.0.2"`,
      { ...curl, forwarded: '203.0.113.5, 10.0.0.2' },
    ],
    [`198.51.100.7 - - ${common} "-" "curl/8" ""`, { ...curl, forwarded: '' }],
  ],
  'nginx, with the ratio of compression': [
    [`198.51.100.7 - - ${common} "-" "curl/8" "3.21"`, { ...curl, gzip_ratio: 3.21 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" "-" 3.21`, { ...curl, gzip_ratio: 3.21 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" "-" "-"`, { ...curl, extra: '"-"' }],
  ],
  'the time that the answer took, in seconds': [
    [`198.51.100.7 - - ${common} "-" "curl/8" 0.004`, { ...curl, response_time: 0.004 }],
    [`198.51.100.7 - - ${common} 0.004`, { response_time: 0.004 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" "-" 12.345`, { ...curl, response_time: 12.345 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" "-" rt=0.004`, { ...curl, response_time: 0.004 }],
    [
      `198.51.100.7 - - ${common} "-" "curl/8" "-" 0.004 0.003 .`,
      { ...curl, response_time: 0.004, extra: '0.003 .' },
    ],
    [
      `198.51.100.7 - - ${common} "-" "curl/8" 0.004 "203.0.113.5" 1.05`,
      { ...curl, response_time: 0.004, forwarded: '203.0.113.5', gzip_ratio: 1.05 },
    ],
    [`198.51.100.7 - - ${common} "-" "curl/8" 1500ms`, { ...curl, response_time: 1.5 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" 53µs`, { ...curl, response_time: 0.000053 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" 2.5s`, { ...curl, response_time: 2.5 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" 12.75ms`, { ...curl, response_time: 0.01275 }],
    [`198.51.100.7 - - ${common} "-" "curl/8" 123456`, { ...curl, extra: '123456' }],
    [`198.51.100.7 - - ${common} "-" "curl/8" 012ms`, { ...curl, extra: '012ms' }],
  ],
  'nginx, with names of values': [
    [
      `198.51.100.7 - - ${common} "-" "curl/8" "-" "shop.example" sn="shop.example" rt=0.004 ua="192.0.2.9:80" ut="0.003"`,
      {
        ...curl,
        extra: '"shop.example" sn="shop.example" rt=0.004 ua="192.0.2.9:80" ut="0.003"',
        response_time: 0.004,
      },
    ],
    [
      `198.51.100.7 - - ${common} "-" "curl/8" "-" "a rt=9.999 b" rt=0.004`,
      { ...curl, extra: '"a rt=9.999 b" rt=0.004', response_time: 0.004 },
    ],
    [`198.51.100.7 - - ${common} "-" "curl/8" "-" ua="rt=1 2ms"`, { ...curl, extra: 'ua="rt=1 2ms"' }],
  ],
  Traefik: [
    [
      `198.51.100.7 - - ${CLOCK} "GET /api HTTP/2.0" 200 533 "-" "-" 4404 "web@docker" "http://172.29.0.6:9000" 3ms`,
      {
        ...{ request: 'GET /api HTTP/2.0', bytes: 533, request_number: 4404 },
        ...{ router: 'web@docker', upstream: 'http://172.29.0.6:9000', response_time: 0.003 },
      },
    ],
    [
      `198.51.100.7 - - ${CLOCK} "GET /api HTTP/1.1" 200 85 - "Android" 623112 "Host-api-2" "http://172.25.0.9:4140" 13ms`,
      {
        ...{ request: 'GET /api HTTP/1.1', bytes: 85, agent: 'Android', request_number: 623112 },
        ...{ router: 'Host-api-2', upstream: 'http://172.25.0.9:4140', response_time: 0.013 },
      },
    ],
    [`198.51.100.7 - - ${common} - - 1 - - 0ms`, { request_number: 1, response_time: 0 }],
    [`198.51.100.7 - - ${common} "-" "-" 1 "-" "-" 0ms`, { request_number: 1, response_time: 0 }],
    [`198.51.100.7 - - ${common} "-" "-" 1 "-" "-" 0ms x`, { extra: '1 "-" "-" 0ms x', response_time: 0 }],
  ],
  'ingress-nginx': [
    [
      `198.51.100.7 - - ${common} "-" "curl/8" 85 0.004 [default-web-80] [] 10.0.0.5:8080 612 0.003 200 7f3a`,
      {
        ...{ ...curl, request_length: 85, response_time: 0.004, upstream: 'default-web-80' },
        extra: '[] 10.0.0.5:8080 612 0.003 200 7f3a',
      },
    ],
    [
      `198.51.100.7 - - ${common} "-" "curl/8" 85 0.004 [] [] 10.0.0.5:80, 10.0.0.6:80 0, 612 0.001, 0.003 502, 200 7f3a`,
      {
        ...{ ...curl, request_length: 85, response_time: 0.004 },
        extra: '[] 10.0.0.5:80, 10.0.0.6:80 0, 612 0.001, 0.003 502, 200 7f3a',
      },
    ],
  ],
  'a virtual host in front': [
    [`shop.example:443 198.51.100.7 - - ${common} "-" "curl/8"`, { ...curl, vhost: 'shop.example:443' }],
    [`shop.example 198.51.100.7 - - ${common} "-" "curl/8"`, { ...curl, vhost: 'shop.example' }],
    [`shop.example ::1 - - ${CLOCK} "GET / HTTP/1.1" 200 0`, { ip: '::1', bytes: 0, vhost: 'shop.example' }],
    [`shop.example 198.51.100.7 - frank ${common}`, { auth: 'frank', vhost: 'shop.example' }],
    [`shop.example 198.51.100.7 - Mary Doe ${common}`, { auth: 'Mary Doe', vhost: 'shop.example' }],
    [
      `shop.example 198.51.100.7, 10.0.0.2 - - ${common}`,
      { vhost: 'shop.example', forwarded: '198.51.100.7, 10.0.0.2' },
    ],
  ],
  'a list of addresses in front': [
    [
      `198.51.100.7, 10.0.0.2, 127.0.0.1 - - ${CLOCK} "GET /x HTTP/1.1" 301 5 "-" "Mozilla/5.0"`,
      {
        ...{ request: 'GET /x HTTP/1.1', status: 301, bytes: 5, agent: 'Mozilla/5.0' },
        forwarded: '198.51.100.7, 10.0.0.2, 127.0.0.1',
      },
    ],
    [`198.51.100.7,10.0.0.2 - - ${common}`, { forwarded: '198.51.100.7,10.0.0.2' }],
    [`198.51.100.7, ::1 id frank ${common}`, { ident: 'id', auth: 'frank', forwarded: '198.51.100.7, ::1' }],
    [
      `unknown, 10.0.0.2 - Mary Doe ${common} "-" "curl/8" "10.0.0.3"`,
      {
        ...{ ip: undefined, 'client.domain': 'unknown', auth: 'Mary Doe', ...curl },
        ...{ forwarded: 'unknown, 10.0.0.2', extra: '"10.0.0.3"' },
      },
    ],
    [`"x", 10.0.0.2 - - ${common}`, { ip: undefined, forwarded: '"x", 10.0.0.2' }],
  ],
  'a user of several words, or of none': [
    [`198.51.100.7 - Mary Doe ${common} "-" "x"`, { auth: 'Mary Doe', agent: 'x' }],
    [`198.51.100.7 - Mary van Doe ${common} "-" "x"`, { auth: 'Mary van Doe', agent: 'x' }],
    [`198.51.100.7 - "" ${common} "-" "x"`, { auth: '""', agent: 'x' }],
  ],
  'a time by ISO 8601': [
    [`198.51.100.7 - - [2026-08-06T14:03:09+02:00] "GET / HTTP/1.1" 200 12 "-" "x"`, { agent: 'x' }],
  ],
  'a client that is a name': [
    [`crawler.example.org - - ${common}`, { ip: undefined, 'client.domain': 'crawler.example.org' }],
  ],
  'no status': [[`198.51.100.7 - - ${CLOCK} "GET / HTTP/1.1" - 12`, { status: undefined }]],
  'anything else is kept as it is': [
    [`198.51.100.7 - - ${common} "-"`, { extra: '"-"' }],
    [`198.51.100.7 - - ${common} "-" "-" -`, {}],
    [`198.51.100.7 - - ${common} "-" "-" `, {}],
    [`198.51.100.7 - - ${common} "a "quoted" word" "curl/8"`, { extra: '"a "quoted" word" "curl/8"' }],
    [`198.51.100.7 - - ${common} "-" "curl/8" TLSv1.3 <é🚀> \\"`, { ...curl, extra: 'TLSv1.3 <é🚀> \\"' }],
    [`198.51.100.7 - - ${common} "-" "curl/8" "a"b "c"`, { ...curl, extra: '"a"b "c"' }],
  ],
};

for (const [name, cases] of Object.entries(lines)) {
  test(name, () => {
    for (const [text, besides] of cases) {
      const wanted = Object.entries({ ...usual, ...besides }).filter(([, value]) => value !== undefined);
      assert.deepEqual(bothWays(text), Object.fromEntries(wanted), text);
    }
  });
}

test('the parts of a request', () => {
  const parts = (request: string) => {
    const { method, path, query, http_version } =
      bothWays(`198.51.100.7 - - ${CLOCK} "${request}" 200 12 "-" "curl/8"`, true) ?? {};
    return [method, path, query, http_version];
  };
  assert.deepEqual(parts('GET / HTTP/1.1'), ['GET', '/', undefined, '1.1']);
  assert.deepEqual(parts('POST /a/b?c=1&d=<2>?e HTTP/2.0'), ['POST', '/a/b', 'c=1&d=<2>?e', '2.0']);
  assert.deepEqual(parts('GET /é\\"🚀? HTTP/3'), ['GET', '/é\\"🚀', undefined, '3']);
  assert.deepEqual(parts('GET /'), ['GET', '/', undefined, undefined]);
  assert.deepEqual(parts('GET /?a'), ['GET', '/', 'a', undefined]);
  assert.deepEqual(parts('M-SEARCH * HTTP/1.1'), ['M-SEARCH', '*', undefined, '1.1']);
  assert.deepEqual(parts('CONNECT shop.example:443 HTTP/1.1'), [
    'CONNECT',
    'shop.example:443',
    undefined,
    '1.1',
  ]);
  for (const other of [
    '-',
    '',
    '\\x16\\x03\\x01',
    'GET',
    'GET ',
    'get / HTTP/1.1',
    'GET ?a HTTP/1.1',
    'GET /a b HTTP/1.1',
    'GET / HTTP/1.',
    'GET / HTTP/11',
    'GET / http/1.1',
  ])
    assert.deepEqual(parts(other), [undefined, undefined, undefined, undefined], other);
});

test('a document with the parts of its request holds the request as well', () => {
  const text = `198.51.100.7 - - ${CLOCK} "GET /a?b HTTP/1.1" 200 12`;
  const log = `${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: TIME })}\n`;
  const [document] = parseText(log, { requestParts: true });
  const { request, method, path, query, http_version } = document?.source ?? {};
  assert.deepEqual(
    [request, method, path, query, http_version],
    ['GET /a?b HTTP/1.1', 'GET', '/a', 'b', '1.1'],
  );
});
