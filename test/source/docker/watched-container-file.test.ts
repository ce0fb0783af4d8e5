import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { HostFiles } from '../../../src/host-files.ts';
import { WatchedContainerFile } from '../../../src/source/docker/watched-container-file.ts';
import { containersFolder, LogFolder } from '../../tail/harness.ts';

const files = new HostFiles([tmpdir()]);

test('the container file is read when it is new, and watched when it is another one', (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1', { config: false });
  const watched: string[] = [];
  const file = new WatchedContainerFile(prod.config, prod.id, { files, watch: (path) => watched.push(path) });
  assert.equal(file.look(), 'missing');
  prod.writeConfig();
  const first = file.look();
  assert.ok(typeof first === 'object');
  assert.deepEqual([first.container.name, first.ended], ['prod1', undefined]);
  assert.equal(file.look(), 'same');
  prod.rename('prod2');
  const second = file.look();
  assert.equal(typeof second === 'object' && second.container.name, 'prod2');
  assert.deepEqual(watched, [prod.config, prod.config]);
});

test('half written, it is read again until it is whole', (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1');
  const text = fs.readFileSync(prod.config, 'utf8');
  fs.writeFileSync(prod.config, text.slice(0, 20));
  const file = new WatchedContainerFile(prod.config, prod.id, { files, watch() {} });
  assert.equal(file.look(), 'half written');
  assert.equal(file.look(), 'half written');
  fs.writeFileSync(prod.config, text);
  assert.equal(typeof file.look(), 'object');
  assert.equal(file.look(), 'same');
});

test('what is no metadata is not read again until it is written to, and whatever it is made of', (t) => {
  for (const text of ['{"ID":', '['.repeat(3_000_000)]) {
    const prod = new LogFolder(containersFolder(t), 'prod1');
    fs.writeFileSync(prod.config, text);
    let reads = 0;
    const counting = Object.assign(new HostFiles([tmpdir()]), {
      readText: (...given: Parameters<HostFiles['readText']>) => {
        reads++;
        return files.readText(...given);
      },
    });
    const file = new WatchedContainerFile(prod.config, prod.id, { files: counting, watch() {} });
    for (let i = 0; i < 3; i++) assert.equal(file.look(), 'half written');
    assert.equal(reads, 1);
  }
});

test('what can not be read is watched once, and a folder never', (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1', { config: false });
  const watched: boolean[] = [];
  const watch = (_path: string, again: boolean) => watched.push(again);
  const file = new WatchedContainerFile(prod.config, prod.id, { files, watch });
  fs.mkdirSync(prod.config);
  for (let i = 0; i < 3; i++) assert.throws(() => file.look());
  assert.deepEqual(watched, []);
  fs.rmdirSync(prod.config);
  fs.writeFileSync(prod.config, '{"ID":');
  for (let i = 0; i < 3; i++) assert.equal(file.look(), 'half written');
  assert.deepEqual(watched, [false]);
  prod.writeConfig();
  assert.equal(typeof file.look(), 'object');
  assert.deepEqual(watched, [false, true]);
});

test('of a file that stays half written for ten seconds an error tells', (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1');
  const whole = fs.readFileSync(prod.config, 'utf8');
  fs.writeFileSync(prod.config, '{"ID":');
  let now = fs.statSync(prod.config).mtimeMs;
  const file = new WatchedContainerFile(prod.config, prod.id, { files, watch() {}, now: () => now });
  assert.equal(file.look(), 'half written');
  now += 10_001;
  for (let i = 0; i < 2; i++) assert.throws(() => file.look(), { code: 'EBADMSG', path: prod.config });
  assert.equal(file.known, false);
  fs.writeFileSync(prod.config, whole);
  assert.equal(typeof file.look(), 'object');
});
