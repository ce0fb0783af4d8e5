import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../src/ship/requests/failure.ts';

const failed = (code: string, message = '') => failureOf(Object.assign(new Error(message), { code }));

test('known errors are put into words', () => {
  assert.equal(failed('ECONNREFUSED').cause, 'connection refused');
  assert.equal(failed('ENOTFOUND').cause, 'the host name is unknown to DNS');
  const parser = Object.assign(new Error('Expected HTTP/'), { name: 'HTTPParserError' });
  assert.equal(failureOf(parser).cause, 'the host does not speak HTTP');
  assert.deepEqual(failed('CERT_HAS_EXPIRED'), {
    kind: 'failure',
    cause: "the host's TLS certificate has expired",
    remedy: 'renew the certificate',
    timeout: false,
  });
});

test('certificates that a host refuses or misses: the options that give others', () => {
  for (const [code, cause] of [
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'the host wants a certificate of this agent'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', "the host does not know the issuer of this agent's certificate"],
    ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', "the host does not take this agent's certificate"],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'the host breaks off the TLS handshake'],
  ] as const) {
    const failure = failed(code);
    assert.equal(failure.cause, cause);
    assert.match(failure.remedy ?? '', /give --cert-file and --key-file/);
  }
  assert.match(failed('FINGERPRINT').remedy ?? '', /openssl x509 .*--ca-file/);
});

test('time-outs are told from other failures', () => {
  for (const code of [
    'UND_ERR_CONNECT_TIMEOUT',
    'UND_ERR_HEADERS_TIMEOUT',
    'UND_ERR_BODY_TIMEOUT',
    'ETIMEDOUT',
  ]) {
    assert.ok(failed(code).timeout, code);
  }
  assert.ok(!failed('ECONNRESET').timeout);
});

test('unknown errors keep their own words', () => {
  assert.equal(failed('EWHATEVER', 'something new').cause, 'something new');
  assert.equal(failureOf(new Error('without a code')).cause, 'without a code');
  assert.equal(failureOf('thrown text').cause, 'thrown text');
});

test('every refused connection to a name with several addresses is one cause', () => {
  const error = new AggregateError([new Error('::1'), new Error('127.0.0.1')], '');
  assert.equal(failureOf(Object.assign(error, { code: 'ECONNREFUSED' })).cause, 'connection refused');
});
