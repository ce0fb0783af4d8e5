import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drain, finish, type Steps } from '../../src/store/turns/steps.ts';
import { type Clock, SLICE_MS, Turns } from '../../src/store/turns/turns.ts';

/** A clock that work moves, and an event loop that notes what is done between two looks for requests. */
class Loop implements Clock {
  time = 0;
  /** Milliseconds of work in each turn. */
  readonly turns: number[] = [];
  #seen = 0;
  readonly now = (): number => this.time;
  readonly pause = (next: () => void): void => {
    setImmediate(() => {
      this.turns.push(this.time - this.#seen);
      this.#seen = this.time;
      next();
    });
  };
}

/** Work of so many steps, each of which takes so many milliseconds. */
function* work(loop: Loop, steps: number, milliseconds: number): Steps<string> {
  for (let step = 0; step < steps; step++) {
    loop.time += milliseconds;
    yield;
  }
  return 'done';
}

test('work goes on in slices by time, and gives its value', async () => {
  const loop = new Loop();
  const turns = new Turns(loop);
  assert.deepEqual(await turns.run(work(loop, 100, 1), 1e9), { kind: 'done', value: 'done' });
  assert.equal(loop.time, 100);
  assert.ok(loop.turns.length >= 100 / SLICE_MS - 1, `${loop.turns}`);
  assert.ok(Math.max(...loop.turns) <= SLICE_MS, `${loop.turns}`);
});

test('a slice exceeds its time by less than one step', async () => {
  const loop = new Loop();
  await new Turns(loop).run(work(loop, 50, 3), 1e9);
  assert.ok(Math.max(...loop.turns) < SLICE_MS + 3, `${loop.turns}`);
});

test('however many pieces of work there are, each turn is one slice, and they go on in turn', async () => {
  const loop = new Loop();
  const turns = new Turns(loop);
  const ended: number[] = [];
  const all = Array.from({ length: 20 }, async (_, n) => {
    await turns.run(work(loop, n < 10 ? 100 : 10, 1), 1e9);
    ended.push(n);
  });
  await Promise.all(all);
  assert.ok(Math.max(...loop.turns) <= SLICE_MS, `${loop.turns}`);
  // Those with one slice of work don't wait for those with ten.
  assert.deepEqual(ended.slice(0, 10), [10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
});

test('work that is out of time, stopped, or waited for by nobody is given up between two slices', async () => {
  const loop = new Loop();
  const turns = new Turns(loop);
  let closed = 0;
  function* endless(): Steps<never> {
    try {
      for (;;) {
        loop.time++;
        yield;
      }
    } finally {
      closed++;
    }
  }
  assert.deepEqual(await turns.run(endless(), 50), { kind: 'late' });
  assert.ok(loop.time < 50 + SLICE_MS, `${loop.time}`);
  assert.equal(closed, 1);
  const gone = new AbortController();
  const running = turns.run(endless(), 1e9, gone.signal);
  setImmediate(() => setImmediate(() => gone.abort()));
  assert.deepEqual(await running, { kind: 'stopped' });
  const both = [turns.run(endless(), 1e9), turns.run(endless(), 1e9)];
  setImmediate(() => setImmediate(() => turns.stop()));
  assert.deepEqual(await Promise.all(both), [{ kind: 'stopped' }, { kind: 'stopped' }]);
  assert.equal(closed, 4);
  assert.deepEqual(await turns.run(endless(), 1e9), { kind: 'stopped' });
});

test('what a step throws is what the work throws, and others go on', async () => {
  const loop = new Loop();
  const turns = new Turns(loop);
  function* failing(): Steps<never> {
    yield;
    throw new Error('broken');
  }
  const others = turns.run(work(loop, 100, 1), 1e9);
  await assert.rejects(turns.run(failing(), 1e9), /broken/);
  assert.equal((await others).kind, 'done');
});

test('steps without pauses', () => {
  assert.equal(drain(work(new Loop(), 5, 1)), 'done');
  assert.equal(drain(finish(true)), true);
});
