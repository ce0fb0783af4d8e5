import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { openSqlite } from '../../src/sqlite.ts';
import { Checkpoints } from '../../src/state/checkpoints.ts';
import { openDatabase } from '../../src/state/database.ts';
import { generation, NotedEvents, openState, resumed, span, stampAt, temporaryFolder } from './folder.ts';

const HOUR = 3_600_000;

test('nothing is known of a generation never begun', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  assert.equal(state.resume('c1', 'k'), undefined);
  assert.equal(state.containerKnown('c1'), false);
});

test('a restart goes on at the watermark, and what was settled above a gap is known', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([span('k', 0, 100), span('k', 250, 300)]);
  assert.equal(state.save(), true);
  state.close();

  const again = openState(t, folder);
  assert.deepEqual(resumed(again.state, 'k'), {
    offset: 100,
    finished: false,
    settled: [250, 300],
    stamp: stampAt(300),
    notes: NO_NOTES,
  });
  assert.equal(again.state.containerKnown('c1'), true);
  assert.deepEqual(again.events.lines, []);
});

test('without save() what has settled is known in memory only', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.saveBegun();
  state.settle([span('k', 0, 100)]);
  assert.equal(state.resume('c1', 'k')?.offset, 100);
  state.close();
  assert.equal(openState(t, folder).state.resume('c1', 'k')?.offset, 0);
});

test('what has begun is written before the next save, so a container followed from its end stays known after a kill', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 5000);
  state.saveBegun();
  state.close();
  const again = openState(t, folder).state;
  assert.equal(again.containerKnown('c1'), true);
  assert.deepEqual(resumed(again, 'k'), { offset: 5000, finished: false, settled: [], notes: NO_NOTES });
});

test('begin again in the same run changes nothing but the path', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([span('k', 0, 100)]);
  state.begin({ ...generation('k'), path: '/renamed' }, 400);
  state.settle([span('k', 100, 120)]);
  assert.equal(state.resume('c1', 'k')?.offset, 120);
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'), { readonly: true });
  const generations = raw.prepare<[], string>('SELECT generations FROM containers').pluck().get();
  const [{ key, path, offset }] = JSON.parse(generations ?? '[]');
  assert.deepEqual({ key, path, offset }, { key: 'k', path: '/renamed', offset: 120 });
  raw.close();
});

test('only begin in a new run can take a saved offset back', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([span('k', 0, 100)]);
  state.save();
  state.close();

  const second = openState(t, folder).state;
  second.begin(generation('k'), 100);
  second.settle([span('k', 0, 50)]);
  second.save();
  assert.equal(second.resume('c1', 'k')?.offset, 100);
  second.close();

  const third = openState(t, folder).state;
  third.begin(generation('k'), 20);
  third.saveBegun();
  third.close();
  assert.equal(openState(t, folder).state.resume('c1', 'k')?.offset, 20);
});

test('finished once everything up to the end has settled, in either order', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (const key of ['first', 'second', 'open']) state.begin(generation(key), 0);
  state.ended('first', 100);
  assert.equal(state.resume('c1', 'first')?.finished, false);
  state.settle([span('first', 0, 100), span('second', 0, 100), span('open', 0, 100)]);
  state.ended('second', 100);
  state.save();
  state.close();
  const again = openState(t, folder).state;
  const all = { offset: 100, settled: [], stamp: stampAt(100), notes: NO_NOTES };
  assert.deepEqual(resumed(again, 'first'), { ...all, finished: true });
  assert.deepEqual(resumed(again, 'second'), { ...all, finished: true });
  assert.deepEqual(resumed(again, 'open'), { ...all, finished: false });
});

for (const run of ['this run', 'the next run']) {
  test(`a finished generation that begins once more, in ${run}, is not finished until it has ended again`, (t) => {
    const folder = temporaryFolder(t);
    let { state } = openState(t, folder);
    state.begin(generation('k'), 0);
    state.ended('k', 100);
    state.settle([span('k', 0, 100)]);
    state.save();
    assert.equal(state.resume('c1', 'k')?.finished, true);
    if (run === 'the next run') {
      state.close();
      state = openState(t, folder).state;
    }
    state.begin(generation('k'), 100);
    state.settle([span('k', 100, 150)]);
    state.save();
    state.present(new Set());
    state.ended('k', 200);
    state.save();
    state.close();
    const { offset, finished } = openState(t, folder).state.resume('c1', 'k') ?? {};
    assert.deepEqual({ offset, finished }, { offset: 150, finished: false });
  });
}

test('a generation without any byte is finished at once', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  state.begin(generation('empty'), 0);
  state.ended('empty', 0);
  assert.equal(state.resume('c1', 'empty')?.finished, true);
});

test('a boundary is on disk at once, and stays when the saved offset has passed it', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  assert.equal(state.boundaries([{ key: 'k', to: 300, stream: 'stdout' }]), true);
  assert.equal(state.boundaries([{ key: 'k', to: 100, stream: 'stdout' }]), true);
  assert.equal(state.boundaries([{ key: 'k', to: 300, stream: 'stdout' }]), true);
  state.close();

  const again = openState(t, folder).state;
  const notes = { ...NO_NOTES, boundaries: [100, 300] };
  assert.deepEqual(resumed(again, 'k'), { offset: 0, finished: false, settled: [], notes });
  again.begin(generation('k'), 0);
  again.settle([span('k', 0, 200)]);
  assert.deepEqual(again.resume('c1', 'k')?.notes, notes);
  again.save();
  again.close();
  assert.deepEqual(resumed(openState(t, folder).state, 'k'), {
    offset: 200,
    finished: false,
    settled: [],
    stamp: stampAt(200),
    notes,
  });
});

test('a boundary takes with it what has settled of other generations: they may share an event', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('old'), 0);
  state.begin(generation('new'), 0);
  state.settle([span('old', 0, 100), span('new', 0, 50)]);
  assert.equal(state.boundaries([{ key: 'new', to: 50, stream: 'stdout' }]), true);
  state.close();

  const again = openState(t, folder).state;
  assert.equal(again.resume('c1', 'old')?.offset, 100);
  assert.equal(again.resume('c1', 'new')?.offset, 50);
});

test('a key that never began is a mistake of the caller', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  // But for what settles once more when its container is gone, and with it all that was known.
  state.settle([span('x', 0, 1)]);
  assert.throws(() => state.ended('x', 1), /generation x has not begun/);
  assert.throws(
    () => state.boundaries([{ key: 'x', to: 1, stream: 'stdout' }]),
    /generation x has not begun/,
  );
  assert.throws(() => state.cut('x', 1), /generation x has not begun/);
  assert.throws(() => state.rest('x', { stream: 'stdout', at: 1 }), /generation x has not begun/);
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
    checkpoints.begin(generation(key, `c-${key}`), 0, []);
    checkpoints.saveBegun();
  }

  assert.equal(checkpoints.healthy, false);
  assert.equal(checkpoints.save(), false);
  assert.equal(checkpoints.save(), false);
  assert.equal(checkpoints.boundaries([{ key: 'key-0', to: 7, stream: 'stdout' }]), false);
  assert.deepEqual(checkpoints.resume('c-key-0', 'key-0')?.notes, NO_NOTES);
  checkpoints.settle(keys.map((key) => span(key, 0, 42)));
  checkpoints.present(new Set(keys));
  assert.deepEqual(events.lines, ['saveFailed database or disk is full']);

  database.pragma('max_page_count = 1000000');
  assert.equal(checkpoints.save(), true);
  assert.equal(checkpoints.healthy, true);
  assert.deepEqual(events.lines, ['saveFailed database or disk is full', 'savedAgain']);
  const rows = database.prepare<[], string>('SELECT generations FROM containers').pluck().all();
  const offsets = rows.map((row) => JSON.parse(row).map(({ offset }: { offset: number }) => offset));
  assert.deepEqual(offsets, Array(200).fill([42]));
});

test('a disk that refuses everything is not healthy again before a real write works', (t) => {
  const folder = temporaryFolder(t);
  const events = new NotedEvents();
  const database = openDatabase(join(folder, 'state.db'), 0, () => assert.fail());
  t.after(() => database.close());
  const checkpoints = new Checkpoints(database, { clock: () => 0, retentionMs: HOUR, events });
  checkpoints.begin(generation('k'), 0, []);
  database.pragma('query_only = on');
  assert.equal(checkpoints.boundaries([{ key: 'k', to: 10, stream: 'stdout' }]), false);
  checkpoints.present(new Set(['k']));
  assert.equal(checkpoints.healthy, false);
  database.pragma('query_only = off');
  assert.equal(checkpoints.save(), true);
  assert.deepEqual(events.lines, ['saveFailed attempt to write a readonly database', 'savedAgain']);
});

test('a container’s generations are saved together: an event may begin in one and end in the next', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (const key of ['old', 'new']) state.begin(generation(key), 0);
  state.begin(generation('elsewhere', 'other'), 0);
  state.saveBegun();
  state.settle([span('old', 0, 100), span('new', 0, 50), span('elsewhere', 0, 10)]);
  // Whatever makes the row be written.
  assert.equal(state.boundaries([{ key: 'new', to: 70, stream: 'stdout' }]), true);
  state.close();
  const again = openState(t, folder).state;
  assert.deepEqual(
    [again.resume('c1', 'old'), again.resume('c1', 'new'), again.resume('other', 'elsewhere')].map(
      (point) => point?.offset,
    ),
    [100, 50, 0],
  );
});

test('a row that is not what was written is reported and read from the beginning', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.settle([span('k', 0, 1000)]);
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'));
  raw.exec(`UPDATE containers SET generations = replace(generations, '"offset":1000', '"offset":9000')`);
  raw.close();

  const again = openState(t, folder);
  assert.equal(again.state.resume('c1', 'k'), undefined);
  assert.deepEqual(again.events.lines, ['checkpointDamaged c1']);
  again.state.begin(generation('k'), 0);
  assert.equal(again.state.resume('c1', 'k')?.offset, 0);
});

test('ten thousand generations: one save writes those that changed', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (let n = 0; n < 10_000; n++) state.begin(generation(`key-${n}`, `c${n % 100}`), 0);
  state.settle(Array.from({ length: 10_000 }, (_, n) => span(`key-${n}`, 0, n)));
  state.save();
  state.close();
  const again = openState(t, folder).state;
  for (const n of [0, 1, 777, 9_999]) assert.equal(again.resume(`c${n % 100}`, `key-${n}`)?.offset, n);
  assert.equal(again.containerKnown('c99'), true);
});
