import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { fingerprint } from '../../src/tail/file/fingerprint.ts';

test('the key is the first 12 bytes of SHA-256 over id, NUL and first line, as base64url', () => {
  const hash = createHash('sha256').update('id\0line\n').digest().subarray(0, 12).toString('base64url');
  assert.equal(fingerprint('id', Buffer.from('line\n')), hash);
  assert.match(hash, /^[\w-]{16}$/);
  assert.notEqual(fingerprint('other', Buffer.from('line\n')), hash);
});
