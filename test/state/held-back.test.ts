import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openState, temporaryFolder } from './folder.ts';

const letter = (id: string, container: string, length: number) => ({
  ...{ id, container, index: 'logs', status: 400, reason: 'no' },
  document: 'x'.repeat(length),
});

test('a container whose letters take its share is held back, once, until some have gone; others are not', (t) => {
  const { state, events } = openState(t, temporaryFolder(t), { deadLettersMaxBytes: 10_000 });
  const { deadLetters, heldBack } = state;
  deadLetters.put([letter('k.1', 'a', 6000), letter('k.2', 'b', 1000)]);
  for (let turn = 0; turn < 3; turn++) {
    assert.deepEqual(
      ['a', 'b', 'c'].map((name) => heldBack.mayReadOn(name)),
      [false, true, true],
    );
    assert.equal(heldBack.look(), false);
  }
  // What has been read of it is kept all the same.
  assert.equal(deadLetters.put([letter('k.3', 'a', 500)]), undefined);
  assert.deepEqual(events.lines, ['heldBack a']);
  deadLetters.remove(['k.1']);
  assert.equal(heldBack.look(), true);
  assert.equal(heldBack.look(), false);
  assert.equal(heldBack.mayReadOn('a'), true);
  assert.deepEqual(events.lines, ['heldBack a', 'heldBackNoMore a']);
});

test('that one is held back is asked for before each block: it is not looked up in the file each time', (t) => {
  const { state } = openState(t, temporaryFolder(t), { deadLettersMaxBytes: 10_000 });
  const { deadLetters, heldBack } = state;
  deadLetters.put([letter('k.1', 'a', 6000)]);
  assert.equal(heldBack.mayReadOn('a'), false);
  let looked = 0;
  t.mock.method(deadLetters, 'size', () => {
    looked++;
    return { letters: 1, bytes: 6100, limitBytes: 10_000 };
  });
  for (let turn = 0; turn < 100; turn++) assert.equal(heldBack.mayReadOn('a'), false);
  assert.equal(looked, 0);
  heldBack.look();
  assert.equal(looked, 1);
});

test('none is held back where the oldest letters make room, and these are told', (t) => {
  const { state, events } = openState(t, temporaryFolder(t), {
    ...{ deadLettersMaxBytes: 10_000, deadLettersFull: 'drop-oldest' },
  });
  state.deadLetters.put([letter('k.1', 'a', 6000)]);
  assert.equal(state.heldBack.mayReadOn('a'), true);
  assert.deepEqual(events.lines, []);
  state.deadLetters.put([letter('k.2', 'b', 6000)]);
  assert.equal(events.lines.length, 1);
  assert.match(events.lines[0] ?? '', /^lettersDropped [ab] 1 \d+$/);
  assert.equal(state.heldBack.mayReadOn('b'), true);
});
