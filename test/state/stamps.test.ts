import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { openSqlite } from '../../src/sqlite.ts';
import type { State } from '../../src/state/state.ts';
import { generation, openState, resumed, span, stampAt, temporaryFolder } from './folder.ts';

const SIZE = 300;

/** A state of which generation k has begun, and how to look at what is on disk. */
function begun(t: TestContext): { state: State; folder: string; onDisk: () => State } {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.saveBegun();
  const onDisk = () => {
    const copy = temporaryFolder(t);
    cpSync(folder, copy, { recursive: true });
    return openState(t, copy).state;
  };
  return { state, folder, onDisk };
}

test('the stamp of what has settled is saved with it', (t) => {
  const { state, onDisk } = begun(t);
  assert.equal(resumed(onDisk(), 'k')?.stamp, undefined);
  state.settle([span('k', 0, 100)]);
  state.save();
  state.settle([span('k', 100, 150)]);
  const expected = { offset: 100, finished: false, settled: [], stamp: stampAt(100), notes: NO_NOTES };
  assert.deepEqual(resumed(onDisk(), 'k'), expected);
  assert.deepEqual(resumed(state, 'k'), { ...expected, offset: 150, stamp: stampAt(150) });
});

test('with ranges settled above the offset it is that of the end of the highest: they must hold as well', (t) => {
  const { state, onDisk } = begun(t);
  state.settle([span('k', 200, 300), span('k', 400, 450), span('k', 0, 100)]);
  state.save();
  assert.deepEqual(resumed(onDisk(), 'k')?.stamp, stampAt(450));
  state.settle([span('k', 100, 200), span('k', 300, 350)]);
  state.save();
  const { offset, settled, stamp } = resumed(onDisk(), 'k') ?? {};
  assert.deepEqual({ offset, settled, stamp }, { offset: 350, settled: [400, 450], stamp: stampAt(450) });
});

test('the stamp that was saved is kept over a run in which nothing settles', (t) => {
  const { state, folder } = begun(t);
  state.settle([span('k', 0, 100), span('k', 200, 300)]);
  state.save();
  state.close();
  for (let run = 0; run < 3; run++) {
    const { state: again } = openState(t, folder);
    again.begin({ ...generation('k'), path: `/run/${run}` }, 100);
    again.save();
    again.close();
  }
  assert.deepEqual(resumed(openState(t, folder).state, 'k')?.stamp, stampAt(300));
});

test('where reading begins elsewhere than it was left, what was saved of the file is gone', (t) => {
  const { state, folder } = begun(t);
  state.settle([span('k', 0, 100), span('k', 200, 300)]);
  state.save();
  state.close();
  const { state: again } = openState(t, folder);
  again.begin(generation('k'), 50);
  const { offset, settled, stamp } = resumed(again, 'k') ?? {};
  assert.deepEqual({ offset, settled, stamp }, { offset: 50, settled: [], stamp: undefined });
});

test('no row waits for another or for its file: whatever settles is saved', (t) => {
  const { state, onDisk } = begun(t);
  state.begin(generation('before'), 0);
  state.begin(generation('elsewhere', 'other'), 0);
  // The files are nowhere: state asks nobody for them.
  state.settle([span('before', 0, 100), span('k', 0, 100), span('elsewhere', 0, 100)]);
  assert.equal(state.save(), true);
  const saved = onDisk();
  for (const [key, container] of [
    ['before', 'c1'],
    ['k', 'c1'],
    ['elsewhere', 'other'],
  ] as const) {
    const { offset, stamp } = resumed(saved, key, container) ?? {};
    assert.deepEqual({ offset, stamp }, { offset: 100, stamp: stampAt(100) });
  }
});

test('a generation that is read again goes back to 0 before anything of it is delivered, and forward', (t) => {
  const { state, onDisk } = begun(t);
  state.settle([span('k', 0, 100), span('k', 200, 300)]);
  state.boundaries([{ key: 'k', to: 100, stream: 'stdout' }]);
  state.ended('k', 300);
  state.save();
  state.restart('c1', 'k', SIZE);
  state.begin(generation('k'), 0);
  assert.deepEqual(resumed(onDisk(), 'k')?.offset, 100, 'nothing has been read again yet');
  state.saveBegun();

  const notes = { ...NO_NOTES, boundaries: [100] };
  assert.deepEqual(resumed(onDisk(), 'k'), { offset: 0, finished: false, settled: [], notes });
  state.settle([span('k', 0, 50)]);
  state.save();
  const { offset, stamp, finished } = resumed(onDisk(), 'k') ?? {};
  assert.deepEqual({ offset, stamp, finished }, { offset: 50, stamp: stampAt(50), finished: false });
});

test('a generation that is read again before it has begun in this run does not keep what had settled', (t) => {
  const { state, folder } = begun(t);
  state.settle([span('k', 100, 200)]);
  state.save();
  state.close();
  const again = openState(t, folder).state;
  assert.deepEqual(resumed(again, 'k')?.settled, [100, 200]);
  again.restart('c1', 'k', SIZE);
  again.begin(generation('k'), 0);
  assert.equal(resumed(again, 'k')?.stamp, undefined);
  again.settle([span('k', 0, 100)]);
  again.save();
  again.close();
  const { offset, settled, stamp } = resumed(openState(t, folder).state, 'k') ?? {};
  assert.deepEqual({ offset, settled, stamp }, { offset: 100, settled: [], stamp: stampAt(100) });
});

test('to read again what is not known is nothing', (t) => {
  const { state, onDisk } = begun(t);
  state.settle([span('k', 0, 100)]);
  state.restart('c1', 'unknown', SIZE);
  state.restart('unknown', 'k', SIZE);
  assert.equal(state.resume('c1', 'k')?.offset, 100);
  assert.equal(state.resume('c1', 'unknown'), undefined);
  assert.equal(state.containerKnown('unknown'), false);
  state.save();
  assert.equal(onDisk().resume('c1', 'k')?.offset, 100);
});

test('a changed stamp makes the row a damaged one', (t) => {
  const { state, folder } = begun(t);
  state.settle([span('k', 0, 100)]);
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'));
  raw.exec(`UPDATE containers SET generations = replace(generations, '"hash":100', '"hash":101')`);
  raw.close();
  const { state: again, events } = openState(t, folder);
  assert.equal(again.resume('c1', 'k'), undefined);
  assert.deepEqual(events.lines, ['checkpointDamaged c1']);
});
