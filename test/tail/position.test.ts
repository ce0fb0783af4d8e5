import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { Ranges } from '../../src/log/ranges.ts';
import { Position } from '../../src/tail/read/position.ts';

const first = { key: 'k', stamp: { length: 4, hash: 1 }, at: 0 };
const resumed = (offset: number, settled: number[] = []) =>
  new Position(first, { offset, finished: false, settled: new Ranges(settled), notes: NO_NOTES });

test('a new generation is read from its beginning, a known one from where it was left', () => {
  assert.deepEqual([new Position(first).offset, new Position(first).readTo], [0, 0]);
  assert.deepEqual([resumed(40).offset, resumed(40).readTo], [40, 40]);
});

test('an incomplete line has been read and not handed on', () => {
  const position = resumed(10);
  position.advance(30);
  position.read(35, false);
  assert.deepEqual([position.offset, position.readTo, position.cutting], [30, 35, false]);
  position.forgetIncomplete();
  assert.equal(position.readTo, 30);
});

test('when only a part was taken reading goes on behind it, at a line', () => {
  const position = resumed(10);
  position.advance(20);
  position.stopWithin();
  assert.deepEqual([position.offset, position.readTo, position.cutting], [20, 20, false]);
});

test('ranges that had settled are there until reading has passed the last one', () => {
  const position = resumed(10, [20, 30, 40, 50]);
  position.advance(45);
  assert.deepEqual(position.settled.toJSON(), [20, 30, 40, 50]);
  position.advance(50);
  assert.equal(position.settled.isEmpty, true);
});

test('in another file the end of a cut line is to be looked for again', () => {
  const position = resumed(10);
  position.advance(20);
  position.read(25, true);
  position.moveTo(20);
  assert.deepEqual([position.offset, position.readTo, position.cutting], [20, 20, undefined]);
});

test('goes on without the limit that it was closed with', () => {
  const position = resumed(10);
  position.limit = 30;
  position.read(25, false);
  position.goOn();
  assert.deepEqual([position.offset, position.readTo, position.limit], [10, 10, Number.POSITIVE_INFINITY]);
});

test('after a reset nothing is known to have settled', () => {
  const position = resumed(10, [20, 30]);
  position.advance(15);
  position.reset();
  assert.deepEqual([position.offset, position.readTo, position.settled.isEmpty], [0, 0, true]);
});

test('skipped bytes are told once', () => {
  const position = resumed(0);
  position.skip(10);
  position.skip(5);
  assert.deepEqual([position.takeSkipped(), position.takeSkipped()], [15, 0]);
});
