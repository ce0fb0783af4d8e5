import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { generation, openState, temporaryFolder } from './folder.ts';

const settled = (from: number, to: number) => [{ key: 'k', from, to }];

/** A generation whose file answers for each offset `before OFFSET`, or is no longer what was read. */
function stamped() {
  const file = { changed: false, asked: [] as number[] };
  const stamp = (offset: number): string | undefined => {
    file.asked.push(offset);
    return file.changed ? undefined : `before ${offset}`;
  };
  return { file, stamped: { ...generation('k'), stamp } };
}

test('what the file holds before the offset is saved with it', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  const { file, stamped: k } = stamped();
  state.begin(k, 0);
  state.saveBegun();
  state.settle(settled(0, 100));
  state.save();
  state.settle(settled(100, 150));
  state.close();
  const again = openState(t, folder);
  const expected = { offset: 100, finished: false, boundaries: [], settled: [], stamp: 'before 100' };
  assert.deepEqual(again.state.resume('k'), expected);
  assert.deepEqual(again.events.lines, []);
  assert.deepEqual(file.asked, [100], 'asked only when something is written that claims something');
});

test('with ranges settled above the offset it is what stands before their end: they must hold as well', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(stamped().stamped, 0);
  state.settle([...settled(0, 100), ...settled(200, 300)]);
  state.save();
  state.close();
  assert.equal(openState(t, folder).state.resume('k')?.stamp, 'before 300');
});

test('while the file is not what was read, what was saved last stays, boundaries apart', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  const { file, stamped: k } = stamped();
  state.begin(k, 0);
  state.settle(settled(0, 100));
  state.save();
  file.changed = true;
  state.settle([...settled(100, 200), ...settled(300, 400)]);
  assert.equal(state.save(), true);
  assert.equal(state.boundary('k', 400), true);
  state.ended('k', 200);
  assert.equal(state.save(), true);
  state.close();
  assert.deepEqual(openState(t, folder).state.resume('k'), {
    offset: 100,
    finished: false,
    boundaries: [400],
    settled: [],
    stamp: 'before 100',
  });
});

test('what could not be saved so is saved when the file can be believed again', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  const { file, stamped: k } = stamped();
  state.begin(k, 0);
  file.changed = true;
  state.settle(settled(0, 100));
  state.save();
  file.changed = false;
  state.save();
  state.close();
  assert.equal(openState(t, folder).state.resume('k')?.offset, 100);
});

test('a generation that is read again goes back to 0 at once, and forward', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(stamped().stamped, 0);
  state.settle([...settled(0, 100), ...settled(200, 300)]);
  state.boundary('k', 100);
  state.ended('k', 300);
  state.save();
  state.restart('k');
  state.close();

  const second = openState(t, folder).state;
  assert.equal(second.resume('k')?.offset, 0);
  assert.deepEqual(second.resume('k')?.settled, []);
  assert.deepEqual(second.resume('k')?.boundaries, [100]);
  second.begin(stamped().stamped, 0);
  second.settle(settled(0, 50));
  second.save();
  second.close();
  const { offset, stamp, finished } = openState(t, folder).state.resume('k') ?? {};
  assert.deepEqual({ offset, stamp, finished }, { offset: 50, stamp: 'before 50', finished: false });
});

test('a generation that is read again before it has begun in this run does not keep ranges settled above 0', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(stamped().stamped, 0);
  state.settle(settled(100, 200));
  state.save();
  state.close();
  const again = openState(t, folder).state;
  assert.deepEqual(again.resume('k')?.settled, [100, 200]);
  again.restart('k');
  again.begin(stamped().stamped, 0);
  again.settle(settled(0, 100));
  again.save();
  again.close();
  const { offset, settled: ahead } = openState(t, folder).state.resume('k') ?? {};
  assert.deepEqual({ offset, ahead }, { offset: 100, ahead: [] });
});

test('to read a generation again that has not begun in this run changes nothing until it begins', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(stamped().stamped, 0);
  state.settle(settled(0, 100));
  state.save();
  state.close();
  const again = openState(t, folder).state;
  again.restart('k');
  again.restart('unknown');
  assert.equal(again.resume('k')?.offset, 100);
  again.begin(stamped().stamped, 0);
  again.saveBegun();
  again.close();
  assert.equal(openState(t, folder).state.resume('k')?.offset, 0);
});

test('of a container all rows follow what has settled, or none: an event may begin in one and end in the next', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  const { file, stamped: k } = stamped();
  state.begin(generation('before'), 0);
  state.begin(k, 0);
  state.begin(generation('elsewhere', 'other'), 0);
  state.saveBegun();
  const offsets = (): unknown => {
    const copy = temporaryFolder(t);
    cpSync(folder, copy, { recursive: true });
    const { state: saved } = openState(t, copy);
    return ['before', 'k', 'elsewhere'].map((key) => saved.resume(key)?.offset);
  };
  file.changed = true;
  state.settle(['before', 'k', 'elsewhere'].map((key) => ({ key, from: 0, to: 100 })));
  assert.equal(state.save(), true);
  assert.deepEqual(offsets(), [0, 0, 100]);
  file.changed = false;
  assert.equal(state.save(), true);
  assert.deepEqual(offsets(), [100, 100, 100]);
});

test('a changed stamp makes the row a damaged one', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  state.begin(stamped().stamped, 0);
  state.settle(settled(0, 100));
  state.save();
  state.close();
  const raw = openSqlite(join(folder, 'state.db'));
  raw.exec("UPDATE checkpoints SET stamp = 'before 99'");
  raw.close();
  const { state: again, events } = openState(t, folder);
  assert.equal(again.resume('k'), undefined);
  assert.deepEqual(events.lines, ['checkpointDamaged k']);
});

for (const [version, lacks] of [[1, ['stamp', 'crossings']] as const, [2, ['crossings']] as const]) {
  test(`a state file of format ${version} goes on as it was, without ${lacks.join(' and ')}`, (t) => {
    const folder = temporaryFolder(t);
    const { state } = openState(t, folder);
    state.begin(generation('k'), 0);
    state.settle(settled(0, 100));
    state.save();
    state.close();
    const raw = openSqlite(join(folder, 'state.db'));
    for (const column of lacks) raw.exec(`ALTER TABLE checkpoints DROP COLUMN ${column}`);
    raw.pragma(`user_version = ${version}`);
    raw.close();
    const { state: again, events } = openState(t, folder);
    assert.deepEqual(again.resume('k'), { offset: 100, finished: false, boundaries: [], settled: [] });
    assert.deepEqual(events.lines, []);
  });
}

test('of very many boundaries the last hundred are kept', (t) => {
  const { state } = openState(t, temporaryFolder(t));
  state.begin(generation('k'), 0);
  for (let offset = 1; offset <= 120; offset++) assert.equal(state.boundary('k', offset), true);
  assert.deepEqual(
    state.resume('k')?.boundaries,
    Array.from({ length: 100 }, (_, i) => i + 21),
  );
});
