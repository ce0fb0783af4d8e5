import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wellFormed } from '../../src/parse/json/well-formed.ts';

test('halves of surrogate pairs are replaced, pairs stay', () => {
  assert.equal(wellFormed('a\ud800b\udc00c🚀\udc00\ud83d'), 'a\ufffdb\ufffdc🚀\ufffd\ufffd');
});
