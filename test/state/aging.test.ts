import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { generation, openState, resumed, span, stampAt, temporaryFolder } from './folder.ts';

const HOUR = 3_600_000;

test('a generation is forgotten only after complete scans have missed it for the retention time', (t) => {
  const folder = temporaryFolder(t);
  let now = 0;
  const options = { clock: () => now, retentionMs: 16 * HOUR };
  const { state } = openState(t, folder, options);
  for (const key of ['gone', 'here', 'unsettled']) state.begin(generation(key, `c-${key}`), 0);
  state.ended('gone', 0);
  state.save();
  const seen = new Set(['here']);
  for (let hour = 0; hour < 15; hour++) {
    now += HOUR;
    state.present(seen);
  }
  assert.notEqual(state.resume('c-gone', 'gone'), undefined);
  // A scan that finds it begins the count anew.
  now += HOUR;
  state.present(new Set(['here', 'gone']));
  for (let hour = 0; hour < 16; hour++) {
    assert.notEqual(state.resume('c-gone', 'gone'), undefined, `hour ${hour}`);
    now += HOUR;
    state.present(seen);
  }
  assert.equal(state.resume('c-gone', 'gone'), undefined);
  assert.equal(state.containerKnown('c-gone'), false);
  assert.notEqual(state.resume('c-here', 'here'), undefined);
  assert.notEqual(state.resume('c-unsettled', 'unsettled'), undefined, 'still being read, so kept');
});

test('a long stop of the agent and a clock that jumps ahead forget nothing', (t) => {
  const folder = temporaryFolder(t);
  let now = 0;
  const options = { clock: () => now, retentionMs: HOUR };
  const { state } = openState(t, folder, options);
  state.begin(generation('k'), 0);
  state.saveBegun();
  state.close();

  now += 1000 * HOUR;
  const again = openState(t, folder, options).state;
  again.present(new Set());
  assert.notEqual(again.resume('c1', 'k'), undefined);
  now += 1000 * HOUR;
  again.present(new Set());
  assert.notEqual(again.resume('c1', 'k'), undefined);
  now -= 2000 * HOUR;
  again.present(new Set());
  assert.notEqual(again.resume('c1', 'k'), undefined);
});

test('a finished generation that is gone from disk is forgotten like any other; settling it before is harmless', (t) => {
  let now = 0;
  const { state } = openState(t, temporaryFolder(t), { clock: () => now, retentionMs: HOUR });
  state.begin(generation('k'), 0);
  state.begin(generation('read', 'c2'), 0);
  state.settle([span('k', 0, 10), span('read', 0, 10)]);
  state.ended('k', 10);
  state.save();
  state.present(new Set());
  state.settle([span('k', 0, 10)]);
  const finished = { offset: 10, finished: true, settled: [], stamp: stampAt(10), notes: NO_NOTES };
  assert.deepEqual(resumed(state, 'k'), finished);
  for (let aging = 0; aging <= 16; aging++) {
    now += HOUR / 16;
    state.present(new Set());
  }
  assert.equal(state.resume('c1', 'k'), undefined);
  assert.throws(() => state.ended('k', 10), /has not begun/, 'no longer in memory');
  assert.equal(state.resume('c2', 'read')?.offset, 10, 'what has not ended is being read');
  state.begin(generation('k'), 0);
  assert.equal(state.resume('c1', 'k')?.offset, 0);
});

test('of a container’s generations that are not on disk any more the last 64 are remembered', (t) => {
  const folder = temporaryFolder(t);
  let now = 0;
  const { state } = openState(t, folder, { clock: () => now, retentionMs: HOUR });
  const keys = Array.from({ length: 100 }, (_, n) => `key-${n}`);
  const present = new Set([...keys.slice(3, 6), 'other']);
  for (const key of [...keys, 'live', 'unsettled']) state.begin(generation(key), 0);
  state.begin(generation('other', 'c2'), 0);
  for (const key of keys) state.ended(key, 0);
  state.ended('unsettled', 10);
  state.save();
  now += HOUR / 16;
  state.present(present);
  const known = (of = state) => keys.filter((key) => of.resume('c1', key) !== undefined);
  // Those on disk and those that are read count for nothing.
  assert.deepEqual(known(), [...keys.slice(3, 6), ...keys.slice(36)]);
  for (const key of ['live', 'unsettled']) assert.notEqual(state.resume('c1', key), undefined);
  assert.throws(() => state.ended('key-0', 0), /has not begun/);
  state.close();

  const again = openState(t, folder, { clock: () => now, retentionMs: HOUR }).state;
  assert.deepEqual(known(again), [...keys.slice(3, 6), ...keys.slice(36)]);
  again.present(present);
  // Two more, which are not read in this run.
  assert.deepEqual(known(again), [...keys.slice(3, 6), ...keys.slice(38)]);
  assert.notEqual(again.resume('c1', 'unsettled'), undefined);
});

test('of a container that two scans have missed only its row is kept, and it goes on when it comes back', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  for (const key of ['gone', 'here', 'reading']) state.begin(generation(key, `c-${key}`), 0);
  state.settle(['gone', 'here', 'reading'].map((key) => span(key, 0, 10)));
  for (const key of ['gone', 'here']) state.ended(key, 10);
  state.save();
  const present = new Set(['here']);
  state.present(present);
  state.ended('gone', 10);
  state.save();
  state.present(present);
  assert.throws(() => state.ended('gone', 10), /has not begun/);
  for (const key of ['here', 'reading']) state.ended(key, 10);
  assert.ok(state.containerKnown('c-gone'));
  assert.equal(state.resume('c-gone', 'gone')?.finished, true);
  state.begin(generation('gone', 'c-gone'), 10);
  state.settle([span('gone', 10, 20)]);
  assert.equal(state.resume('c-gone', 'gone')?.offset, 20);
});
