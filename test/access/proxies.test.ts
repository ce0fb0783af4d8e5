import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressOfCloudId } from '../../src/access/cloud-id.ts';
import { proxiesBy } from '../../src/access/proxies.ts';

const through = (env: Record<string, string>, url: string): string | undefined =>
  proxiesBy(env)?.for(new URL(url))?.href;

test('a proxy for each scheme, small letters first, an address without a scheme is http', () => {
  assert.equal(proxiesBy({}), undefined);
  assert.equal(proxiesBy({ HTTPS_PROXY: '', NO_PROXY: '*' }), undefined);
  const env = { HTTPS_PROXY: 'http://s:3128', HTTP_PROXY: 'p:3129' };
  assert.equal(through(env, 'https://es01.test:9200'), 'http://s:3128/');
  assert.equal(through(env, 'http://es01.test:9200'), 'http://p:3129/');
  assert.equal(through({ ...env, https_proxy: 'https://small' }, 'https://es01.test'), 'https://small/');
  assert.equal(through({ HTTP_PROXY: 'p:3129' }, 'https://es01.test:9200'), undefined);
});

test('requests to this machine and to names of its own networks go directly', () => {
  const env = { HTTP_PROXY: 'http://p:3128' };
  for (const url of [
    'http://127.0.0.1:9280',
    'http://127.7.0.1',
    'http://localhost:1',
    'http://[::1]:1',
    'http://a.localhost.',
    'http://0.0.0.0:9280',
    'http://es01:9200',
    'http://host.docker.internal:9200',
    'http://es.local',
  ])
    assert.equal(through(env, url), undefined, url);
  assert.equal(through(env, 'http://192.0.2.1'), 'http://p:3128/');
});

test('NO_PROXY: names with all below them, addresses, ranges, ports, everything', () => {
  const direct = (list: string, url: string): boolean =>
    through({ HTTP_PROXY: 'http://p:3128', NO_PROXY: list }, url) === undefined;
  for (const [list, url, expected] of [
    ['*', 'http://es01.test', true],
    ['es01.test', 'http://es01.test:9200', true],
    ['other, ES01.TEST', 'http://es01.test:9200', true],
    ['example.com', 'http://es01.example.com', true],
    ['.example.com', 'http://es01.example.com', true],
    ['*.example.com', 'http://es01.example.com', true],
    ['example.com', 'http://badexample.com', false],
    ['es01.test:9200', 'http://es01.test:9200', true],
    ['es01.test:9200', 'http://es01.test:9201', false],
    ['es01.test:80', 'http://es01.test', true],
    ['10.0.0.0/8', 'http://10.1.2.3:9200', true],
    ['10.0.0.0/8', 'http://11.1.2.3:9200', false],
    ['10.0.0.0/8', 'http://es01.test', false],
    ['10.0.0.0/99', 'http://10.1.2.3', false],
    ['192.0.2.7', 'http://192.0.2.7:9200', true],
    ['2001:db8::7', 'http://[2001:db8::7]:9200', true],
    ['[2001:db8::7]:9200', 'http://[2001:db8::7]:9200', true],
    ['2001:db8::/32', 'http://[2001:db8::7]:9200', true],
    ['', 'http://es01.test', false],
  ] as const)
    assert.equal(direct(list, url), expected, `${list} ${url}`);
});

test('what is no address of a proxy is a sentence that does not repeat it, told where it would be used', () => {
  for (const text of ['socks5://u:hunter2@p:1080', 'http://u:hunter2@[', 'u:hunter2@', 'http://']) {
    const proxies = proxiesBy({ https_proxy: text });
    assert.throws(
      () => proxies?.for(new URL('https://es01.test')),
      ({ message }: Error) =>
        /^https_proxy is not the address of an HTTP proxy\. Write it like http:\/\/proxy:3128/.test(
          message,
        ) && !message.includes('hunter2'),
      text,
    );
    for (const url of ['http://es01.test', 'https://es01'])
      assert.equal(proxies?.for(new URL(url)), undefined);
  }
});

test('a raw / in the password of a proxy: nothing is sent to what looks like its host, and no part of it is told', () => {
  for (const proxy of ['http://agent:12/s3cr3t@p:3128', 'agent:1#s3cr3t@p:3128', 'http://agent:1?s3cr3t@p']) {
    assert.throws(
      () => through({ HTTPS_PROXY: proxy }, 'https://es01.test:9200'),
      (error: Error) => /Write \/ in them as %2F/.test(error.message) && !/s3cr|agent/.test(error.message),
      proxy,
    );
  }
});

test('cloud ids', () => {
  const id = (text: string): string => `name:${Buffer.from(text).toString('base64')}`;
  const address = (text: string): string | undefined => addressOfCloudId(text)?.origin;
  assert.equal(address(id('us-east-1.aws.found.io$abc$def')), 'https://abc.us-east-1.aws.found.io');
  assert.equal(address(id('found.io:9243$abc$')), 'https://abc.found.io:9243');
  assert.equal(address(id('found.io:9243$abc:9244$')), 'https://abc.found.io:9244');
  assert.equal(address(id('found.io$abc').slice(5)), 'https://abc.found.io');
  for (const wrong of [
    '',
    'name:',
    id('found.io'),
    id('$abc'),
    id('a/b$abc'),
    id('found.io$a@b'),
    'https://es01.test',
  ])
    assert.equal(address(wrong), undefined, wrong);
});
