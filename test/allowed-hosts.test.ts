import assert from 'node:assert/strict';
import { hostname } from 'node:os';
import { test } from 'node:test';
import fc from 'fast-check';
import { foreignHost } from '../src/allowed-hosts.ts';

const NAMES = ['Logs.example.com', '192.0.2.99', '2001:db8::99'];
const foreign = (host?: string, origin?: string) =>
  foreignHost({ ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) }, NAMES, () => [
    '192.0.2.7',
    '2001:db8::7',
  ]);

test('loopback names and addresses, own ones, and the host that the server listens on', () => {
  const own = [
    ...['localhost', 'LOCALHOST:9280', 'localhost.', 'logs.localhost:1', hostname()],
    ...[
      '127.0.0.1',
      '127.0.0.1:9280',
      '127.8.9.10',
      '[::1]',
      '[::1]:9280',
      '[0:0:0:0:0:0:0:1]',
      '[::ffff:127.0.0.1]',
    ],
    ...['192.0.2.7:80', '[2001:db8::7]', '[2001:DB8:0:0::7]:9280', '[::ffff:192.0.2.7]'],
    ...['logs.example.com', 'LOGS.example.com.:9280', '192.0.2.99:9280', '[2001:DB8:0::99]'],
  ];
  for (const host of own) assert.equal(foreign(host), undefined, host);
});

test('other names and addresses, and what is none', () => {
  const others = [
    ...[
      'rebound.example.com',
      'example.com',
      'x.logs.example.com',
      'logs.example.com.evil.example',
      'store',
      'x:9280',
    ],
    ...['localhost.example.com', 'xlocalhost', '127.0.0.1.example.com', 'localhost..'],
    ...['192.0.2.8', '[2001:db8::8]', '0.0.0.0', '8.8.8.8:9280', '[::]', '2130706433', '0x7f.1', '127.1'],
    ...[
      '',
      ':9280',
      '[]',
      '[localhost]',
      'localhost:x',
      'localhost@example.com',
      'example.com#localhost',
      'a b',
      '::1',
    ],
    ...['localhost, example.com', 'example.com/localhost', 'localhost\\example.com', '\u0130', 'null'],
  ];
  for (const host of others) assert.equal(foreign(host), host, host);
});

test('an origin is judged as the host is', () => {
  assert.equal(foreign('localhost', 'http://localhost:3000'), undefined);
  assert.equal(foreign('localhost', 'https://logs.example.com'), undefined);
  assert.equal(foreign('localhost', 'http://[::1]:80'), undefined);
  for (const origin of [
    ...['http://example.com', 'https://store', 'null', '', 'file://', 'http://', 'localhost'],
    ...['http://localhost:80@example.com', 'chrome-extension://localhost', 'http://localhost/'],
  ]) {
    assert.equal(foreign('localhost', origin), origin, origin);
  }
});

test('a request without these headers is no browser', () => {
  assert.equal(foreign(), undefined);
  assert.equal(foreign(undefined, 'http://example.com'), 'http://example.com');
});

test('the addresses of interfaces are own ones', () => {
  assert.equal(foreignHost({ host: '192.0.2.7' }, ['0.0.0.0']), '192.0.2.7');
  assert.equal(foreignHost({ host: '127.0.0.1:9280' }, ['0.0.0.0']), undefined);
});

test('no text is taken for an own name unless it is written as one', () => {
  const own =
    /^(?:localhost|.*\.localhost|logs\.example\.com|192\.0\.2\.7|127(?:\.\d+){3}|\[[\da-f:.]*\])\.?(?::\d*)?$/is;
  const parts = ['localhost', '.', ':', '[', ']', '127.0.0.1', '@', 'x', '1', '\0'];
  const near = fc.array(fc.constantFrom(...parts), { maxLength: 6 }).map((some) => some.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string(), near), (text) => {
      if (foreign(text) === undefined && !text.toLowerCase().startsWith(hostname())) assert.match(text, own);
    }),
  );
});
