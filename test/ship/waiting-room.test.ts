import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WaitingRoom } from '../../src/ship/hosts/waiting-room.ts';
import { settled, VirtualTime } from './clocks.ts';

function setUp(firstTrial: number) {
  const time = new VirtualTime();
  const trial = { at: firstTrial };
  const room = new WaitingRoom(time, () => trial.at);
  const end = new AbortController();
  let done = 0;
  const wait = (): void => void room.wait(end.signal).then(() => done++);
  return { time, trial, room, end, wait, done: () => done };
}

test('one timer wakes everybody when the next trial is due', async () => {
  const { time, wait, done } = setUp(100);
  wait();
  wait();
  assert.equal(time.pending, 1);
  await time.pass(99);
  assert.equal(done(), 0);
  await time.pass(1);
  assert.equal(done(), 2);
  assert.equal(time.pending, 0);
});

test('a trial that is planned anew has its new time, earlier or later', async () => {
  const { time, trial, room, wait, done } = setUp(100);
  wait();
  trial.at = 300;
  room.replan();
  await time.pass(200);
  assert.equal(done(), 0);
  trial.at = 250;
  room.replan();
  await time.pass(50);
  assert.equal(done(), 1);
});

test('with nobody waiting, or no trial planned, no timer runs', async () => {
  const { time, trial, room, wait, done } = setUp(100);
  room.replan();
  assert.equal(time.pending, 0);
  trial.at = Number.POSITIVE_INFINITY;
  wait();
  assert.equal(time.pending, 0);
  room.wake();
  await settled();
  assert.equal(done(), 1);
});

test('the signal ends the waiting, also of those who come later', async () => {
  const { time, end, wait, done } = setUp(100);
  wait();
  end.abort();
  wait();
  await settled();
  assert.equal(done(), 2);
  assert.equal(time.pending, 0);
});
