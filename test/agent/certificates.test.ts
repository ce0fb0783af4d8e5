import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  authority,
  client,
  clientKey,
  host,
  hostKey,
  otherClient,
  otherClientKey,
} from '../ship/authority.ts';
import { Scenario } from '../support/scenario.ts';

const certificate = { key: hostKey, cert: host + authority, ca: authority, requestCert: true } as const;
const { fingerprint256 } = new X509Certificate(authority);

test('certificates: the host is known by the fingerprint of its issuer, and the certificate of the agent is renewed without a restart', async (t) => {
  const scenario = await Scenario.begin(t, { certificate });
  const { elasticsearch } = scenario;
  const [cert, key] = [join(scenario.folder, 'client.pem'), join(scenario.folder, 'client.key')];
  writeFileSync(cert, client);
  writeFileSync(key, clientKey, { mode: 0o600 });
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('by the first certificate');
  const options = ['--ca-fingerprint', fingerprint256, '--cert-file', cert, '--key-file', key];
  const agent = scenario.startAgent('prod1', ...options, '--listen', '127.0.0.1:0');
  await scenario.delivered();
  await agent.becomesReady();
  assert.equal(elasticsearch.client, 'logagent');

  writeFileSync(cert, otherClient);
  writeFileSync(key, otherClientKey);
  elasticsearch.renew(certificate);
  container.print('by the second certificate');
  await scenario.delivered();
  assert.equal(elasticsearch.client, 'logagent again');
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.doesNotMatch(agent.output, /PRIVATE/);
  await scenario.assertDelivered('two certificates in one run');
});

test('certificates: another fingerprint: nothing is sent, unready with the remedy; the right one delivers', async (t) => {
  const scenario = await Scenario.begin(t, { certificate: { key: hostKey, cert: host + authority } });
  const container = scenario.docker.create({ name: 'prod1' });
  container.print('not for a stranger');
  const wrong = ['--ca-fingerprint', 'ab'.repeat(32), '--listen', '127.0.0.1:0'];
  const agent = scenario.startAgent('prod1', ...wrong);
  await agent.becomesUnready(
    /no certificate that the host shows has the fingerprint .*; compare it with openssl/,
  );
  assert.deepEqual(await agent.stop(), { code: 0, signal: null });
  assert.equal(scenario.waiting, 1);
  const right = scenario.startAgent('prod1', '--ca-fingerprint', fingerprint256.replaceAll(':', ''));
  await scenario.delivered();
  assert.deepEqual(await right.stop(), { code: 0, signal: null });
  await scenario.assertDelivered('by the right fingerprint');
});
