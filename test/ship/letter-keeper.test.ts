import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LetterKeeper } from '../../src/ship/pool/letter-keeper.ts';
import type { DeadLetter } from '../../src/ship/ship-events.ts';
import { settled, VirtualTime } from './clocks.ts';
import { Recorder } from './recorder.ts';

const letter: DeadLetter = {
  id: 'k.0',
  container: 'prod1',
  index: 'logs',
  document: '{}',
  status: 400,
  reason: 'no',
};
const never = new AbortController().signal;

test('letters are kept within the call', async () => {
  const events = new Recorder();
  const kept: DeadLetter[] = [];
  const keep = (letters: readonly DeadLetter[]) => void kept.push(...letters);
  const keeper = new LetterKeeper(keep, new VirtualTime(), () => 1, events);
  const keeping = keeper.keep([letter], never);
  assert.deepEqual(kept, [letter]);
  assert.equal(await keeping, true);
  assert.deepEqual([events.letters, events.story], [[letter], []]);
});

test('letters that can’t be kept are tried again, each time later; stuck and its end are told once', async () => {
  const time = new VirtualTime();
  const events = new Recorder();
  const triedAt: number[] = [];
  let full = true;
  const keep = () => {
    triedAt.push(time.now());
    return full ? 'the folder is full' : undefined;
  };
  const keeper = new LetterKeeper(keep, time, () => 1, events);
  const both = [keeper.keep([letter], never), keeper.keep([letter], never)];
  await time.pass(700);
  assert.deepEqual(triedAt, [0, 0, 100, 100, 300, 300, 700, 700]);
  assert.equal(keeper.stuck, 'the folder is full');
  assert.deepEqual(events.story, ['stuck: the folder is full']);
  full = false;
  await time.pass(800);
  assert.deepEqual(await Promise.all(both), [true, true]);
  assert.equal(keeper.stuck, undefined);
  assert.deepEqual(events.story, ['stuck: the folder is full', 'kept again']);
  assert.equal(events.letters.length, 2);
});

test('an abort ends the tries, and says that nothing is kept', async () => {
  const controller = new AbortController();
  const time = new VirtualTime();
  const events = new Recorder();
  const keeper = new LetterKeeper(
    () => 'full',
    time,
    () => 1,
    events,
  );
  const keeping = keeper.keep([letter], controller.signal);
  await settled();
  controller.abort();
  assert.equal(await keeping, false);
  assert.deepEqual(events.letters, []);
  assert.equal(time.pending, 0);
});

test('stuck while any letters are, though others are kept meanwhile', async () => {
  const time = new VirtualTime();
  const events = new Recorder();
  let room = 1;
  const keep = (letters: readonly DeadLetter[]) => (letters.length > room ? 'full' : undefined);
  const keeper = new LetterKeeper(keep, time, () => 1, events);
  const many = keeper.keep([letter, letter], never);
  assert.equal(await keeper.keep([letter], never), true);
  assert.equal(keeper.stuck, 'full');
  const more = keeper.keep([letter, letter, letter], never);
  room = 2;
  await time.pass(100);
  assert.equal(await many, true);
  assert.equal(keeper.stuck, 'full');
  assert.deepEqual(events.story, ['stuck: full']);
  room = 3;
  await time.pass(200);
  assert.equal(await more, true);
  assert.equal(keeper.stuck, undefined);
  assert.deepEqual(events.story, ['stuck: full', 'kept again']);
});
