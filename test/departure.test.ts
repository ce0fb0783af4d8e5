import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Departure } from '../src/departure.ts';

function setUp() {
  const timers: (() => void)[] = [];
  const seen = { departures: 0, timers };
  const time = {
    now: () => 0,
    after: (_milliseconds: number, run: () => void) => {
      timers.push(run);
      return () => void timers.splice(timers.indexOf(run), 1);
    },
  };
  const departure = new Departure(time, () => seen.departures++);
  return { departure, seen, timers };
}

test('what was read leaves at once when nothing more is to be read', () => {
  const { departure, seen, timers } = setUp();
  departure.read();
  assert.equal(departure.open, false);
  departure.rest();
  assert.deepEqual(timers, []);
  assert.equal(departure.open, true);
  assert.equal(seen.departures, 1);
});

test('while reading goes on it waits for company, but not for ever, and then with one timer', () => {
  const { departure, seen, timers } = setUp();
  for (let block = 0; block < 10; block++) departure.read();
  assert.equal(seen.departures, 0);
  assert.equal(timers.length, 1);
  timers.shift()?.();
  assert.equal(departure.open, true);
  assert.equal(seen.departures, 1);
});

test('when it has left the next one waits its own time', () => {
  const { departure, timers } = setUp();
  departure.read();
  timers.shift()?.();
  departure.left();
  assert.equal(departure.open, false);
  departure.read();
  assert.equal(timers.length, 1);
  departure.left();
  assert.deepEqual(timers, []);
});

test('what is added while nothing is read leaves at once', () => {
  const { departure, seen, timers } = setUp();
  departure.added();
  assert.equal(seen.departures, 1);
  assert.deepEqual(timers, []);
});
