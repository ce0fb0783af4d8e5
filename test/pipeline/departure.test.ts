import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Departure } from '../../src/pipeline/departure.ts';
import { ModelClock } from '../model/clock.ts';

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
  const departure = new Departure(time, 0, () => seen.departures++);
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

/** One document each so many milliseconds, of which each is read at once. */
async function requests(lingerMs: number, gaps: readonly number[]) {
  const clock = new ModelClock();
  const begun = clock.now();
  const times: number[] = [];
  let waiting = 0;
  const departure = new Departure(clock, lingerMs, () => {
    if (waiting === 0 || !departure.open) return;
    waiting = 0;
    times.push(Math.round(clock.now() - begun));
    departure.left();
  });
  for (const gap of gaps) {
    waiting++;
    departure.read();
    departure.rest();
    await clock.pass(gap, () => Promise.resolve());
  }
  await clock.pass(10_000, () => Promise.resolve());
  assert.equal(waiting, 0);
  return times;
}

test('lines far apart each leave at once', async () => {
  assert.deepEqual(await requests(200, [250, 250, 250]), [0, 250, 500]);
});

test('in a stream one batch leaves each linger, however many lines come', async () => {
  const times = await requests(200, Array(1000).fill(2));
  assert.equal(times.length, 12);
  assert.deepEqual(times.slice(-3), [1600, 1800, 2000]);
});

test('waves that are as far apart as departures leave at once, whenever another batch has left before', async () => {
  assert.deepEqual(await requests(200, [100, ...Array(5).fill(200)]), [0, 100, 300, 500, 700, 900]);
});

test('without a linger each leaves at once', async () => {
  assert.equal((await requests(0, Array(50).fill(2))).length, 50);
});

test('full batches leave in any case, and what is left over at the end of each wave does too', async () => {
  const clock = new ModelClock();
  const seen = { departures: 0 };
  const departure = new Departure(clock, 200, () => seen.departures++);
  for (let wave = 1; wave <= 10; wave++) {
    departure.read();
    for (let i = 0; i < 3; i++) departure.filled();
    departure.rest();
    assert.equal(seen.departures, wave);
    departure.left();
    await clock.pass(200, () => Promise.resolve());
  }
});

test('when it hurries nothing waits', () => {
  const departure = new Departure(new ModelClock(), 200, () => {});
  for (let i = 0; i < 3; i++) departure.left();
  departure.rest();
  assert.equal(departure.open, false);
  departure.hurry();
  assert.equal(departure.open, true);
});
