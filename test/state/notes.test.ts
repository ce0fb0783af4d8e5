import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NO_NOTES, type Notes } from '../../src/log/notes.ts';
import { Checkpoints } from '../../src/state/checkpoints.ts';
import { openDatabase } from '../../src/state/database.ts';
import type { State } from '../../src/state/state.ts';
import { generation, NotedEvents, openState, span, temporaryFolder } from './folder.ts';

const notesOf = (state: Pick<State, 'resume'>, key: string): Notes | undefined =>
  state.resume('c1', key)?.notes;

/** A state in which generations have begun; `again` is a restart after a kill. */
function begun(t: TestContext, ...keys: string[]): { state: State; again: () => State } {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (const key of keys) state.begin(generation(key), 0);
  state.saveBegun();
  let current = state;
  const again = () => {
    current.close();
    current = openState(t, folder).state;
    return current;
  };
  return { state, again };
}

test('cuts and rests are saved with what settles after them, in order, each once', (t) => {
  const { state, again } = begun(t, 'k');
  for (const to of [300, 100, 200, 100]) state.cut('k', to);
  state.rest('k', { stream: 'stdout', at: 300 });
  state.rest('k', { stream: 'stderr', at: 100 });
  state.rest('k', { stream: 'stdout', at: 300 });
  const notes: Notes = {
    boundaries: [],
    cuts: [100, 200, 300],
    rests: [
      { stream: 'stderr', at: 100 },
      { stream: 'stdout', at: 300 },
    ],
  };
  assert.deepEqual(notesOf(state, 'k'), notes);
  state.settle([span('k', 0, 100)]);
  state.save();
  const saved = again();
  assert.deepEqual(notesOf(saved, 'k'), notes);
  saved.begin(generation('k'), 100);
  saved.settle([span('k', 100, 1000)]);
  saved.restart('c1', 'k', 1000);
  saved.save();
  assert.deepEqual(notesOf(again(), 'k'), notes, 'also below the offset, for the file may be read again');
});

test('of a file that has lost its end what was noted beyond is forgotten, what stood at its end or before is kept', (t) => {
  const { state, again } = begun(t, 'k');
  for (const at of [50, 100, 150]) {
    assert.equal(state.boundaries([{ key: 'k', to: at, stream: 'stdout' }]), true);
    state.cut('k', at);
    state.rest('k', { stream: 'stdout', at });
  }
  state.begin(generation('new'), 0, [{ stream: 'stdout' }]);
  state.restart('c1', 'k', 100);
  state.restart('c1', 'new', 0);
  const notes: Notes = { boundaries: [50, 100], cuts: [50, 100], rests: [{ stream: 'stdout', at: 50 }] };
  assert.deepEqual(notesOf(state, 'k'), notes);
  assert.deepEqual(notesOf(state, 'new')?.rests, [{ stream: 'stdout' }], 'what comes first is still a rest');
  state.save();
  assert.deepEqual(notesOf(again(), 'k'), notes);
});

test('without save() a cut and a rest are known in memory only', (t) => {
  const { state, again } = begun(t, 'k');
  state.cut('k', 100);
  state.rest('k', { stream: 'stdout', at: 100 });
  assert.notDeepEqual(notesOf(state, 'k'), NO_NOTES);
  assert.deepEqual(notesOf(again(), 'k'), NO_NOTES);
});

test('a generation that begins while an event goes on expects its rest, before anything is delivered', (t) => {
  const { state, again } = begun(t, 'old');
  state.begin(generation('new'), 0, [{ stream: 'stderr' }, { stream: 'stdout' }]);
  const rests = [{ stream: 'stderr' }, { stream: 'stdout' }];
  assert.deepEqual(notesOf(state, 'new')?.rests, rests);
  assert.deepEqual(notesOf(state, 'old')?.rests, []);
  state.saveBegun();
  const saved = again();
  assert.deepEqual(notesOf(saved, 'new')?.rests, rests);
  assert.deepEqual(notesOf(saved, 'old')?.rests, []);
});

test('what was known already and begins with an event going on is written as well', (t) => {
  const { again } = begun(t, 'new');
  const second = again();
  second.begin(generation('new'), 0, [{ stream: 'stdout' }]);
  second.saveBegun();
  assert.deepEqual(notesOf(again(), 'new')?.rests, [{ stream: 'stdout' }]);
});

test('a rest whose place is known takes the place of the one that was expected, and is not expected again', (t) => {
  const { state, again } = begun(t);
  state.begin(generation('new'), 0, [{ stream: 'stdout' }, { stream: 'stderr' }]);
  state.rest('new', { stream: 'stdout', at: 70 });
  const rests = [{ stream: 'stderr' }, { stream: 'stdout', at: 70 }] as const;
  assert.deepEqual(notesOf(state, 'new')?.rests, rests);
  // A second rest of a stream: a text that is cut.
  state.rest('new', { stream: 'stdout', at: 500 });
  const all = [...rests, { stream: 'stdout', at: 500 }];
  state.begin(generation('new'), 0, [{ stream: 'stdout' }]);
  assert.deepEqual(notesOf(state, 'new')?.rests, all, 'begun again in this run');
  state.save();
  const saved = again();
  saved.begin(generation('new'), 0, [{ stream: 'stdout' }]);
  assert.deepEqual(notesOf(saved, 'new')?.rests, all, 'begun again in the next');
});

test('an event that ends where it is has no rest in any generation of the container', (t) => {
  const { state, again } = begun(t, 'old');
  state.begin(generation('middle'), 0, [{ stream: 'stdout' }, { stream: 'stderr' }]);
  state.rest('middle', { stream: 'stdout', at: 10 });
  state.begin(generation('new'), 0, [{ stream: 'stdout' }, { stream: 'stderr' }]);
  state.begin(generation('elsewhere', 'c2'), 0, [{ stream: 'stdout' }]);
  assert.equal(state.boundaries([{ key: 'middle', to: 20, stream: 'stdout' }]), true);
  const rests = [[], [{ stream: 'stderr' }, { stream: 'stdout', at: 10 }], [{ stream: 'stderr' }]];
  const known = (of: State) => ['old', 'middle', 'new'].map((key) => notesOf(of, key)?.rests);
  assert.deepEqual(known(state), rests);
  assert.deepEqual(state.resume('c2', 'elsewhere')?.notes.rests, [{ stream: 'stdout' }]);
  assert.deepEqual(known(again()), rests);
});

test('of very many notes of a kind the last hundred are kept below what has been acknowledged', (t) => {
  const { state } = begun(t, 'k');
  state.settle([span('k', 0, 1000)]);
  for (let offset = 1; offset <= 120; offset++) {
    assert.equal(state.boundaries([{ key: 'k', to: offset, stream: 'stdout' }]), true);
    state.cut('k', offset);
    state.rest('k', { stream: 'stdout', at: offset });
  }
  const last = Array.from({ length: 100 }, (_, i) => i + 21);
  assert.deepEqual(notesOf(state, 'k'), {
    boundaries: last,
    cuts: last,
    rests: last.map((at) => ({ stream: 'stdout', at })),
  });
});

test('a boundary that can’t be written has not been noted, nor has its event ended for other generations', (t) => {
  const database = openDatabase(join(temporaryFolder(t), 'state.db'), 0, () => assert.fail());
  t.after(() => database.close());
  const options = { clock: () => 0, retentionMs: 1e9, events: new NotedEvents() };
  const checkpoints = new Checkpoints(database, options);
  checkpoints.begin(generation('old'), 0, []);
  checkpoints.begin(generation('new'), 0, [{ stream: 'stdout' }]);
  checkpoints.saveBegun();
  database.pragma('query_only = on');
  assert.equal(checkpoints.boundaries([{ key: 'old', to: 50, stream: 'stdout' }]), false);
  assert.deepEqual(checkpoints.resume('c1', 'old')?.notes, NO_NOTES);
  assert.deepEqual(checkpoints.resume('c1', 'new')?.notes.rests, [{ stream: 'stdout' }]);
  database.pragma('query_only = off');
  assert.equal(checkpoints.boundaries([{ key: 'old', to: 50, stream: 'stdout' }]), true);
  assert.deepEqual(checkpoints.resume('c1', 'new')?.notes.rests, []);
});

test('a rest that is to come behind a cut is saved, until it comes, the text ends, or the file loses the cut', (t) => {
  const { state, again } = begun(t, 'k');
  const awaited = (after: number) => ({ stream: 'stdout', after }) as const;
  state.rest('k', awaited(100));
  state.save();
  assert.deepEqual(notesOf(again(), 'k')?.rests, [awaited(100)]);
  const next = again();
  next.begin(generation('k'), 0);
  next.rest('k', { stream: 'stdout', at: 130 });
  next.rest('k', awaited(200));
  assert.deepEqual(notesOf(next, 'k')?.rests, [{ stream: 'stdout', at: 130 }, awaited(200)]);
  next.restart('c1', 'k', 150);
  assert.deepEqual(notesOf(next, 'k')?.rests, [{ stream: 'stdout', at: 130 }]);
  next.rest('k', awaited(140));
  assert.ok(next.boundaries([{ key: 'k', to: 140, stream: 'stdout' }]));
  assert.deepEqual(notesOf(next, 'k')?.rests, [{ stream: 'stdout', at: 130 }]);
});

test('of what has not been acknowledged all notes are kept, of what has been the newest', (t) => {
  const { state } = begun(t, 'k');
  for (let n = 1; n <= 300; n++) {
    state.cut('k', n * 10);
    state.rest('k', { stream: 'stdout', at: n * 10 });
  }
  assert.deepEqual([notesOf(state, 'k')?.cuts.length, notesOf(state, 'k')?.rests.length], [300, 300]);
  state.settle([span('k', 0, 2500)]);
  state.cut('k', 3010);
  state.rest('k', { stream: 'stdout', at: 3010 });
  const { cuts = [], rests = [] } = notesOf(state, 'k') ?? {};
  assert.deepEqual([cuts.length, cuts.at(-1), rests.length], [100, 3010, 100]);
});
