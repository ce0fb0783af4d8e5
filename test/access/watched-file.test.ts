import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { WatchedFile } from '../../src/access/watched-file.ts';

function folderOf(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'logagent-watched-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const open = (path: string): WatchedFile<string> =>
  new WatchedFile(path, {
    maxBytes: 100,
    read: (text) => {
      if (text.startsWith('bad')) throw new Error('it is bad');
      return text.trim();
    },
  });

test('a change is the value of the next use: written in place, replaced, of the same size in the same moment', (t) => {
  const path = join(folderOf(t), 'key');
  writeFileSync(path, 'one');
  const file = open(path);
  assert.equal(file.value, 'one');
  assert.equal(file.readings, 1);
  writeFileSync(path, 'two');
  assert.equal(file.value, 'two');
  writeFileSync(`${path}.new`, 'six');
  renameSync(`${path}.new`, path);
  assert.equal(file.value, 'six');
  assert.equal(file.value, 'six');
  assert.equal(file.readings, 3);
  assert.equal(file.readAnew(), 'six');
  assert.equal(file.readings, 3, 'nothing has changed');
});

test('links that lead elsewhere, as Kubernetes changes a Secret', (t) => {
  const folder = folderOf(t);
  const versions = ['..2024_01_02_03_04_05.1', '..2024_01_02_03_05_05.2'];
  for (const [i, name] of versions.entries()) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'key'), `key${i}`);
  }
  symlinkSync(versions[0]!, join(folder, '..data'));
  symlinkSync('..data/key', join(folder, 'key'));
  const file = open(join(folder, 'key'));
  assert.equal(file.value, 'key0');
  assert.equal(file.isExposed, false, 'such a folder is shown to one container alone');
  symlinkSync(versions[1]!, join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  assert.equal(file.value, 'key1');
});

test('while it is of no use the last value is used on, and the trouble is told until it is mended', (t) => {
  const path = join(folderOf(t), 'key');
  writeFileSync(path, 'one');
  const file = open(path);
  const becomes = (trouble: RegExp): void => {
    assert.equal(file.value, 'one');
    assert.match(file.trouble ?? '', trouble);
  };
  truncateSync(path);
  becomes(/^it is empty$/);
  writeFileSync(path, 'bad');
  becomes(/^it is bad$/);
  writeFileSync(path, 'x'.repeat(101));
  becomes(/^EFBIG: larger than 100 bytes/);
  rmSync(path);
  becomes(/^ENOENT/);
  mkdirSync(path);
  becomes(/^EINVAL: not a regular file/);
  rmSync(path, { recursive: true });
  execFileSync('mkfifo', [path]);
  becomes(/^EINVAL: not a regular file/);
  rmSync(path);
  writeFileSync(path, 'one');
  assert.equal(file.value, 'one');
  assert.equal(file.trouble, undefined);
});

test('of no use at the start: one clause, and no wait for the writer of a pipe', (t) => {
  const folder = folderOf(t);
  const path = join(folder, 'key');
  assert.throws(() => open(path), /^Error: ENOENT/);
  writeFileSync(path, ' \n');
  assert.throws(() => open(path), /^Error: it is empty$/);
  writeFileSync(path, 'bad');
  assert.throws(() => open(path), /^Error: it is bad$/);
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  assert.throws(() => open(join(folder, 'pipe')), /EINVAL: not a regular file/);
  assert.throws(() => open('/dev/zero'), /EINVAL: not a regular file/);
});

test('exposed: others may read it', (t) => {
  const path = join(folderOf(t), 'key');
  writeFileSync(path, 'one', { mode: 0o600 });
  const file = open(path);
  assert.equal(file.isExposed, false);
  chmodSync(path, 0o644);
  assert.equal(file.isExposed, true);
  chmodSync(path, 0o640);
  assert.equal(file.isExposed, false, 'its group is chosen by whoever keeps it');
});
