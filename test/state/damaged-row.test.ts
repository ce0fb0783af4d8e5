import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { generation, openState, temporaryFolder } from './folder.ts';

test('a damaged row of a container that is gone is told once and forgotten in time', (t) => {
  const folder = temporaryFolder(t);
  const first = openState(t, folder);
  first.state.begin(generation('K1'), 10);
  first.state.saveBegun();
  first.state.close();
  const raw = new Sqlite(join(folder, 'state.db'));
  t.after(() => raw.close());
  raw.exec('UPDATE containers SET checksum = checksum + 1');
  let now = 0;
  const { state, events } = openState(t, folder, { clock: () => now, retentionMs: 60_000 });
  for (let scan = 0; scan < 200; scan++) {
    now += 10_000;
    state.present(new Set());
  }
  assert.equal(events.lines.length, 1, `told ${events.lines.length} times`);
  assert.equal(raw.prepare('SELECT count(*) FROM containers').pluck().get(), 0);
});
