import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Delays } from './delays.ts';
import { broken, isFlat, type Outcome, tenths } from './verdict.ts';

/** Of a hundred samples, ten in each tenth. */
const samples = (memoryAt: (tenth: number) => number): number[] =>
  Array.from({ length: 100 }, (_, i) => memoryAt(Math.floor(i / 10)));

const kept: Outcome = {
  lines: 100,
  lost: 0,
  doubled: 0,
  wrong: 0,
  injected: 0,
  memory: tenths(samples(() => 100)),
  endedEarly: false,
  code: 0,
};

test('a run that kept all promises is told nothing against', () => {
  assert.deepEqual(broken(kept), []);
});

test('each promise that was not kept is told', () => {
  const cases: readonly (readonly [Partial<Outcome>, RegExp])[] = [
    [{ lines: 0 }, /no good line/],
    [{ lost: 1 }, /1 lines lost/],
    [{ doubled: 2 }, /2 lines doubled/],
    [{ wrong: 1 }, /1 documents are wrong/],
    [{ injected: 1 }, /must not be sent/],
    [{ memory: tenths(samples((tenth) => 100 + 3 * tenth)) }, /not flat/],
    [{ memory: tenths([]) }, /not flat/],
    [{ endedEarly: true }, /ended by itself/],
    [{ code: 1 }, /exit code 1/],
    [{ code: null }, /exit code null/],
  ];
  for (const [other, told] of cases) {
    const [first = '', ...more] = broken({ ...kept, ...other });
    assert.match(first, told);
    assert.deepEqual(more, []);
  }
});

test('memory is flat up to a tenth and 8 MiB above the second tenth, whatever the start and single peaks are', () => {
  const last = (mebibytes: number) => tenths(samples((tenth) => (tenth === 9 ? mebibytes : 100)));
  assert.ok(isFlat(last(118)));
  assert.ok(!isFlat(last(118.1)));
  assert.ok(isFlat(tenths(samples((tenth) => (tenth === 0 ? 20 : 100)))));
  assert.ok(!isFlat(tenths(samples((tenth) => (tenth === 0 ? 500 : 100 + 4 * tenth)))));
  const peak = samples(() => 100).with(95, 1000);
  assert.ok(isFlat(tenths(peak)));
});

test('tenths hold median and maximum, also of samples that ten does not divide', () => {
  const found = tenths(Array.from({ length: 25 }, (_, i) => i));
  assert.deepEqual(found[0], { median: 1, most: 1 });
  assert.deepEqual(found[1], { median: 3, most: 4 });
  assert.equal(found.at(-1)?.most, 24);
  assert.equal(found.length, 10);
});

test('delays: half of them, 99 of 100, and the longest, exact to a millisecond below 10 s and to 100 ms above', () => {
  const delays = new Delays();
  assert.deepEqual(delays.figures(), { count: 0, p50: 0, p99: 0, max: 0 });
  for (let i = 0; i < 1000; i++) delays.add(i);
  assert.deepEqual(delays.figures(), { count: 1000, p50: 500, p99: 990, max: 999 });
  for (let i = 0; i < 1000; i++) delays.add(20_000 + i);
  assert.deepEqual(delays.figures(), { count: 2000, p50: 1000, p99: 20_999, max: 20_999 });
  delays.clear();
  delays.add(-5);
  delays.add(3_600_000);
  assert.deepEqual(delays.figures(), { count: 2, p50: 1, p99: 1_810_000, max: 3_600_000 });
});
