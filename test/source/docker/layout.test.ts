import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { DockerLayout } from '../../../src/source/docker/layout.ts';
import { containersFolder } from '../../tail/harness.ts';

const id = 'a1'.repeat(32);

test('folders of logs are those of 64 hex digits', () => {
  const layout = new DockerLayout('/containers');
  for (const name of [id.slice(1), `${id}0`, id.toUpperCase(), `${id.slice(1)}g`, `${id}/x`, ''])
    assert.equal(layout.isLogFolder(name), false, name);
  assert.equal(layout.isLogFolder(id), true);
});

test('the root is absolute, whatever it was called', () => {
  assert.equal(new DockerLayout('containers/../logs').root, resolve('logs'));
});

test('a name says whether its file is the metadata or compressed', () => {
  const layout = new DockerLayout('/containers');
  const path = (name: string) => join(layout.root, id, name);
  assert.equal(layout.isMetadata(path('config.v2.json')), true);
  assert.equal(layout.isMetadata(path(layout.liveName(id))), false);
  assert.equal(layout.isMetadata(path('.tmp-config.v2.json')), false);
  assert.equal(layout.isCompressed(path(`${layout.liveName(id)}.2.gz`)), true);
  assert.equal(layout.isCompressed(path(`${layout.liveName(id)}.2`)), false);
});

test('a root that cannot be listed is a sentence with the remedy', (t) => {
  const dir = containersFolder(t);
  new DockerLayout(dir).requireRoot();
  const none = join(dir, 'none');
  assert.throws(() => new DockerLayout(none).requireRoot(), {
    message: `The containers folder ${none} can't be read: there is no such folder. Name the right one with --containers-dir.`,
  });
  fs.writeFileSync(none, '');
  assert.throws(() => new DockerLayout(none).requireRoot(), /it is not a folder/);
});

test('files are opened below the containers folder, and below the data root in which it really stands', (t) => {
  const [dataRoot, elsewhere] = [containersFolder(t), containersFolder(t)];
  const containers = join(dataRoot, 'containers');
  fs.mkdirSync(join(containers, id), { recursive: true });
  for (const place of [dataRoot, elsewhere]) fs.writeFileSync(join(place, 'file'), '');
  const link = (name: string, target: string) => {
    fs.symlinkSync(target, join(containers, id, name));
    return name;
  };
  const [within, without] = [
    link('within', join(dataRoot, 'file')),
    link('without', join(elsewhere, 'file')),
  ];
  const opens = (root: string, name: string, linked: string[] = []) => {
    fs.closeSync(new DockerLayout(root, linked).files.open(join(root, id, name)).descriptor);
  };
  // By its name alone it could be any folder.
  assert.throws(() => opens(containers, within), { code: 'EXDEV' });
  for (const name of ['image', 'volumes']) fs.mkdirSync(join(dataRoot, name));
  const linked = join(elsewhere, 'containers');
  fs.symlinkSync(containers, linked);
  for (const root of [containers, linked]) {
    opens(root, within);
    assert.throws(() => opens(root, without), { code: 'EXDEV' });
    opens(root, without, [elsewhere]);
  }
});
