import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { Ranges } from '../../src/log/ranges.ts';
import { SetAside } from '../../src/tail/container/set-aside.ts';
import type { Generation } from '../../src/tail/read/generation.ts';

const finished = { offset: 9, finished: true, settled: new Ranges(), notes: NO_NOTES };

test('finished in this run or, as the state says, before', () => {
  const aside = new SetAside((key) => (key === 'before' ? finished : undefined));
  aside.finish('now', 7);
  assert.deepEqual(
    ['before', 'now', 'never'].map((key) => aside.isFinished(key, 7)),
    [true, true, false],
  );
});

test('what has grown since is not finished', () => {
  const aside = new SetAside((key) => (key === 'before' ? finished : undefined));
  aside.finish('now', 7);
  assert.deepEqual(
    [aside.isFinished('now', 8), aside.isFinished('before', 9), aside.isFinished('before', 10)],
    [...[false, true, false]],
  );
  assert.equal(aside.isFinished('now', 0), true, 'a compressed one');
});

test('what was closed before its end goes on with its position', () => {
  const aside = new SetAside(() => undefined);
  const generation = { key: 'k', position: { offset: 5 }, endLost: 'yes' } as unknown as Generation;
  aside.park(generation);
  assert.deepEqual(aside.parked('k'), { position: { offset: 5 }, endLost: 'yes' });
  assert.equal(aside.parked('other'), undefined);
});

test('what is not on disk any more is forgotten', () => {
  const aside = new SetAside(() => undefined);
  for (const key of ['a', 'b']) {
    aside.finish(key, 7);
    aside.park({ key } as unknown as Generation);
  }
  aside.forgetAllBut(['b']);
  assert.deepEqual([aside.isFinished('a', 7), aside.isFinished('b', 7)], [false, true]);
  assert.deepEqual([aside.parked('a') === undefined, aside.parked('b') === undefined], [true, false]);
});
