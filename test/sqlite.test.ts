import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSqlite, SqliteError } from '../src/sqlite.ts';

const module = fileURLToPath(new URL('../src/sqlite.ts', import.meta.url));

test('each text is prepared once, for each database', () => {
  const one = openSqlite(':memory:');
  const other = openSqlite(':memory:');
  assert.equal(one.prepare('SELECT 1'), one.prepare('SELECT 1'));
  assert.notEqual(one.prepare('SELECT 1'), other.prepare('SELECT 1'));
  one.close();
  other.close();
});

test('pragmas set and tell, each time anew', () => {
  const database = openSqlite(':memory:');
  for (const version of [1, 2, 1, 2]) {
    database.pragma(`user_version = ${version}`);
    assert.equal(database.pragma('user_version', { simple: true }), version);
    assert.deepEqual(database.pragma('user_version'), [{ user_version: version }]);
  }
  for (const level of ['FULL', 'NORMAL', 'FULL']) {
    database.pragma(`synchronous = ${level}`);
    assert.equal(database.pragma('synchronous', { simple: true }), level === 'FULL' ? 2 : 1);
  }
  assert.throws(() => database.prepare('nonsense'), SqliteError);
  database.close();
});

test('no iterator is made, which would end the process when it is freed', () => {
  const database = openSqlite(':memory:');
  assert.throws(() => database.prepare('SELECT 1').iterate(), /page by page/);
  database.close();
});

test('garbage collection after many databases and statements does not end the process', async () => {
  const script = `
    const { openSqlite } = await import(${JSON.stringify(module)});
    for (let i = 0; i < 50; i++) {
      const database = openSqlite(':memory:');
      database.exec('CREATE TABLE t (a)');
      database.transaction(() => database.prepare('INSERT INTO t VALUES (?)').run(i))();
      database.pragma('page_count', { simple: true });
      if (i % 2 === 0) database.close();
    }
    for (let i = 0; i < 10; i++) { globalThis.gc(); await new Promise((done) => setImmediate(done)); }
    console.log('alive');
  `;
  const args = ['--expose-gc', '--import', 'tsx', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  assert.equal(stdout, 'alive\n');
});
