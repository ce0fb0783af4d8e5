import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pace } from '../../src/tail/loop/pace.ts';

/** A pace whose timers the test lets run. */
function setUp() {
  const timers = new Map<() => void, number>();
  const clock = {
    now: () => 0,
    after: (milliseconds: number, run: () => void) => {
      timers.set(run, milliseconds);
      return () => void timers.delete(run);
    },
  };
  let woken = 0;
  let steps = 0;
  const pace = new Pace(clock, () => woken++);
  const run = (wanted = true) => pace.run(wanted, async () => void steps++);
  return { pace, timers, run, seen: () => ({ steps, woken, due: pace.due }) };
}

test('after a step comes a pause three times as long, and then the loop is woken', async () => {
  const { pace, timers, run, seen } = setUp();
  await run();
  assert.deepEqual(seen(), { steps: 1, woken: 0, due: false });
  const [[end, milliseconds] = []] = timers;
  assert.equal(milliseconds, 3 * pace.lastMs);
  await run();
  assert.deepEqual([seen().steps, pace.lastMs], [1, 0], 'not before its end');
  end?.();
  assert.deepEqual(seen(), { steps: 1, woken: 1, due: true });
  await run();
  assert.equal(seen().steps, 2);
});

test('what is not wanted costs no pause, and closed it leaves no timer', async () => {
  const { pace, timers, run, seen } = setUp();
  await run(false);
  assert.deepEqual([seen(), timers.size], [{ steps: 0, woken: 0, due: true }, 0]);
  await run();
  pace.close();
  assert.equal(timers.size, 0);
});
