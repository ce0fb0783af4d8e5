import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identify, type Seen } from '../../src/tail/file/identity.ts';

const seen = { dev: 1, ino: 2, size: 100, mtimeMs: 5 };
const compare = (changes: Partial<Seen>) => identify({ dev: 1, ino: 2 }, 100, 5, { ...seen, ...changes });

test('nothing happened', () => assert.equal(compare({}), 'same'));
test('more bytes', () => assert.equal(compare({ size: 101, mtimeMs: 6 }), 'grown'));
test('fewer bytes', () => assert.equal(compare({ size: 99, mtimeMs: 6 }), 'shrunk'));
test('written to, of the same size', () => assert.equal(compare({ mtimeMs: 6 }), 'touched'));
test('another inode', () => assert.equal(compare({ ino: 3 }), 'replaced'));
test('another device', () => assert.equal(compare({ dev: 3, size: 5 }), 'replaced'));
