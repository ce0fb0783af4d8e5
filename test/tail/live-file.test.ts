import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { GenerationQueue } from '../../src/tail/container/generation-queue.ts';
import { LiveFile } from '../../src/tail/container/live-file.ts';
import type { UnnamedFile } from '../../src/tail/container/unnamed-file.ts';
import { identify } from '../../src/tail/file/identity.ts';
import { containersFolder } from './harness.ts';

/** A live file of one line, which is known as it is. */
function setUp(t: TestContext) {
  const path = join(containersFolder(t), '0.log');
  fs.writeFileSync(path, 'a\n');
  const { dev, ino, mtimeMs, size } = fs.statSync(path);
  const compare = (seen: fs.Stats) => identify({ dev, ino }, size, mtimeMs, seen);
  const known = { dev, ino, size, compare, seeOpen() {} };
  const generation = { file: known, position: { readTo: size } };
  const queue = {
    live: generation as typeof generation | undefined,
    stalled: false,
    head: { stalled: false },
  };
  const live = new LiveFile(path, queue as unknown as GenerationQueue, { follow() {}, leave() {} });
  return { path, live, queue, known };
}

test('unchanged and read until something is written to it', (t) => {
  const { path, live, known } = setUp(t);
  assert.deepEqual([live.isUnchanged(), live.isRead()], [true, true]);
  assert.equal(live.file, `${known.dev}:${known.ino}`);
  fs.appendFileSync(path, 'b\n');
  assert.deepEqual([live.isUnchanged(), live.isRead()], [false, false]);
});

test('what waits for a scan is looked at by it', (t) => {
  const { live, queue } = setUp(t);
  queue.stalled = true;
  assert.equal(live.isUnchanged(), false);
  queue.head.stalled = true;
  assert.equal(live.isRead(), false);
});

test('without a first line it is known, and has nothing that can be handed on', (t) => {
  const { live, queue, known } = setUp(t);
  queue.live = undefined;
  assert.deepEqual([live.file, live.isRead(), live.isUnchanged()], [undefined, false, false]);
  live.unnamed = known as unknown as UnnamedFile;
  assert.deepEqual([live.known, live.size, live.isRead(), live.isUnchanged()], [known, 0, true, false]);
});

test('gone from its path it is read when what is known of it is', (t) => {
  const { path, live, known } = setUp(t);
  fs.unlinkSync(path);
  assert.deepEqual([live.isUnchanged(), live.isRead()], [false, true]);
  known.size++;
  assert.equal(live.isRead(), false);
});

test('elsewhere it is another one', (t) => {
  const { path, live } = setUp(t);
  live.path = path.replace('0.log', '1.log');
  fs.writeFileSync(live.path, 'a\n');
  assert.deepEqual([live.isUnchanged(), live.isRead()], [false, false]);
});

test('a glance tells how much has come since the last look', (t) => {
  const { path, live } = setUp(t);
  assert.equal(live.glance(), 0);
  fs.appendFileSync(path, 'b\n');
  assert.equal(live.glance(), 2);
});

test('a glance finds another file, a shorter one, one that was written to, and none', (t) => {
  const { path, live } = setUp(t);
  fs.utimesSync(path, 1, 1);
  assert.equal(live.glance(), 1);
  fs.truncateSync(path);
  assert.equal(live.glance(), Number.POSITIVE_INFINITY);
  fs.renameSync(path, `${path}.1`);
  assert.equal(live.glance(), Number.POSITIVE_INFINITY);
  fs.writeFileSync(path, 'a\n');
  assert.equal(live.glance(), Number.POSITIVE_INFINITY);
});
