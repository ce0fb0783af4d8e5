import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import type { TLSSocket } from 'node:tls';
import type { TlsSettings } from '../../src/ship/requests/connector.ts';
import { HttpSender } from '../../src/ship/requests/sender.ts';
import {
  authority,
  client,
  clientKey,
  forged,
  forgedKey,
  host,
  hostKey,
  otherClient,
  otherClientKey,
} from './authority.ts';
import { good } from './certificates.ts';
import { answer, body, cause } from './sender-rig.ts';

const sha256 = (pem: string): string =>
  new X509Certificate(pem).fingerprint256.replaceAll(':', '').toLowerCase();

/** A server by TLS. `seen` are the names in the certificates that it was shown. */
async function serverOf(t: TestContext, options: ServerOptions) {
  const seen: (string | undefined)[] = [];
  const server = createServer(options, (request, response) => {
    // Each request has a connection of its own, so that each is a handshake.
    response.shouldKeepAlive = false;
    seen.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined);
    request.resume();
    response.end('{"errors":false,"items":[]}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const url = new URL(`https://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return { url, seen, server };
}

function senderOf(t: TestContext, url: URL, tls: () => TlsSettings): HttpSender {
  const sender = new HttpSender(url, 'logs', { connections: 1, tls });
  t.after(() => sender.close());
  return sender;
}

/** The same object each time. */
const always = (settings: TlsSettings) => () => settings;
const shown = { key: hostKey, cert: host + authority };

test('a fingerprint of the issuer, as Elasticsearch prints it, or of the host itself: each makes the host trusted', async (t) => {
  const { url } = await serverOf(t, shown);
  for (const caFingerprint of [sha256(authority), sha256(host)]) {
    const sender = senderOf(t, url, always({ caFingerprint }));
    assert.equal(answer(await sender.send(body)).status, 200);
    assert.equal(answer(await sender.send(body)).status, 200, 'a second connection');
    assert.equal(await sender.probe(), 200);
  }
});

test('a fingerprint that no certificate of the host has: nothing is sent, and the remedy is told', async (t) => {
  const { url, seen } = await serverOf(t, shown);
  const sender = senderOf(t, url, always({ caFingerprint: sha256(good) }));
  const reply = await sender.send(body);
  assert.equal(cause(reply), 'no certificate that the host shows has the fingerprint of --ca-fingerprint');
  assert.match((reply.kind === 'failure' && reply.remedy) || '', /^compare it with openssl x509/);
  assert.deepEqual(seen, []);
});

test('a host that shows the right issuer beside a certificate that it has not issued is not trusted', async (t) => {
  const { url, seen } = await serverOf(t, { key: forgedKey, cert: forged + authority });
  const sender = senderOf(t, url, always({ caFingerprint: sha256(authority) }));
  cause(await sender.send(body));
  assert.equal(await sender.probe(), 0);
  assert.deepEqual(seen, []);
});

test('a certificate of the agent is not shown while the host is only looked at', async (t) => {
  const asked = { ...shown, ca: authority, requestCert: true, rejectUnauthorized: false };
  // So that the host has seen all of the handshake before the agent ends it.
  const maxVersion = 'TLSv1.2' as const;
  const { url, seen, server } = await serverOf(t, { ...asked, maxVersion });
  const handshakes: (string | undefined)[] = [];
  server.on('secureConnection', (socket: TLSSocket) => {
    handshakes.push(socket.getPeerCertificate().subject?.CN as string | undefined);
  });
  const mine = { cert: client, key: clientKey };
  const stranger = senderOf(t, url, always({ ...mine, caFingerprint: '0'.repeat(64) }));
  cause(await stranger.send(body));
  assert.deepEqual([handshakes, seen], [[undefined], []]);
  const right = senderOf(t, url, always({ ...mine, caFingerprint: sha256(authority) }));
  answer(await right.send(body));
  assert.ok(seen[0] !== undefined, 'to the host that was recognised it is');
});

test('a fingerprint does not make up for another name', async (t) => {
  const { url } = await serverOf(t, shown);
  const other = new URL(url.href.replace('127.0.0.1', '127.0.0.2'));
  const { server } = await serverOf(t, shown);
  server.close();
  server.listen(Number(other.port), '127.0.0.2');
  await once(server, 'listening');
  const sender = senderOf(t, other, always({ caFingerprint: sha256(authority) }));
  assert.equal(cause(await sender.send(body)), "the host's TLS certificate is for another name");
});

test('other certificates to check by count from the next connection on', async (t) => {
  const { url } = await serverOf(t, shown);
  let settings: TlsSettings = { ca: good };
  const sender = senderOf(t, url, () => settings);
  assert.match(cause(await sender.send(body)), /unknown issuer/);
  settings = { ca: authority };
  assert.equal(answer(await sender.send(body)).status, 200);
});

test('a certificate of the agent is shown, and another one from the next connection on', async (t) => {
  const { url, seen } = await serverOf(t, { ...shown, ca: authority, requestCert: true });
  let settings: TlsSettings = { ca: authority, cert: client, key: clientKey };
  const sender = senderOf(t, url, () => settings);
  answer(await sender.send(body));
  settings = { ca: authority, cert: otherClient, key: otherClientKey };
  answer(await sender.send(body));
  assert.deepEqual(seen, ['logagent', 'logagent again']);
  const pinned = senderOf(t, url, () => ({ ...settings, ca: '', caFingerprint: sha256(authority) }));
  answer(await pinned.send(body));
  assert.equal(seen.at(-1), 'logagent again');
});
