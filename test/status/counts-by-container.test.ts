import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CountsByContainer } from '../../src/status/counts-by-container.ts';

test('each container and reason is counted by itself', () => {
  const counts = new CountsByContainer();
  for (const [container, reason] of [
    ['a', 'x'],
    ['a', 'y'],
    ['a', 'x'],
    ['b', 'x'],
  ] as const)
    counts.add(container, reason);
  assert.deepEqual(
    [...counts.all].map(({ container, reason, count }) => [container, reason, count]),
    [
      ['a', 'x', 2],
      ['a', 'y', 1],
      ['b', 'x', 1],
    ],
  );
  assert.equal(counts.total, 4);
});

test('containers that come and go by the thousands are counted together', () => {
  const counts = new CountsByContainer();
  for (let i = 0; i < 5000; i++) counts.add(`c${i}`, 'x');
  counts.add('c0', 'x');
  const all = [...counts.all];
  assert.equal(all.length, 101);
  assert.deepEqual([all[0]?.count, all[100]], [2, { container: 'other', reason: 'other', count: 4900 }]);
  assert.equal(counts.total, 5001);
});
