import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Clock, systemClock } from '../../src/tail/clock.ts';
import { watchContainers } from '../../src/tail/loop/watcher.ts';
import { containersFolder, until } from './harness.ts';

/** More than are watched at once. */
const FILES = 150;
const watches = () => process.getActiveResourcesInfo().filter((name) => name === 'FSEventWrap').length;

function setUp(t: TestContext, clock: Clock = systemClock) {
  const dir = containersFolder(t);
  const paths = Array.from({ length: FILES }, (_, n) => join(dir, `c${n}`, 'log'));
  for (const path of paths) {
    fs.mkdirSync(join(path, '..'));
    fs.writeFileSync(path, '');
  }
  const seen: string[] = [];
  const state = { ready: false };
  const listener = {
    ready: () => {
      state.ready = true;
    },
    entry: () => {},
    file: (path: string) => seen.push(path),
    failed: (error: Error) => assert.fail(error),
  };
  const before = watches();
  const watcher = watchContainers({ root: dir, levels: 1 }, listener, clock);
  t.after(() => watcher.close());
  return { watcher, paths, seen, state, watched: () => watches() - before };
}

test('files are watched from begin on, all of them, and each is looked at once more', async (t) => {
  const { watcher, paths, seen, state, watched } = setUp(t);
  for (const path of paths) watcher.follow(path, false);
  await until(() => state.ready);
  assert.ok(watched() <= 1, 'the containers folder alone');
  watcher.begin();
  await until(() => watched() === FILES + 1);
  await until(() => new Set(seen).size === FILES);
  seen.length = 0;
  for (const path of [paths[0]!, paths[FILES - 1]!]) {
    fs.appendFileSync(path, 'x');
    await until(() => seen.includes(path));
  }
});

test('another file at the path is watched when it is followed again', async (t) => {
  const { watcher, paths, seen } = setUp(t);
  const [path] = paths as [string];
  watcher.begin();
  watcher.follow(path, false);
  await until(() => seen.includes(path));
  fs.renameSync(path, `${path}.1`);
  fs.writeFileSync(path, '');
  watcher.follow(path, true);
  seen.length = 0;
  await until(() => seen.includes(path));
  seen.length = 0;
  fs.appendFileSync(path, 'x');
  await until(() => seen.includes(path));
});

test('a file that is left makes no event until it is followed again', async (t) => {
  const { watcher, paths, seen } = setUp(t);
  const [path, other] = paths as [string, string];
  watcher.begin();
  for (const each of [path, other]) watcher.follow(each, false);
  await until(() => seen.includes(path) && seen.includes(other));
  watcher.leave(path);
  seen.length = 0;
  fs.appendFileSync(path, 'x');
  fs.appendFileSync(other, 'x');
  await until(() => seen.includes(other));
  assert.ok(!seen.includes(path));
  watcher.follow(path, false);
  await until(() => seen.includes(path));
  seen.length = 0;
  fs.appendFileSync(path, 'x');
  await until(() => seen.includes(path));
});

test('nothing is watched after the end, whatever is asked for', async (t) => {
  let planned = 0;
  const after: Clock['after'] = (milliseconds, work) => {
    planned++;
    return systemClock.after(milliseconds, work);
  };
  const { watcher, paths, state, watched } = setUp(t, { ...systemClock, after });
  await until(() => state.ready);
  for (const path of paths) watcher.follow(path, false);
  await watcher.close();
  watcher.begin();
  watcher.follow(`${paths[0]}.1`, false);
  assert.equal(planned, 0);
  await until(() => watched() <= 0);
});
