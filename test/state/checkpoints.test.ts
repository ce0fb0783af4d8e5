import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { Checkpoints } from '../../src/state/checkpoints.ts';
import { openDatabase } from '../../src/state/database.ts';
import { generation, NotedEvents, openState, temporaryFolder } from './folder.ts';

const HOUR = 3_600_000;

test('nothing is known of a generation never begun', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  assert.equal(state.resume('k'), undefined);
  assert.equal(state.containerKnown('c1'), false);
});

test('a restart goes on at the watermark, and what was settled above a gap is known', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([
    { key: 'k', from: 0, to: 100 },
    { key: 'k', from: 250, to: 300 },
  ]);
  assert.equal(state.save(), true);
  state.close();

  const again = openState(t, folder);
  assert.deepEqual(again.state.resume('k'), {
    offset: 100,
    finished: false,
    boundaries: [],
    settled: [250, 300],
  });
  assert.equal(again.state.containerKnown('c1'), true);
  assert.deepEqual(again.events.lines, []);
});

test('without save() what has settled is known in memory only', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.saveBegun();
  state.settle([{ key: 'k', from: 0, to: 100 }]);
  assert.equal(state.resume('k')?.offset, 100);
  state.close();
  assert.equal(openState(t, folder).state.resume('k')?.offset, 0);
});

test('what has begun is written before the next save, so a container followed from its end stays known after a kill', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 5000);
  state.saveBegun();
  state.close();
  const again = openState(t, folder).state;
  assert.equal(again.containerKnown('c1'), true);
  assert.deepEqual(again.resume('k'), { offset: 5000, finished: false, boundaries: [], settled: [] });
});

test('begin again in the same run changes nothing but the path', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([{ key: 'k', from: 0, to: 100 }]);
  state.begin({ ...generation('k'), path: '/renamed' }, 400);
  state.settle([{ key: 'k', from: 100, to: 120 }]);
  assert.equal(state.resume('k')?.offset, 120);
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'), { readonly: true });
  assert.deepEqual(raw.prepare('SELECT key, path, offset FROM checkpoints').get(), {
    key: 'k',
    path: '/renamed',
    offset: 120,
  });
  raw.close();
});

test('only begin in a new run can take a saved offset back', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([{ key: 'k', from: 0, to: 100 }]);
  state.save();
  state.close();

  const second = openState(t, folder).state;
  second.begin(generation('k'), 100);
  second.settle([{ key: 'k', from: 0, to: 50 }]);
  second.save();
  assert.equal(second.resume('k')?.offset, 100);
  second.close();

  const third = openState(t, folder).state;
  third.begin(generation('k'), 20);
  third.saveBegun();
  third.close();
  assert.equal(openState(t, folder).state.resume('k')?.offset, 20);
});

test('finished once everything up to the end has settled, in either order', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (const key of ['first', 'second', 'open']) state.begin(generation(key), 0);
  state.ended('first', 100);
  assert.equal(state.resume('first')?.finished, false);
  state.settle([
    { key: 'first', from: 0, to: 100 },
    { key: 'second', from: 0, to: 100 },
    { key: 'open', from: 0, to: 100 },
  ]);
  state.ended('second', 100);
  state.save();
  state.close();
  const again = openState(t, folder).state;
  assert.deepEqual(again.resume('first'), { offset: 100, finished: true, boundaries: [], settled: [] });
  assert.deepEqual(again.resume('second'), { offset: 100, finished: true, boundaries: [], settled: [] });
  assert.deepEqual(again.resume('open'), { offset: 100, finished: false, boundaries: [], settled: [] });
});

for (const run of ['this run', 'the next run']) {
  test(`a finished generation that begins once more, in ${run}, is not finished until it has ended again`, (t) => {
    const folder = temporaryFolder(t);
    let { state } = openState(t, folder);
    state.begin(generation('k'), 0);
    state.ended('k', 100);
    state.settle([{ key: 'k', from: 0, to: 100 }]);
    state.save();
    assert.equal(state.resume('k')?.finished, true);
    if (run === 'the next run') {
      state.close();
      state = openState(t, folder).state;
    }
    state.begin(generation('k'), 100);
    state.settle([{ key: 'k', from: 100, to: 150 }]);
    state.save();
    state.present(new Set());
    state.ended('k', 200);
    state.save();
    state.close();
    const { offset, finished } = openState(t, folder).state.resume('k') ?? {};
    assert.deepEqual({ offset, finished }, { offset: 150, finished: false });
  });
}

test('a generation without any byte is finished at once', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  state.begin(generation('empty'), 0);
  state.ended('empty', 0);
  assert.equal(state.resume('empty')?.finished, true);
});

test('a boundary is on disk at once, and stays when the saved offset has passed it', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  assert.equal(state.boundary('k', 300), true);
  assert.equal(state.boundary('k', 100), true);
  assert.equal(state.boundary('k', 300), true);
  state.close();

  const again = openState(t, folder).state;
  assert.deepEqual(again.resume('k'), { offset: 0, finished: false, boundaries: [100, 300], settled: [] });
  again.begin(generation('k'), 0);
  again.settle([{ key: 'k', from: 0, to: 200 }]);
  assert.deepEqual(again.resume('k')?.boundaries, [100, 300]);
  again.save();
  again.close();
  assert.deepEqual(openState(t, folder).state.resume('k'), {
    offset: 200,
    finished: false,
    boundaries: [100, 300],
    settled: [],
  });
});

test('a boundary takes with it what has settled of other generations: they may share an event', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('old'), 0);
  state.begin(generation('new'), 0);
  state.settle([
    { key: 'old', from: 0, to: 100 },
    { key: 'new', from: 0, to: 50 },
  ]);
  assert.equal(state.boundary('new', 50), true);
  state.close();

  const again = openState(t, folder).state;
  assert.equal(again.resume('old')?.offset, 100);
  assert.equal(again.resume('new')?.offset, 50);
});

test('a crossing is written before a delivery, with what has settled of other generations, and stays', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  const crossing = (to: number) => ({ to, time: `${to} o'clock`, id: `old.7.${to}` });
  for (const key of ['old', 'new']) state.begin(generation(key), 0);
  state.settle([{ key: 'old', from: 0, to: 100 }]);
  assert.equal(state.resume('new')?.crossings, undefined);
  for (const to of [10, 20, 30, 40, 40]) state.crossing('new', crossing(to));
  const kept = [20, 30, 40].map(crossing);
  assert.deepEqual(state.resume('new')?.crossings, kept);
  state.saveBegun();
  state.close();

  const again = openState(t, folder).state;
  assert.equal(again.resume('old')?.offset, 100);
  assert.deepEqual(again.resume('new')?.crossings, kept);
  again.begin(generation('new'), 0);
  again.settle([{ key: 'new', from: 0, to: 50 }]);
  again.restart('new');
  again.save();
  again.close();
  assert.deepEqual(openState(t, folder).state.resume('new')?.crossings, kept);
});

test('a crossing is told only when its event is not under way any more: what is left of it must not take its id before', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (const key of ['old', 'new']) state.begin(generation(key), 0);
  state.crossing('new', { to: 50, time: 'now', id: 'old.60.x' });
  state.crossing('new', { to: 60, time: 'now', id: 'gone.60.x' });
  const told = (of = state) => of.resume('new')?.crossings?.map(({ id }) => id);
  assert.deepEqual(told(), ['gone.60.x']);
  state.settle([{ key: 'old', from: 70, to: 100 }]);
  assert.deepEqual(told(), ['gone.60.x']);
  state.saveBegun();
  state.settle([{ key: 'old', from: 60, to: 70 }]);
  assert.deepEqual(told(), ['old.60.x', 'gone.60.x']);
  state.close();
  assert.deepEqual(told(openState(t, folder).state), ['old.60.x', 'gone.60.x']);
});

test('a key that never began is a mistake of the caller', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  assert.throws(() => state.settle([{ key: 'x', from: 0, to: 1 }]), /generation x has not begun/);
  assert.throws(() => state.ended('x', 1), /generation x has not begun/);
  assert.throws(() => state.boundary('x', 1), /generation x has not begun/);
  assert.throws(() => state.crossing('x', { to: 1, time: '', id: '' }), /generation x has not begun/);
});

test('a disk that is full: reported once, nothing lost from memory, saved when there is room', (t) => {
  const folder = temporaryFolder(t);
  const events = new NotedEvents();
  const database = openDatabase(join(folder, 'state.db'), 0, () => assert.fail());
  t.after(() => database.close());
  const checkpoints = new Checkpoints(database, { clock: () => 0, retentionMs: HOUR, events });
  const pages = database.pragma('page_count', { simple: true });
  database.pragma(`max_page_count = ${pages}`);
  const keys = Array.from({ length: 200 }, (_, n) => `key-${n}`);
  for (const key of keys) {
    checkpoints.begin(generation(key), 0);
    checkpoints.saveBegun();
  }

  assert.equal(checkpoints.healthy, false);
  assert.equal(checkpoints.save(), false);
  assert.equal(checkpoints.save(), false);
  assert.equal(checkpoints.boundary('key-0', 7), false);
  assert.deepEqual(checkpoints.resume('key-0')?.boundaries, []);
  checkpoints.settle(keys.map((key) => ({ key, from: 0, to: 42 })));
  checkpoints.present(new Set(keys));
  assert.deepEqual(events.lines, ['saveFailed database or disk is full']);

  database.pragma('max_page_count = 1000000');
  assert.equal(checkpoints.save(), true);
  assert.equal(checkpoints.healthy, true);
  assert.deepEqual(events.lines, ['saveFailed database or disk is full', 'savedAgain']);
  const offsets = database.prepare('SELECT DISTINCT offset FROM checkpoints').pluck().all();
  assert.deepEqual(offsets, [42]);
  assert.equal(database.prepare('SELECT count(*) FROM checkpoints').pluck().get(), 200);
});

test('a disk that refuses everything is not healthy again before a real write works', (t) => {
  const folder = temporaryFolder(t);
  const events = new NotedEvents();
  const database = openDatabase(join(folder, 'state.db'), 0, () => assert.fail());
  t.after(() => database.close());
  const checkpoints = new Checkpoints(database, { clock: () => 0, retentionMs: HOUR, events });
  checkpoints.begin(generation('k'), 0);
  database.pragma('query_only = on');
  assert.equal(checkpoints.boundary('k', 10), false);
  checkpoints.present(new Set(['k']));
  assert.equal(checkpoints.healthy, false);
  database.pragma('query_only = off');
  assert.equal(checkpoints.save(), true);
  assert.deepEqual(events.lines, ['saveFailed attempt to write a readonly database', 'savedAgain']);
});

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
  assert.notEqual(state.resume('gone'), undefined);
  // A scan that finds it begins the count anew.
  now += HOUR;
  state.present(new Set(['here', 'gone']));
  for (let hour = 0; hour < 16; hour++) {
    assert.notEqual(state.resume('gone'), undefined, `hour ${hour}`);
    now += HOUR;
    state.present(seen);
  }
  assert.equal(state.resume('gone'), undefined);
  assert.equal(state.containerKnown('c-gone'), false);
  assert.notEqual(state.resume('here'), undefined);
  assert.notEqual(state.resume('unsettled'), undefined, 'still being read, so kept');
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
  assert.notEqual(again.resume('k'), undefined);
  now += 1000 * HOUR;
  again.present(new Set());
  assert.notEqual(again.resume('k'), undefined);
  now -= 2000 * HOUR;
  again.present(new Set());
  assert.notEqual(again.resume('k'), undefined);
});

test('a finished generation leaves memory when it is gone from disk; settling it again is harmless', (t) => {
  const { state } = openState(t, temporaryFolder(t), { clock: () => 0 });
  state.begin(generation('k'), 0);
  state.settle([{ key: 'k', from: 0, to: 10 }]);
  state.ended('k', 10);
  state.save();
  state.present(new Set());
  assert.throws(() => state.ended('k', 10), /has not begun/, 'no longer in memory');
  state.settle([{ key: 'k', from: 0, to: 10 }]);
  assert.deepEqual(state.resume('k'), { offset: 10, finished: true, boundaries: [], settled: [] });
});

test('a row that is not what was written is reported and read from the beginning', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([{ key: 'k', from: 0, to: 1000 }]);
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'));
  raw.exec('UPDATE checkpoints SET offset = 9000');
  raw.close();

  const again = openState(t, folder);
  assert.equal(again.state.resume('k'), undefined);
  assert.deepEqual(again.events.lines, ['checkpointDamaged k']);
  again.state.begin(generation('k'), 0);
  assert.equal(again.state.resume('k')?.offset, 0);
});

test('ten thousand generations: one save writes those that changed', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (let n = 0; n < 10_000; n++) state.begin(generation(`key-${n}`, `c${n % 100}`), 0);
  state.settle(Array.from({ length: 10_000 }, (_, n) => ({ key: `key-${n}`, from: 0, to: n })));
  state.save();
  state.close();
  const again = openState(t, folder).state;
  for (const n of [0, 1, 777, 9_999]) assert.equal(again.resume(`key-${n}`)?.offset, n);
  assert.equal(again.containerKnown('c99'), true);
});
