import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hasPhrase, hasPrefix, words } from '../../src/store/search/words.ts';

test('words', () => {
  assert.deepEqual(words('GET /Index.html?q=1 "HTTP/1.1"'), ['get', 'index.html', 'q', '1', 'http', '1.1']);
  assert.deepEqual(words("don't stop. 10.0.0.1, été 日本"), ["don't", 'stop', '10.0.0.1', 'été', '日本']);
  assert.deepEqual(words(404), ['404']);
  assert.deepEqual(words('--- !'), []);
});

test('a phrase is whole words side by side', () => {
  const found = hasPhrase('Disk is');
  assert.equal(found('the disk IS full'), true);
  assert.equal(found('disk isolated'), false);
  assert.equal(found('is disk'), false);
  assert.equal(found('the disk, is'), true);
  assert.equal(hasPhrase('---')('anything --- at all'), false);
});

test('a prefix is of the value or of a word in it', () => {
  const found = hasPrefix('We');
  assert.equal(found('web-1'), true);
  assert.equal(found('the weather'), true);
  assert.equal(found('power'), false);
  assert.equal(hasPrefix('/in')('/index.html'), true);
});
