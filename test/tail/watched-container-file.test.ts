import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { LiveWatch } from '../../src/tail/live-watch.ts';
import { WatchedContainerFile } from '../../src/tail/watched-container-file.ts';
import { containersFolder, LogFolder } from './harness.ts';

test('the container file is read when it is new, and watched when it is another one', (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1', { config: false });
  const watched: string[] = [];
  const file = new WatchedContainerFile(prod.config, prod.id, (path) => watched.push(path));
  assert.equal(file.look(), 'missing');
  prod.writeConfig();
  const first = file.look();
  assert.ok(typeof first === 'object');
  assert.deepEqual([first.container.name, first.running], ['prod1', true]);
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
  const file = new WatchedContainerFile(prod.config, prod.id, () => {});
  assert.equal(file.look(), 'half written');
  assert.equal(file.look(), 'half written');
  fs.writeFileSync(prod.config, text);
  assert.equal(typeof file.look(), 'object');
  assert.equal(file.look(), 'same');
});

test('the live file is watched anew when another one has its path', () => {
  const watched: string[] = [];
  const watch = new LiveWatch('/log', (path) => watched.push(path));
  watch.looked(undefined, false, true);
  assert.equal(watched.length, 0);
  watch.looked('1:1', false, true);
  watch.looked('1:1', true, false);
  assert.equal(watched.length, 1);
  watch.looked('1:2', false, false);
  assert.deepEqual(watched, ['/log', '/log']);
});

test('it is watched anew when a scan finds that it has grown and no event told so', () => {
  const watched: string[] = [];
  const watch = new LiveWatch('/log', (path) => watched.push(path));
  watch.looked('1:1', false, true);
  watch.hear();
  watch.looked('1:1', true, true);
  assert.equal(watched.length, 1, 'an event came');
  watch.looked('1:1', true, false);
  assert.equal(watched.length, 1, 'no scan');
  watch.looked('1:1', true, true);
  assert.equal(watched.length, 2);
});
