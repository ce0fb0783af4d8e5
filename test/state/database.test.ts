import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { openSqlite } from '../../src/sqlite.ts';
import { State } from '../../src/state/state.ts';
import { StateError } from '../../src/state/state-events.ts';
import { generation, NotedEvents, openState, span, temporaryFolder } from './folder.ts';

const OFFSET = 123_456;
const LETTERS = Array.from({ length: 50 }, (_, n) => ({
  id: `k.${n}`,
  container: 'c',
  index: 'logs',
  document: '{}',
  status: 400,
  reason: 'no',
}));

/** A folder with a saved state of `generations`, closed again. */
function savedState(t: TestContext, generations = 1): string {
  const folder = temporaryFolder(t);
  const { state } = openState(t, folder);
  for (let n = 0; n < generations; n++) {
    state.begin(generation(`key-${n}`, `c${n}`), 0);
    state.settle([span(`key-${n}`, 0, OFFSET)]);
  }
  state.deadLetters.put(LETTERS);
  state.save();
  state.close();
  return folder;
}

const damages: Record<string, (file: string) => void> = {
  'random bytes': (file) => writeFileSync(file, randomBytes(10_000)),
  'cut in the middle of a page': (file) => truncateSync(file, statSync(file).size - 3000),
  'cut within the header': (file) => truncateSync(file, 50),
  'zero length': (file) => truncateSync(file, 0),
  'text of another program': (file) => writeFileSync(file, 'offset=12\n'.repeat(500)),
  'a database of another program': (file) => {
    rmSync(file);
    openSqlite(file).exec('CREATE TABLE notes (text TEXT)').close();
  },
  'a table that was dropped': (file) => {
    openSqlite(file).exec('DROP TABLE containers').close();
  },
};

for (const [name, damage] of Object.entries(damages)) {
  test(`damaged (${name}): moved aside, reported, begun anew`, (t) => {
    const folder = savedState(t);
    const file = join(folder, 'state.db');
    damage(file);
    const bytes = readFileSync(file);

    const { state, events } = openState(t, folder);
    const movedTo = `${file}.corrupt-2024-01-02T030405.000Z`;
    assert.equal(events.lines.length, 1);
    assert.ok(events.lines[0]?.startsWith(`startedAnew ${file} ${movedTo} `), events.lines[0]);
    assert.equal(readFileSync(movedTo).compare(bytes), 0, 'the damaged file is kept as it was');
    assert.equal(state.resume('c0', 'key-0'), undefined);
    assert.equal(state.deadLetters.size().letters, 0);
    state.begin(generation('key-0', 'c0'), 7);
    assert.equal(state.save(), true);
    state.close();
    const again = openState(t, folder);
    assert.equal(again.state.resume('c0', 'key-0')?.offset, 7);
    assert.deepEqual(again.events.lines, []);
  });
}

test('a write-ahead log goes aside with its file', (t) => {
  const folder = savedState(t);
  truncateSync(join(folder, 'state.db'), 0);
  writeFileSync(join(folder, 'state.db-wal'), randomBytes(5000));
  openState(t, folder);
  const aside = readdirSync(folder).filter((name) => name.includes('corrupt'));
  assert.equal(aside.length, 2, aside.join());
  assert.ok(aside.some((name) => name.endsWith('Z-wal')));
});

test('random damage: each generation resumes where it was saved or from its beginning, never elsewhere', (t) => {
  const good = join(savedState(t, 40), 'state.db');
  const size = statSync(good).size;
  const flip = fc.record({ at: fc.nat(size - 1), to: fc.nat(255) });
  const damage = fc.record({
    flips: fc.array(flip, { maxLength: 30 }),
    keep: fc.option(fc.nat(size), { freq: 4 }),
  });
  let kept = 0;
  const run = ({ flips, keep }: { flips: { at: number; to: number }[]; keep: number | null }) => {
    const folder = temporaryFolder(t);
    const file = join(folder, 'state.db');
    copyFileSync(good, file);
    const bytes = readFileSync(file);
    for (const { at, to } of flips) bytes[at] = to;
    writeFileSync(file, bytes.subarray(0, keep ?? size));
    const events = new NotedEvents();
    const options = { clock: () => 0, retentionMs: 1000, deadLettersMaxBytes: 1e6, events };
    try {
      const state = State.open(folder, options);
      for (let n = 0; n < 40; n++) {
        const offset = state.resume(`c${n}`, `key-${n}`)?.offset;
        assert.ok(offset === undefined || offset === OFFSET, `${offset}`);
        if (offset === OFFSET) kept++;
        state.begin(generation(`key-${n}`, `c${n}`), offset ?? 0);
      }
      assert.equal(state.save(), true, events.lines.join());
      assert.equal(
        state.deadLetters.put(LETTERS),
        undefined,
        'a damaged index would refuse letters for ever',
      );
      assert.equal(state.deadLetters.size().letters, LETTERS.length);
      state.close();
    } catch (error) {
      assert.ok(error instanceof StateError, `${(error as Error).stack}`);
      assert.match(error.message, /newer logagent/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  fc.assert(fc.property(damage, run), { numRuns: 150 });
  assert.ok(kept > 0, 'some damage left rows whole');
});

test('a state of a newer logagent is refused and left alone', (t) => {
  const folder = savedState(t);
  const file = join(folder, 'state.db');
  const raw = openSqlite(file);
  raw.pragma('user_version = 99');
  raw.close();
  assert.throws(() => openState(t, folder), {
    name: 'StateError',
    message:
      `The state file ${file} has format 99, this logagent knows formats up to 5: it was written by a newer logagent. ` +
      'Start that one, or move the file away to read all logs anew.',
  });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.includes('corrupt')),
    [],
  );
  const unlocked = openSqlite(file);
  unlocked.pragma('user_version = 5');
  unlocked.close();
  assert.equal(openState(t, folder).state.resume('c0', 'key-0')?.offset, OFFSET);
});

test('a new file gets the current format, write-ahead logging, and modes for its owner alone', (t) => {
  const folder = join(temporaryFolder(t), 'deep', 'state');
  const { state } = openState(t, folder);
  state.begin(generation('k'), 0);
  state.saveBegun();
  assert.equal(statSync(folder).mode & 0o777, 0o700);
  for (const name of ['state.db', 'state.db-wal', 'state.db-shm', 'agent.lock', 'agent.pid']) {
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600, name);
  }
  const reader = openSqlite(join(folder, 'state.db'), { readonly: true });
  assert.equal(reader.pragma('user_version', { simple: true }), 5);
  assert.equal(reader.pragma('journal_mode', { simple: true }), 'wal');
  assert.equal(reader.prepare('SELECT id FROM containers').pluck().get(), 'c1');
  reader.close();
});

test('a folder that is there keeps its mode', (t) => {
  const folder = join(temporaryFolder(t), 'state');
  mkdirSync(folder, { mode: 0o755 });
  openState(t, folder);
  assert.equal(statSync(folder).mode & 0o777, 0o755);
});
