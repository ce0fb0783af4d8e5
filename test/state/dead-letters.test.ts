import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSqlite } from '../../src/sqlite.ts';
import { openDatabase } from '../../src/state/database.ts';
import { DeadLetters } from '../../src/state/dead-letters.ts';
import type { Dropped } from '../../src/state/state-events.ts';
import { openState, temporaryFolder } from './folder.ts';

const letter = (id: string, document = '{"status":"oops"}', container = 'prod1') => ({
  id,
  container,
  index: 'logs',
  document,
  status: 400,
  reason: 'mapper_parsing_exception: failed to parse field [status]',
});

function openLetters(t: TestContext, maxBytes: number, now = () => 1000) {
  const file = join(temporaryFolder(t), 'state.db');
  const database = openDatabase(file, 0, () => assert.fail());
  t.after(() => database.close());
  return { letters: new DeadLetters(database, now, maxBytes), database, file };
}

test('letters are on disk when put returns, whole and in order', (t) => {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder, { clock: () => 1234 });
  const odd = letter('k.2', '{"message":"日本 \\u0000 \\" 🎉"}');
  assert.equal(state.deadLetters.put([letter('k.1'), odd]), undefined);
  assert.equal(state.deadLetters.put([letter('k.0')]), undefined);
  state.close();
  const { deadLetters } = openState(t, folder).state;
  assert.equal(deadLetters.size().letters, 3);
  assert.deepEqual(deadLetters.list(), [
    { ...letter('k.1'), time: 1234 },
    { ...odd, time: 1234 },
    { ...letter('k.0'), time: 1234 },
  ]);
  assert.deepEqual(deadLetters.list(1), [{ ...letter('k.1'), time: 1234 }]);
});

test('an id that is there already is replaced and counted once', (t) => {
  const { letters } = openLetters(t, 1000);
  for (let turn = 0; turn < 50; turn++) {
    assert.equal(letters.put([letter('k.1', `{"turn":${turn}}`)]), undefined);
  }
  assert.equal(letters.size().letters, 1);
  assert.equal(letters.list()[0]?.document, '{"turn":49}');
});

test('full: says so, keeps none of the request, and what was there stays', (t) => {
  const { letters } = openLetters(t, 1000);
  assert.equal(letters.put([letter('k.1', 'x'.repeat(500))]), undefined);
  const cause = letters.put([letter('k.2'), letter('k.3', 'x'.repeat(500))]);
  assert.match(cause ?? '', /^the dead letters are full \(\d+ of 1000 bytes\)$/);
  assert.deepEqual(
    letters.list().map(({ id }) => id),
    ['k.1'],
  );
});

test('room made by another process is found', (t) => {
  const { letters, file } = openLetters(t, 1000);
  assert.equal(letters.put([letter('k.1', 'x'.repeat(600))]), undefined);
  assert.notEqual(letters.put([letter('k.2', 'x'.repeat(600))]), undefined);
  const other = openSqlite(file);
  other.exec('DELETE FROM dead_letters');
  other.close();
  assert.equal(letters.put([letter('k.2', 'x'.repeat(600))]), undefined);
  assert.deepEqual(
    letters.list().map(({ id }) => id),
    ['k.2'],
  );
});

test('the size is right after every change, of this process and of another', (t) => {
  const { letters, database, file } = openLetters(t, 10_000);
  const measured = () =>
    database.prepare('SELECT count(*) AS letters, coalesce(sum(bytes), 0) AS bytes FROM dead_letters').get();
  const agree = (count: number) => {
    const { limitBytes, ...held } = letters.size();
    assert.deepEqual(held, measured());
    assert.deepEqual([held.letters, limitBytes], [count, 10_000]);
  };
  agree(0);
  letters.put([letter('k.1'), letter('k.2', 'x'.repeat(300)), letter('k.3')]);
  agree(3);
  letters.put([letter('k.2', 'short'), letter('k.4')]);
  agree(4);
  assert.equal(letters.remove(['k.1', 'k.none', 'k.4']), 2);
  agree(2);
  assert.match(letters.put([letter('k.5', 'x'.repeat(10_000))]) ?? '', /full/);
  agree(2);
  const other = openSqlite(file);
  other.exec("DELETE FROM dead_letters WHERE id = 'k.2'");
  other.close();
  agree(1);
});

test('the bound holds over many puts and a restart', (t) => {
  const { letters, database } = openLetters(t, 50_000);
  let refused = 0;
  for (let n = 0; n < 200; n++) if (letters.put([letter(`k.${n}`, 'x'.repeat(400))]) !== undefined) refused++;
  assert.equal(letters.size().letters + refused, 200);
  const stored = database.prepare('SELECT sum(length(document)) FROM dead_letters').pluck().get() as number;
  assert.ok(stored <= 50_000 && stored > 30_000, `${stored}`);
  const reopened = new DeadLetters(database, () => 0, 50_000);
  assert.match(reopened.put([letter('k.new', 'x'.repeat(400))]) ?? '', /full/);
});

test('a full disk is a cause, not an exception, and the next try works', (t) => {
  const { letters, database } = openLetters(t, 1e9);
  database.pragma(`max_page_count = ${database.pragma('page_count', { simple: true })}`);
  const big = letter('k.1', 'x'.repeat(100_000));
  assert.equal(letters.put([big]), "dead letters can't be written: database or disk is full");
  assert.equal(letters.size().letters, 0);
  database.pragma('max_page_count = 1000000');
  assert.equal(letters.put([big]), undefined);
  assert.equal(letters.list()[0]?.document.length, 100_000);
});

test('durability is raised for the write only', (t) => {
  const { letters, database } = openLetters(t, 1e6);
  letters.put([letter('k.1')]);
  assert.equal(database.pragma('synchronous', { simple: true }), 1);
});

test('a letter is written while another command reads', (t) => {
  const { letters, file } = openLetters(t, 1e6);
  letters.put([letter('k.1')]);
  const reader = openSqlite(file, { readonly: true });
  reader.exec('BEGIN');
  assert.equal(reader.prepare('SELECT count(*) FROM dead_letters').pluck().get(), 1);
  assert.equal(letters.put([letter('k.2')]), undefined);
  assert.equal(reader.prepare('SELECT count(*) FROM dead_letters').pluck().get(), 1);
  reader.exec('COMMIT');
  assert.equal(reader.prepare('SELECT count(*) FROM dead_letters').pluck().get(), 2);
  reader.close();
});

/** As `openLetters`, where the oldest make room. */
function openDropping(t: TestContext, maxBytes: number) {
  const file = join(temporaryFolder(t), 'state.db');
  const database = openDatabase(file, 0, () => assert.fail());
  t.after(() => database.close());
  const dropped: Dropped[] = [];
  return {
    letters: new DeadLetters(
      database,
      () => 0,
      maxBytes,
      (each) => dropped.push(each),
    ),
    dropped,
  };
}

test('a letter’s container has its share when its letters take what is still free', (t) => {
  const { letters } = openLetters(t, 3000);
  const put = (id: string, container: string) =>
    assert.equal(letters.put([letter(id, 'x'.repeat(400), container)]), undefined);
  put('k.1', 'a');
  put('k.2', 'a');
  assert.equal(letters.isOverShare('a'), false);
  put('k.3', 'a');
  assert.equal(letters.isOverShare('a'), true, 'half of all');
  assert.equal(letters.isOverShare('b'), false, 'one without letters always has room');
  put('k.4', 'b');
  assert.equal(letters.isOverShare('b'), false);
  letters.remove(['k.1', 'k.2']);
  assert.equal(letters.isOverShare('a'), false);
});

test('shares are known again after a restart and after changes of another process', (t) => {
  const { letters, database, file } = openLetters(t, 2000);
  letters.put([letter('k.1', 'x'.repeat(900), 'a'), letter('k.2', 'x', 'b')]);
  const again = new DeadLetters(database, () => 0, 2000);
  assert.deepEqual([again.isOverShare('a'), again.isOverShare('b')], [true, false]);
  const other = openSqlite(file);
  other.exec("DELETE FROM dead_letters WHERE container = 'a'");
  other.close();
  assert.equal(letters.isOverShare('a'), false);
});

test('dropping: the oldest of the container that has most make room, of the others nothing goes', (t) => {
  const { letters, dropped } = openDropping(t, 3000);
  letters.put([letter('b.1', 'x'.repeat(300), 'b')]);
  for (let i = 0; i < 10; i++) assert.equal(letters.put([letter(`a.${i}`, 'x'.repeat(300), 'a')]), undefined);
  const ids = letters.list().map(({ id }) => id);
  assert.ok(letters.size().bytes <= 3000);
  assert.deepEqual(ids, ['b.1', ...ids.slice(1).map((_, i, all) => `a.${10 - all.length + i}`)]);
  const gone = 11 - ids.length;
  assert.deepEqual(
    [
      dropped.every(({ container }) => container === 'a'),
      dropped.reduce((sum, each) => sum + each.letters, 0),
    ],
    [true, gone],
  );
  assert.equal(letters.isOverShare('a'), false);
});

test('dropping: a letter that alone is beyond the limit goes too, and is told', (t) => {
  const { letters, dropped } = openDropping(t, 1000);
  assert.equal(letters.put([letter('k.1', 'x'.repeat(5000), 'a')]), undefined);
  assert.deepEqual(letters.list(), []);
  assert.deepEqual(
    dropped.map(({ container, letters: count }) => [container, count]),
    [['a', 1]],
  );
  assert.equal(letters.size().bytes, 0);
});
