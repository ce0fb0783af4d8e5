import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from '../../src/ship/failure.ts';

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
