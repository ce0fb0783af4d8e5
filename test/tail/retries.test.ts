import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Bell } from '../../src/tail/loop/bell.ts';
import { Retries } from '../../src/tail/loop/retries.ts';

function fakeClock() {
  const planned = new Map<number, { milliseconds: number; work: () => void }>();
  let next = 0;
  const after = (milliseconds: number, work: () => void) => {
    const id = next++;
    planned.set(id, { milliseconds, work });
    return () => void planned.delete(id);
  };
  return { planned, clock: { now: () => 0, after } };
}

test('retries come the later the longer it has taken, at most after a second', () => {
  const { planned, clock } = fakeClock();
  const tried: string[] = [];
  const retries = new Retries<string>(clock, (thing) => tried.push(thing));
  const delays: number[] = [];
  for (let n = 0; n < 60; n++) {
    retries.again('x');
    const [[id, { milliseconds, work }]] = [...planned] as [
      [number, { milliseconds: number; work: () => void }],
    ];
    planned.delete(id);
    delays.push(milliseconds);
    work();
  }
  for (const [n, delay] of delays.entries()) {
    const waited = delays.slice(0, n).reduce((sum, one) => sum + one, 0);
    assert.ok(delay >= 5 && delay <= Math.min(1000, 5.5 + waited / 9), `${delay} ms after ${waited}`);
  }
  assert.equal(delays[0], 5);
  assert.equal(delays.at(-1), 1000);
  assert.equal(tried.length, 60);
});

test('what works is forgotten: no retry is left, and the next one comes soon again', () => {
  const { planned, clock } = fakeClock();
  const retries = new Retries<string>(clock, () => {});
  retries.again('x');
  retries.again('x');
  assert.equal(planned.size, 1);
  retries.done('x');
  assert.equal(planned.size, 0);
  retries.again('x');
  assert.equal([...planned.values()][0]?.milliseconds, 5);
  retries.again('y');
  retries.cancelAll();
  assert.equal(planned.size, 0);
});

test('a ring before the wait ends it, and only that one', async () => {
  const bell = new Bell();
  bell.ring();
  await bell.wait();
  let woken = false;
  const waiting = bell.wait().then(() => {
    woken = true;
  });
  await Promise.resolve();
  assert.equal(woken, false);
  bell.ring();
  await waiting;
});
