import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelOf } from '../../src/tail/loop/level.ts';

test('an entry is one level below its folder, its own entries are two', () => {
  assert.equal(levelOf('a'), 1);
  assert.equal(levelOf('a/b'), 2);
  assert.equal(levelOf('a/b/c'), 3);
});

test('counted from the end of a root', () => {
  assert.equal(levelOf('/var/logs/a', '/var/logs/'.length), 1);
  assert.equal(levelOf('/var/logs/a/b', '/var/logs/'.length), 2);
});
