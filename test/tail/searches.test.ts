import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Searches } from '../../src/tail/loop/searches.ts';

test('one takes a step at a time, the one that has waited longest', async () => {
  const searches = new Searches<string>();
  for (const name of ['a', 'b', 'c']) searches.add(name);
  const steps: string[] = [];
  for (let round = 0; round < 5; round++) {
    await searches.step(async (name) => {
      steps.push(name);
      if (name !== 'b') searches.add(name);
    });
  }
  assert.deepEqual(steps, ['a', 'b', 'c', 'a', 'c']);
  assert.deepEqual([searches.has('a'), searches.has('b')], [true, false]);
});

test('without any nothing is done', async () => {
  const searches = new Searches<string>();
  searches.add('a');
  searches.remove('a');
  await searches.step(() => assert.fail('nobody searches'));
  assert.equal(searches.some, false);
});
