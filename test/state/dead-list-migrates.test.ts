import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { openDeadLetters } from '../../src/state/dead-letter-file.ts';
import { migrations } from '../../src/state/migrations.ts';
import { temporaryFolder } from './folder.ts';

test('`dead list` of the new version leaves the state of an older agent that runs as it is', (t) => {
  const folder = temporaryFolder(t);
  // The agent of format 3, with its state open.
  const agent = new Sqlite(join(folder, 'state.db'));
  t.after(() => agent.close());
  agent.pragma('journal_mode = WAL');
  for (const migration of migrations.slice(0, 3)) agent.exec(migration as string);
  agent.pragma('user_version = 3');
  const save = agent.prepare(
    "INSERT OR REPLACE INTO checkpoints (key, container_id, path, offset, finished, boundaries, settled, checksum) VALUES ('K', 'c', 'p', 1, 0, '[]', '[]', 0)",
  );
  save.run();
  const { letters, close } = openDeadLetters(folder, () => 0);
  assert.deepEqual(letters.list(), []);
  // As `dead replay` does with one that is refused again.
  const letter = { id: 'k.1', container: '', index: 'logs', document: '{}', status: 400, reason: 'no' };
  assert.equal(letters.put([letter]), undefined);
  assert.deepEqual(letters.list(), [{ ...letter, time: 0 }]);
  assert.deepEqual(
    [letters.get('k.1')?.id, [...letters.each()].length, letters.size().letters],
    ['k.1', 1, 1],
  );
  assert.equal(letters.remove(['k.1']), 1);
  close();
  assert.doesNotThrow(() => save.run(), 'the agent can’t save any more');
});
