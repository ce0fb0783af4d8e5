import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { NO_NOTES } from '../../src/log/notes.ts';
import { openSqlite } from '../../src/sqlite.ts';
import { openState, resumed, span, stampAt, temporaryFolder } from './folder.ts';

/** Each format's tables as the logagent of that format made them: never to be changed. */
const TABLES = {
  1: `CREATE TABLE checkpoints (
     key TEXT PRIMARY KEY,
     container_id TEXT NOT NULL,
     path TEXT NOT NULL,
     offset INTEGER NOT NULL,
     finished INTEGER NOT NULL,
     boundaries TEXT NOT NULL,
     settled TEXT NOT NULL,
     checksum INTEGER NOT NULL,
     absent_ms INTEGER NOT NULL DEFAULT 0
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE dead_letters (
     number INTEGER PRIMARY KEY,
     id TEXT NOT NULL UNIQUE,
     time INTEGER NOT NULL,
     status INTEGER NOT NULL,
     bytes INTEGER NOT NULL,
     index_name TEXT NOT NULL,
     reason TEXT NOT NULL,
     document TEXT NOT NULL
   ) STRICT;`,
  2: `ALTER TABLE checkpoints ADD COLUMN stamp TEXT NOT NULL DEFAULT '';`,
  3: `ALTER TABLE checkpoints ADD COLUMN crossings TEXT NOT NULL DEFAULT '';`,
} as const;

type Version = keyof typeof TABLES;
const VERSIONS = [1, 2, 3] as const;

interface OldRow {
  readonly key: string;
  readonly container: string;
  readonly offset: number;
  readonly finished?: boolean;
  readonly boundaries?: readonly number[];
  readonly settled?: readonly number[];
  readonly stamp?: string;
  readonly crossings?: string;
  readonly absentMs?: number;
  readonly damaged?: boolean;
}

const STAMP = Buffer.from('before the offset').toString('base64');
const CROSSINGS = JSON.stringify([
  { to: 70, time: '2024-06-10T06:13:20.1Z', id: 'OLD-KEY-12345678.5.x01234567' },
]);

const ROWS: readonly OldRow[] = [
  { key: 'OLD-KEY-12345678', container: 'c1', offset: 500, finished: true, boundaries: [100] },
  {
    key: 'NEW-KEY-12345678',
    container: 'c1',
    offset: 100,
    boundaries: [100, 700],
    settled: [200, 300, 400, 450],
    stamp: STAMP,
    crossings: CROSSINGS,
    absentMs: 17,
  },
  { key: 'BAD-KEY-12345678', container: 'c1', offset: 9000, damaged: true },
  { key: 'BAD-ONLY-1234567', container: 'c2', offset: 9000, damaged: true },
  { key: 'OTHER-KEY-123456', container: 'c3', offset: 5_000_000_000, stamp: STAMP },
];

/** Writes a row as the logagent of that format did, with what its format has. */
function insert(database: ReturnType<typeof openSqlite>, version: Version, row: OldRow): void {
  const boundaries = JSON.stringify(row.boundaries ?? []);
  const settled = JSON.stringify(row.settled ?? []);
  const stamp = version >= 2 ? (row.stamp ?? '') : '';
  const crossings = version >= 3 ? (row.crossings ?? '') : '';
  const finished = row.finished ? 1 : 0;
  // A format's checksum is over what it has and is not empty.
  const summed = [row.key, row.container, row.offset, finished, boundaries, settled, stamp, crossings];
  const checksum = crc32(summed.filter((each) => each !== '').join(' ')) + (row.damaged ? 1 : 0);
  const values = {
    key: row.key,
    container_id: row.container,
    path: `/containers/${row.container}/${row.key}`,
    offset: row.offset,
    finished,
    boundaries,
    settled,
    checksum,
    absent_ms: row.absentMs ?? 0,
    ...(version >= 2 && { stamp }),
    ...(version >= 3 && { crossings }),
  };
  const names = Object.keys(values);
  database
    .prepare(
      `INSERT INTO checkpoints (${names.join(', ')}) VALUES (${names.map((name) => `:${name}`).join(', ')})`,
    )
    .run(values);
}

/** A state folder as the logagent of that format left it. */
function oldFolder(t: TestContext, version: Version, rows = ROWS): string {
  const folder = join(temporaryFolder(t), 'state');
  mkdirSync(folder);
  const database = openSqlite(join(folder, 'state.db'));
  database.pragma('journal_mode = WAL');
  for (const each of VERSIONS) if (each <= version) database.exec(TABLES[each]);
  for (const row of rows) insert(database, version, row);
  database
    .prepare(
      `INSERT INTO dead_letters (id, time, status, bytes, index_name, reason, document)
       VALUES ('OLD-KEY-12345678.5.123456789', 1, 400, 2, 'logs', 'no', '{}'),
         ('OLD-KEY-12345678.6.123456789', 1, 400, 2, 'logs', 'no', '{"container":{"name":"prod1"}}'),
         ('OLD-KEY-12345678.7.123456789', 1, 400, 2, 'logs', 'no', 'no JSON'),
         ('OLD-KEY-12345678.8.123456789', 1, 400, 2, 'logs', 'no', '{"container":{"name":{"a":1}}}')`,
    )
    .run();
  database.pragma(`user_version = ${version}`);
  database.close();
  return folder;
}

for (const version of VERSIONS) {
  test(`a state file of format ${version} is taken over: what has settled and ends of events, without damaged rows`, (t) => {
    const folder = oldFolder(t, version);
    const { state, events } = openState(t, folder);
    assert.deepEqual(resumed(state, 'OLD-KEY-12345678'), {
      offset: 500,
      finished: true,
      settled: [],
      notes: { ...NO_NOTES, boundaries: [100] },
    });
    assert.deepEqual(resumed(state, 'NEW-KEY-12345678'), {
      offset: 100,
      finished: false,
      settled: [200, 300, 400, 450],
      notes: { ...NO_NOTES, boundaries: [100, 700] },
    });
    assert.equal(resumed(state, 'OTHER-KEY-123456', 'c3')?.offset, 5_000_000_000);
    assert.equal(state.resume('c1', 'BAD-KEY-12345678'), undefined);
    assert.equal(state.resume('c2', 'BAD-ONLY-1234567'), undefined);
    // Not begun at its end, as an unknown one may be.
    for (const id of ['c1', 'c2', 'c3']) assert.equal(state.containerKnown(id), true, id);
    assert.deepEqual(
      state.deadLetters.list(10).map(({ id, container }) => [id, container]),
      [
        ['OLD-KEY-12345678.5.123456789', ''],
        ['OLD-KEY-12345678.6.123456789', 'prod1'],
        ['OLD-KEY-12345678.7.123456789', ''],
        ['OLD-KEY-12345678.8.123456789', '{"a":1}'],
      ],
    );
    assert.deepEqual(events.lines, []);
  });

  test(`a state file of format ${version} goes on in the current one`, (t) => {
    const folder = oldFolder(t, version);
    const { state } = openState(t, folder);
    const key = 'NEW-KEY-12345678';
    state.begin({ key, containerId: 'c1', path: '/new' }, 100);
    state.settle([span(key, 100, 200)]);
    assert.equal(state.save(), true);
    state.close();
    const raw = openSqlite(join(folder, 'state.db'), { readonly: true });
    assert.equal(raw.pragma('user_version', { simple: true }), 5);
    const tables = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    assert.deepEqual(tables.pluck().all(), ['containers', 'dead_letters']);
    raw.close();

    const { state: again, events } = openState(t, folder);
    const { offset, settled, stamp } = resumed(again, key) ?? {};
    // What was above it had settled before this run: its stamp is not known, and none is made up.
    assert.deepEqual({ offset, settled, stamp }, { offset: 300, settled: [400, 450], stamp: undefined });
    again.begin({ key, containerId: 'c1', path: '/new' }, 300);
    again.settle([span(key, 450, 460)]);
    assert.deepEqual(resumed(again, key)?.stamp, stampAt(460));
    assert.equal(resumed(again, 'OLD-KEY-12345678')?.finished, true);
    assert.equal(again.containerKnown('c2'), true);
    assert.deepEqual(events.lines, []);
  });

  test(`an empty state file of format ${version} is taken over, and so is one with a thousand rows`, (t) => {
    const { state } = openState(t, oldFolder(t, version, []));
    assert.equal(state.containerKnown('c1'), false);
    const rows = Array.from({ length: 1000 }, (_, n) => ({
      key: `key-${n}`,
      container: `c${n % 30}`,
      offset: n,
    }));
    const { state: large, events } = openState(t, oldFolder(t, version, rows));
    for (const { key, container, offset } of rows) {
      assert.equal(large.resume(container, key)?.offset, offset);
    }
    assert.deepEqual(events.lines, []);
  });
}

test('how long a generation has not been seen is taken over', (t) => {
  const folder = oldFolder(t, 3);
  const { state } = openState(t, folder);
  state.close();
  const raw = openSqlite(join(folder, 'state.db'), { readonly: true });
  const row = raw.prepare<[], string>("SELECT generations FROM containers WHERE id = 'c1'").pluck().get();
  raw.close();
  const saved = JSON.parse(row ?? '[]') as { key: string; absentMs: number; path: string }[];
  assert.deepEqual(Object.fromEntries(saved.map(({ key, absentMs }) => [key, absentMs])), {
    'NEW-KEY-12345678': 17,
    'OLD-KEY-12345678': 0,
  });
  for (const { key, path } of saved) assert.equal(path, `/containers/c1/${key}`);
});

test('a file that says format 2 and has the tables of format 3 is none of ours', (t) => {
  const folder = oldFolder(t, 3);
  const raw = openSqlite(join(folder, 'state.db'));
  raw.pragma('user_version = 2');
  raw.close();
  const { state, events } = openState(t, folder);
  assert.match(events.lines.join(), /startedAnew .*its tables are not those of a state file/);
  assert.equal(state.containerKnown('c1'), false);
});
