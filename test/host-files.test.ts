import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { HostFiles } from '../src/host-files.ts';
import { containersFolder } from './tail/harness.ts';

test('a small file is read, up to its bound', (t) => {
  const dir = containersFolder(t);
  const files = new HostFiles([dir]);
  const path = join(dir, 'file');
  fs.writeFileSync(path, 'häuser');
  assert.equal(files.readText(path, 7), 'häuser');
  assert.throws(() => files.readText(path, 6), { code: 'EFBIG', path });
  fs.writeFileSync(path, '');
  assert.equal(files.readText(path, 0), '');
});

test('what is no regular file is not waited for', (t) => {
  const dir = containersFolder(t);
  const files = new HostFiles([dir]);
  const pipe = join(dir, 'pipe');
  execFileSync('mkfifo', [pipe]);
  fs.symlinkSync('/dev/zero', join(dir, 'zero'));
  for (const path of [pipe, join(dir, 'zero'), dir]) {
    assert.throws(() => files.open(path), { code: 'EINVAL', path });
    assert.throws(() => files.readText(path, 100), { code: 'EINVAL', path });
  }
  assert.throws(() => files.readText(join(dir, 'none'), 100), { code: 'ENOENT' });
});

test('a sparse file of a terabyte is refused by its size', (t) => {
  const dir = containersFolder(t);
  const files = new HostFiles([dir]);
  const path = join(dir, 'sparse');
  fs.writeFileSync(path, '');
  fs.truncateSync(path, 2 ** 40);
  assert.throws(() => files.readText(path, 4 * 1024 * 1024), { code: 'EFBIG' });
});

test('a link is followed within the roots, and not out of them', (t) => {
  const [dir, outside, allowed] = [containersFolder(t), containersFolder(t), containersFolder(t)];
  for (const place of [dir, outside, allowed]) fs.writeFileSync(join(place, 'file'), place);
  const link = (name: string, target: string) => {
    fs.symlinkSync(target, join(dir, name));
    return join(dir, name);
  };
  const files = new HostFiles([dir, allowed, join(outside, 'none')]);
  for (const place of [dir, allowed])
    assert.equal(files.readText(link(place.slice(-6), join(place, 'file')), 99), place);
  for (const path of [
    link('out', join(outside, 'file')),
    link('through', join(dir, 'out')),
    join(link('folder', outside), 'file'),
    join(dir, '..', outside.slice(outside.lastIndexOf('/') + 1), 'file'),
  ])
    assert.throws(() => files.open(path), {
      code: 'EXDEV',
      path,
      message: new RegExp(`a link to ${outside}/file,`),
    });
});

test('a root may be a link itself, come later, and lead to another place by then', (t) => {
  const [dir, other] = [containersFolder(t), containersFolder(t)];
  for (const place of [dir, other]) fs.writeFileSync(join(place, 'file'), place);
  const root = join(containersFolder(t), 'root');
  const files = new HostFiles([root]);
  const path = join(root, 'file');
  assert.throws(() => files.open(path), { code: 'ENOENT' });
  for (const place of [dir, other]) {
    fs.rmSync(root, { force: true });
    fs.symlinkSync(place, root);
    assert.equal(files.readText(path, 99), place);
  }
  // A folder whose name begins like a root is none.
  fs.writeFileSync(`${other}.file`, '');
  t.after(() => fs.rmSync(`${other}.file`));
  assert.throws(() => files.open(`${other}.file`), { code: 'EXDEV' });
});
