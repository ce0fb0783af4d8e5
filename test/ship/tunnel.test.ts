import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { HttpSender, type SenderOptions } from '../../src/ship/requests/sender.ts';
import { TestProxy } from '../support/proxy.ts';
import { authority, client, clientKey, host, hostKey } from './authority.ts';
import { documents } from './batches.ts';
import { ScriptedServer } from './scripted-server.ts';
import { answer, body, cause } from './sender-rig.ts';

const basic = `Basic ${Buffer.from('agent:s3cr3t').toString('base64')}`;

/** A proxy that knows an https host and an http host as `es01.test:9200` and `es02.test:9200`. */
async function setUp(t: TestContext) {
  const plain = await new ScriptedServer().listen();
  const secure = createServer({ key: hostKey, cert: host + authority }, (request, response) => {
    request.resume();
    response.end('{"errors":false,"items":[]}');
  });
  secure.listen(0, '127.0.0.1');
  await once(secure, 'listening');
  const proxy = await new TestProxy({
    'es01.test:9200': (secure.address() as AddressInfo).port,
    'es02.test:9200': Number(plain.url.port),
  }).listen();
  const senders: HttpSender[] = [];
  t.after(async () => {
    for (const sender of senders) await sender.close();
    await proxy.close();
    await plain.close();
    secure.close();
    secure.closeAllConnections();
  });
  const senderTo = (url: string, options: Partial<SenderOptions> = {}, through = proxy.url): HttpSender => {
    const tls = () => ({ ca: authority });
    const proxyFor = () => through;
    const sender = new HttpSender(new URL(url), 'logs', { connections: 1, tls, proxyFor, ...options });
    senders.push(sender);
    return sender;
  };
  return { proxy, plain, senderTo };
}

function withPassword(url: URL): URL {
  const other = new URL(url);
  other.username = 'agent';
  other.password = 's3cr3t';
  return other;
}

test('an https host: a tunnel through the proxy, TLS to the host itself, one for many requests', async (t) => {
  const { proxy, senderTo } = await setUp(t);
  const sender = senderTo('https://es01.test:9200');
  for (let i = 0; i < 3; i++) assert.equal(answer(await sender.send(body)).status, 200);
  assert.deepEqual(proxy.asked, ['CONNECT es01.test:9200']);
  assert.equal(await sender.probe(), 200);
  assert.equal(sender.label, 'https://es01.test:9200');
});

test('an https host that is known by a fingerprint, behind a proxy', async (t) => {
  const { proxy, senderTo } = await setUp(t);
  const caFingerprint = new X509Certificate(authority).fingerprint256.replaceAll(':', '').toLowerCase();
  const sender = senderTo('https://es01.test:9200', { tls: () => ({ caFingerprint }) });
  assert.equal(answer(await sender.send(body)).status, 200);
  assert.equal(proxy.asked.length, 2, 'one connection to look at, one to send by');
});

test('an http host: the proxy carries each request, with the path and what the host wants to know', async (t) => {
  const { proxy, plain, senderTo } = await setUp(t);
  const sender = senderTo('http://elastic:word@es02.test:9200/behind');
  assert.equal(answer(await sender.send(body)).status, 200);
  assert.deepEqual(proxy.asked, ['POST http://es02.test:9200/behind/logs/_bulk']);
  assert.deepEqual(plain.requests[0]?.documents, documents('k', 2));
  assert.match(plain.requests[0]?.url ?? '', /^\/behind\/logs\/_bulk\?/);
  assert.equal(plain.requests[0]?.headers.host, 'es02.test:9200');
  assert.match(plain.requests[0]?.headers.authorization ?? '', /^Basic /);
  assert.equal(await sender.probe(), 200);
});

test('credentials of the proxy: for each way, and a sentence without them when they are missing', async (t) => {
  const { proxy, senderTo } = await setUp(t);
  proxy.wants = basic;
  const known = withPassword(proxy.url);
  assert.equal(answer(await senderTo('https://es01.test:9200', {}, known).send(body)).status, 200);
  const http = senderTo('http://es02.test:9200', {}, known);
  assert.equal(answer(await http.send(body)).status, 200);
  assert.equal(await http.probe(), 200);
  const reply = await senderTo('https://es01.test:9200').send(body);
  assert.equal(cause(reply), `the proxy ${proxy.url.origin} wants credentials (407)`);
  assert.match((reply.kind === 'failure' && reply.remedy) || '', /^write user and password into HTTPS_PROXY/);
  assert.equal(answer(await senderTo('http://es02.test:9200').send(body)).status, 407);
  proxy.wants = 'other';
  assert.doesNotMatch(
    JSON.stringify(await senderTo('https://es01.test:9200', {}, known).send(body)),
    /s3cr3t/,
  );
});

test('a proxy that refuses, does not answer, or is not there', async (t) => {
  const { proxy, senderTo } = await setUp(t);
  proxy.status = 403;
  const refused = await senderTo('https://es01.test:9200').send(body);
  assert.match(cause(refused), /^the proxy http:\S+ refuses to connect to es01\.test:9200: it answers 403$/);
  assert.match((refused.kind === 'failure' && refused.remedy) || '', /NO_PROXY/);
  proxy.silent = true;
  const silent = await senderTo('https://es01.test:9200', { connectTimeoutMs: 50 }).send(body);
  assert.match(cause(silent), /^the proxy http:\S+ does not answer$/);
  assert.ok(silent.kind === 'failure' && silent.timeout);
  const [secure, plain] = [senderTo('https://es01.test:9200'), senderTo('http://es02.test:9200')];
  await proxy.close();
  for (const sender of [secure, plain])
    assert.match(cause(await sender.send(body)), /^the proxy http:\S+ can't be reached: connection refused$/);
  await proxy.listen();
});

test('a certificate that can’t be read fails the request, and no more', async (t) => {
  const { senderTo } = await setUp(t);
  const chain = `${client}${authority.slice(0, 200)}\n-----END CERTIFICATE-----\n`;
  const sender = senderTo('https://es01.test:9200', {
    tls: () => ({ ca: authority, cert: chain, key: clientKey }),
  });
  const reply = await sender.send(body);
  assert.equal(reply.kind, 'failure');
});

test('an https proxy whose issuer nobody knows, and one that speaks no TLS: a sentence with the remedy', async (t) => {
  const { proxy, senderTo } = await setUp(t);
  const secure = await new TestProxy({}, { key: hostKey, cert: host + authority }).listen();
  t.after(() => secure.close());
  for (const url of ['https://es01.test:9200', 'http://es02.test:9200']) {
    const unknown = await senderTo(url, {}, secure.url).send(body);
    assert.equal(
      cause(unknown),
      `the proxy ${secure.url.origin} can't be reached: its TLS certificate has an unknown issuer`,
    );
    assert.match((unknown.kind === 'failure' && unknown.remedy) || '', /NODE_EXTRA_CA_CERTS/);
    const plain = await senderTo(url, {}, new URL(proxy.url.href.replace('http:', 'https:'))).send(body);
    assert.match(cause(plain), /^the proxy https:\S+ can't be reached: it does not speak TLS$/);
    assert.match((plain.kind === 'failure' && plain.remedy) || '', /^write http:\/\/ before its name$/);
  }
  assert.deepEqual([secure.asked, proxy.asked], [[], []]);
});
