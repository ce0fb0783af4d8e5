import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import { createServer } from 'node:net';
import { type TestContext, test } from 'node:test';
import { HttpSender } from '../../src/ship/requests/sender.ts';
import { withAddressHint } from '../../src/ship/requests/wrong-address.ts';
import { documents } from './batches.ts';
import { expired, good, key } from './certificates.ts';
import { answer, body, cause, setUp } from './sender-rig.ts';

test('a body goes to _bulk of the index, and the answer comes back whole', async (t) => {
  const { server, sender } = await setUp(t);
  const reply = answer(await sender.send(body));
  assert.equal(reply.status, 200);
  assert.equal(reply.retryAfterMs, 0);
  assert.equal(
    reply.bytes.toString(),
    '{"errors":false,"items":[{"create":{"status":201}},{"create":{"status":201}}]}',
  );
  const [request] = server.requests;
  assert.equal(
    request?.url,
    '/logs/_bulk?filter_path=errors,items.*.status,items.*.error,items.*.failure_store',
  );
  assert.equal(request?.headers['content-type'], 'application/x-ndjson');
  assert.equal(request?.headers.authorization, undefined);
  assert.deepEqual(request?.documents, documents('k', 2));
});

test('credentials in the URL become a header and are in no label; a path goes before the index', async (t) => {
  const { server, sender } = await setUp(t, (url) => {
    url.username = 'el@stic';
    url.password = 'p:ß/';
    url.pathname = '/behind/proxy/';
  });
  answer(await sender.send(body));
  const [request] = server.requests;
  assert.match(request?.url ?? '', /^\/behind\/proxy\/logs\/_bulk\?/);
  const encoded = Buffer.from('el@stic:p:ß/').toString('base64');
  assert.equal(request?.headers.authorization, `Basic ${encoded}`);
  assert.equal(sender.label, `http://${server.url.host}`);
});

test('a password with a lone % is taken as it stands', async (t) => {
  const change = (url: URL): void => {
    url.username = 'elastic';
    url.password = '100%';
  };
  const { server, sender } = await setUp(t, change);
  answer(await sender.send(body));
  const encoded = Buffer.from('elastic:100%').toString('base64');
  assert.equal(server.requests[0]?.headers.authorization, `Basic ${encoded}`);
});

test('an API key goes before credentials', async (t) => {
  const change = (url: URL): void => {
    url.username = 'elastic';
  };
  const { server, sender } = await setUp(t, change, { authorization: () => 'ApiKey aWQ6a2V5' });
  answer(await sender.send(body));
  assert.equal(server.requests[0]?.headers.authorization, 'ApiKey aWQ6a2V5');
});

test('401: where the credentials come from is looked at again, and others are tried before that is an answer', async (t) => {
  let key = 'old';
  const asked: boolean[] = [];
  const authorization = (anew: boolean): string => {
    asked.push(anew);
    return `ApiKey ${key}`;
  };
  const { server, sender } = await setUp(t, undefined, { authorization });
  server.script = ({ headers }) => {
    const refused = headers.authorization !== 'ApiKey new';
    // It changes while the request is under way.
    if (refused && server.requests.length > 1) key = 'new';
    return refused ? { status: 401 } : undefined;
  };
  assert.equal(answer(await sender.send(body)).status, 401);
  assert.deepEqual(asked, [false, true], 'the same key is not tried twice');
  assert.equal(answer(await sender.send(body)).status, 200);
  const used = server.requests.map(({ headers }) => headers.authorization);
  assert.deepEqual(used, ['ApiKey old', 'ApiKey old', 'ApiKey new']);
  assert.deepEqual(server.requests.at(-1)?.documents, documents('k', 2));
});

test('gzip arrives as the same documents', async (t) => {
  const { server, sender } = await setUp(t, undefined, { gzip: true });
  answer(await sender.send(body));
  assert.equal(server.requests[0]?.headers['content-encoding'], 'gzip');
  assert.deepEqual(server.requests[0]?.documents, documents('k', 2));
});

test('a refusal is an answer, with its patience', async (t) => {
  const { server, sender } = await setUp(t);
  server.script = () => ({ status: 503, body: 'later', headers: { 'retry-after': '3' } });
  const reply = answer(await sender.send(body));
  assert.deepEqual([reply.status, reply.bytes.toString(), reply.retryAfterMs], [503, 'later', 3000]);
});

test('a redirect is not followed', async (t) => {
  const { server, sender } = await setUp(t);
  server.script = () => ({ status: 307, headers: { location: 'http://127.0.0.1:1/' } });
  assert.equal(answer(await sender.send(body)).status, 307);
});

test('failures are told in words', async (t) => {
  const { server, sender } = await setUp(t, undefined, { answerTimeoutMs: 50 });
  server.script = () => 'reset';
  assert.match(cause(await sender.send(body)), /^connection (reset|closed by the host)$/);
  server.script = () => 'reply-cut';
  assert.match(cause(await sender.send(body)), /connection|cut short|terminated/);
  server.script = () => 'silent';
  const reply = await sender.send(body);
  assert.equal(cause(reply), 'no answer within the time-out');
  assert.ok(reply.kind === 'failure' && reply.timeout);
  await server.close();
  assert.equal(cause(await sender.send(body)), 'connection refused');
});

test('after a failure the next request finds the host again', async (t) => {
  const { server, sender } = await setUp(t);
  await server.close();
  cause(await sender.send(body));
  await server.listen();
  assert.equal(answer(await sender.send(body)).status, 200);
});

test('a name that DNS does not know', async () => {
  const sender = new HttpSender(new URL('http://no-such-host.invalid:9200'), 'logs', { connections: 1 });
  // Without any DNS server the resolver can't even say that.
  assert.match(cause(await sender.send(body)), /unknown to DNS|DNS does not answer/);
  await sender.close();
});

test('https to a host that speaks plain HTTP', async (t) => {
  const { server } = await setUp(t);
  const sender = new HttpSender(new URL(`https://${server.url.host}`), 'logs', { connections: 1 });
  t.after(() => sender.close());
  const reply = await sender.send(body);
  assert.equal(cause(reply), 'the host does not speak TLS');
  assert.equal(reply.kind === 'failure' && reply.remedy, 'use http:// for this host');
});

test('http to a host that speaks TLS: told what to write, whether it breaks off or says so itself', async (t) => {
  const secure = await secureServer(t, good);
  const { server, sender } = await setUp(t);
  const wrong = new HttpSender(new URL(`http://${secure.host}`), 'logs', { connections: 1 });
  t.after(() => wrong.close());
  server.script = () => ({
    status: 400,
    body: '<html><center>The plain HTTP request was sent to HTTPS port</center></html>',
  });
  for (const reply of [await wrong.send(body), await sender.send(body)]) {
    assert.equal(cause(reply), 'the host speaks TLS, and is asked without');
    const remedy = reply.kind === 'failure' && reply.remedy;
    assert.equal(remedy, 'write https:// for this host in place of http://');
  }
});

test('an address without a port at which nobody listens: told which port is asked and what to write', async () => {
  const failure = { kind: 'failure', cause: 'connection refused', timeout: false } as const;
  const remedy = async (url: string) => (await withAddressHint(failure, new URL(url))).remedy ?? '';
  assert.match(
    await remedy('http://u:hunter2@es01'),
    /^the address has no port, so that port 80 .* write http:\/\/es01:9200 if/,
  );
  assert.match(await remedy('https://es01/path'), /port 443 is asked: write https:\/\/es01:9200 if/);
  assert.equal(await remedy('http://es01:9200'), '');
});

test('a host that does not speak HTTP', async (t) => {
  const mail = createServer((socket) => socket.end('220 mail.example ESMTP\r\n')).listen(0, '127.0.0.1');
  await once(mail, 'listening');
  const { port } = mail.address() as { port: number };
  const sender = new HttpSender(new URL(`http://127.0.0.1:${port}`), 'logs', { connections: 1 });
  t.after(async () => {
    await sender.close();
    mail.close();
  });
  assert.equal(cause(await sender.send(body)), 'the host does not speak HTTP');
});

test('close ends requests under way, more than once', async (t) => {
  const { server, sender } = await setUp(t);
  server.script = () => 'silent';
  const sending = sender.send(body);
  await sender.close();
  await sender.close();
  cause(await sending);
});

async function secureServer(t: TestContext, cert: string): Promise<URL> {
  const server = createSecureServer({ key, cert }, (_, response) => response.end('{"errors":false}'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as { port: number };
  return new URL(`https://127.0.0.1:${port}`);
}

test('https with a certificate that --ca-file vouches for, and one that nobody knows', async (t) => {
  const url = await secureServer(t, good);
  const trusting = new HttpSender(url, 'logs', { connections: 1, tls: () => ({ ca: good }) });
  const doubting = new HttpSender(url, 'logs', { connections: 1 });
  t.after(() => Promise.all([trusting.close(), doubting.close()]));
  assert.equal(answer(await trusting.send(body)).status, 200);
  const reply = await doubting.send(body);
  assert.match(cause(reply), /TLS certificate is signed by itself/);
  assert.match((reply.kind === 'failure' && reply.remedy) || '', /--ca-file/);
});

test('https with an expired certificate', async (t) => {
  const url = await secureServer(t, expired);
  const sender = new HttpSender(url, 'logs', { connections: 1, tls: () => ({ ca: good }) });
  t.after(() => sender.close());
  assert.equal(cause(await sender.send(body)), "the host's TLS certificate has expired");
});

test('a pipeline is in the address, and no index where documents name their own', async (t) => {
  const { server, sender } = await setUp(t, () => {}, { pipeline: 'a b' });
  answer(await sender.send(body));
  assert.match(server.requests[0]?.url ?? '', /^\/logs\/_bulk\?pipeline=a%20b&filter_path=errors,/);
  const own = new HttpSender(server.url, undefined, { connections: 1 });
  t.after(() => own.close());
  answer(await own.send(body));
  assert.match(server.requests[1]?.url ?? '', /^\/_bulk\?filter_path=errors,/);
});
