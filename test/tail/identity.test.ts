import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identify } from '../../src/tail/identity.ts';

const followed = { dev: 1, ino: 2, readTo: 100, mtimeMs: 5 };
const seen = { dev: 1, ino: 2, size: 100, mtimeMs: 5 };

test('nothing happened', () => assert.equal(identify(followed, seen), 'same'));
test('more bytes', () => assert.equal(identify(followed, { ...seen, size: 101, mtimeMs: 6 }), 'grown'));
test('fewer bytes', () => assert.equal(identify(followed, { ...seen, size: 99, mtimeMs: 6 }), 'shrunk'));
test('written to, of the same size', () =>
  assert.equal(identify(followed, { ...seen, mtimeMs: 6 }), 'touched'));
test('another inode', () => assert.equal(identify(followed, { ...seen, ino: 3 }), 'replaced'));
test('another device', () => assert.equal(identify(followed, { ...seen, dev: 3, size: 5 }), 'replaced'));
