import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nearest } from '../src/nearest.ts';

const COMMANDS = ['demo', 'produce', 'search', 'dead', 'health'];

test('one letter missing, wrong, too many, swapped', () => {
  for (const [word, meant] of [
    ['helth', 'health'],
    ['serch', 'search'],
    ['saerch', 'search'],
    ['Produce', 'produce'],
    ['produces', 'produce'],
    ['dmeo', 'demo'],
    ['daed', 'dead'],
  ] as const)
    assert.equal(nearest(word, COMMANDS), meant, word);
});

test('words that are far from all', () => {
  for (const word of ['', 'x', 'prod1', 'start', 'elasticsearch'])
    assert.equal(nearest(word, COMMANDS), undefined, word);
  assert.equal(nearest('demo', []), undefined);
});

test('the nearest of several', () => {
  const names = ['LOGAGENT_CONTAINERS', 'LOGAGENT_CONTAINERS_DIR'];
  assert.equal(nearest('LOGAGENT_CONTAINER', names), 'LOGAGENT_CONTAINERS');
  assert.equal(nearest('LOGAGENT_CONTAINER_DIR', names), 'LOGAGENT_CONTAINERS_DIR');
});
