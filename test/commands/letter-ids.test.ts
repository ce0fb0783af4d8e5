import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withIdsLast } from '../../src/commands/letter-ids.ts';

const ID = '-Bux_M-Xl-HHxD6q.0.951000038';
const JOINED = '-Bux_M-Xl-HHxD6q.1207.x549f4b45';
const PLAIN = 'ABux_M-Xl-HHxD6q.0.951000038';

test('ids that begin with a dash are no options', () => {
  assert.deepEqual(withIdsLast(['node', 'cli', 'dead', 'replay', ID, '--state-dir', '/s', JOINED]), [
    ...['node', 'cli', 'dead', 'replay', '--state-dir', '/s', '--', ID, JOINED],
  ]);
});

test('all else stays as it is', () => {
  for (const args of [
    ['dead', 'show', PLAIN, '--state-dir', '/s'],
    ['dead', 'show', '--state-dir', '/s', '--', ID],
    ['dead', 'replay', '--all', '-x', '--containers=a.1.b'],
  ]) {
    assert.equal(withIdsLast(args), args);
  }
});
