import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { accessBy, filesOf } from '../../src/access/access.ts';
import { certificateFile, privateKeyFile } from '../../src/access/certificates.ts';
import { authorizationBy, keyFile, passwordFile } from '../../src/access/secrets.ts';
import { client, clientKey, otherClient, otherClientKey } from '../ship/authority.ts';
import { expired, good } from '../ship/certificates.ts';

const folder = mkdtempSync(join(tmpdir(), 'logagent-secrets-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const written = (text: string, name = 'secret'): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const basic = (text: string): string => `Basic ${Buffer.from(text).toString('base64')}`;

test('each kind of credentials is its header, with what is in the file now', () => {
  assert.equal(authorizationBy({}), undefined);
  assert.equal(authorizationBy({ user: '' }), undefined);
  assert.equal(authorizationBy({ apiKey: 'a2V5' })?.(false), 'ApiKey a2V5');
  const path = written(' a2V5\n');
  const byKey = authorizationBy({ apiKeyFile: keyFile(path) });
  const byToken = authorizationBy({ bearerTokenFile: keyFile(path) });
  assert.equal(byKey?.(false), 'ApiKey a2V5');
  assert.equal(byToken?.(false), 'Bearer a2V5');
  written('AAEAAWVsYXN0aWM\n');
  assert.equal(byKey?.(false), 'ApiKey AAEAAWVsYXN0aWM');
  assert.equal(byToken?.(true), 'Bearer AAEAAWVsYXN0aWM');
});

test('a password is a line: spaces belong to it, the line end does not', () => {
  for (const [text, password] of [
    ['p:ß word \n', 'p:ß word '],
    ['#,@/%\r\n', '#,@/%'],
    ['bare', 'bare'],
  ] as const) {
    const by = authorizationBy({ user: 'elastic', passwordFile: passwordFile(written(text)) });
    assert.equal(by?.(false), basic(`elastic:${password}`));
  }
});

test('what can be no secret is refused without being repeated', () => {
  for (const open of [
    () => passwordFile(written('hunter2\nhunter3\n')),
    () => keyFile(written('hunter2 hunter3')),
    () => keyFile(written('hunter2'.repeat(10_000))),
  ]) {
    assert.throws(
      open,
      (error: Error) => /^(it holds|EFBIG)/.test(error.message) && !/hunter/.test(error.message),
    );
  }
});

test('certificates are the same object until the file changes', () => {
  const path = written(good, 'ca.pem');
  const { tls, authorization } = accessBy({ ca: certificateFile(path) });
  assert.equal(authorization, undefined);
  const first = tls?.();
  assert.deepEqual(first, { ca: good });
  assert.equal(tls?.(), first);
  written(expired, 'ca.pem');
  assert.deepEqual(tls?.(), { ca: expired });
  written('junk', 'ca.pem');
  assert.deepEqual(tls?.(), { ca: expired });
  assert.deepEqual(accessBy({}), {});
});

test('a certificate and its key: between the change of one and of the other the last pair is used on', () => {
  const [cert, key] = [written(client, 'client.pem'), written(clientKey, 'client.key')];
  const { tls } = accessBy({
    certificate: certificateFile(cert),
    key: privateKeyFile(key),
    caFingerprint: 'ab',
  });
  assert.deepEqual(tls?.(), { cert: client, key: clientKey, caFingerprint: 'ab' });
  written(otherClient, 'client.pem');
  assert.deepEqual(tls?.(), { cert: client, key: clientKey, caFingerprint: 'ab' });
  written(otherClientKey, 'client.key');
  assert.deepEqual(tls?.(), { cert: otherClient, key: otherClientKey, caFingerprint: 'ab' });
  assert.equal(tls?.(), tls?.());
});

test('a certificate whose key is not there yet is told of, until both fit', () => {
  const certificate = certificateFile(written(client, 'half-cert.pem'));
  const key = privateKeyFile(written(clientKey, 'half-key.pem'));
  const shown = accessBy({ certificate, key }).tls;
  const pair = filesOf({ certificate, key }).find(({ option }) => option === '--cert-file')?.file;
  assert.equal(pair?.trouble, undefined);
  written(otherClient, 'half-cert.pem');
  pair?.look();
  assert.equal(pair?.trouble, 'the key in --key-file is not that of its first certificate');
  assert.deepEqual(shown?.(), { cert: client, key: clientKey });
  written(otherClientKey, 'half-key.pem');
  assert.equal(pair?.trouble, undefined);
  assert.deepEqual(shown?.(), { cert: otherClient, key: otherClientKey });
});

test('the files that are told of, and which hold secrets', () => {
  const key = keyFile(written('a2V5'));
  const files = filesOf({
    apiKeyFile: key,
    bearerTokenFile: key,
    passwordFile: key,
    ca: certificateFile(written(good, 'ca.pem')),
    certificate: certificateFile(written(client, 'client.pem')),
    key: privateKeyFile(written(clientKey, 'client.key')),
  });
  assert.deepEqual(
    files.map(({ option, isSecret }) => [option, isSecret]),
    [
      ['--api-key-file', true],
      ['--bearer-token-file', true],
      ['--password-file', true],
      ['--ca-file', false],
      ['--cert-file', false],
      ['--key-file', true],
    ],
  );
});
