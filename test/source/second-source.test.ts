import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { type Clock, systemClock } from '../../src/tail/clock.ts';
import type { TailOptions } from '../../src/tail/tail.ts';
import {
  containersFolder,
  deaf,
  type Harness,
  RecordingSink,
  receives,
  startTail,
  until,
} from '../tail/harness.ts';
import { PodFolder } from './pod-folder.ts';
import { PodsLayout } from './pods-layout.ts';

/** A real tail over a layout that is not Docker's. */
function start(
  t: TestContext,
  root: string,
  options: Partial<TailOptions> & { sink?: RecordingSink } = {},
): Promise<Harness> {
  return startTail(t, root, { layout: new PodsLayout(root), ...options });
}

const BY_SCANS = { scanIntervalMs: 20, watch: deaf };

test('folders two levels deep are found and followed, those there at start and those that come later', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'default_web', 'nginx');
  fs.mkdirSync(join(root, 'default_empty'));
  fs.writeFileSync(join(root, 'no-folder'), '');
  const lines = web.write('1');
  const harness = await start(t, root);
  lines.push(...web.write('2'));
  await receives(harness, lines);
  const sidecar = new PodFolder(root, 'default_web', 'sidecar');
  lines.push(...sidecar.write('3'));
  await receives(harness, lines);
  const job = new PodFolder(root, 'default_job', 'main');
  lines.push(...job.write('4'));
  await receives(harness, lines);
  assert.deepEqual(harness.events.all, ['found nginx at 0', 'found sidecar at 0', 'found main at 0']);
});

test('a pod that comes is found by events, however far away the next scan is', async (t) => {
  const root = containersFolder(t);
  const layout = Object.assign(new PodsLayout(root), { liveMoves: false });
  const harness = await start(t, root, { layout, scanIntervalMs: 600_000 });
  const lines: string[] = [];
  for (const pod of ['a', 'b', 'c']) {
    lines.push(...new PodFolder(root, pod, 'main').write(pod));
    await receives(harness, lines);
  }
  lines.push(...new PodFolder(root, 'a', 'late').write('late'));
  await receives(harness, lines);
  assert.equal(harness.scans.length, 1);
});

test('siblings with dates and files of earlier starts are read in the order of the log', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  web.write('1');
  web.rotate({ gzip: true });
  web.write('2');
  web.rotate();
  web.write('3');
  web.start();
  web.write('4');
  web.rotate({ gzip: true });
  web.write('5');
  web.start();
  web.write('6');
  await receives(await start(t, root), web.written);
});

for (const [how, options] of [
  ['by events', { scanIntervalMs: 100 }] as const,
  ['by scans alone', BY_SCANS] as const,
]) {
  test(`rotated, and the live file's name moved: each line once, ${how}`, async (t) => {
    const root = containersFolder(t);
    const web = new PodFolder(root, 'pod', 'web');
    const harness = await start(t, root, options);
    web.write('1');
    await receives(harness, web.written);
    web.write('2');
    web.rotate();
    web.write('3');
    await receives(harness, web.written);
    web.write('4');
    web.start();
    await until(() => harness.tail.drained);
    web.write('5');
    await receives(harness, web.written);
    web.write('6');
    web.rotate({ gzip: true });
    web.write('7');
    await receives(harness, web.written);
    assert.ok([...harness.sink.generations.values()].some(({ finished }) => finished));
  });
}

test('no event tells that the live file has moved: scans come every five seconds at least', async (t) => {
  const intervals: number[] = [];
  const clock: Clock = {
    ...systemClock,
    after(milliseconds, work) {
      intervals.push(milliseconds);
      return systemClock.after(milliseconds, work);
    },
  };
  const harness = await start(t, containersFolder(t), { scanIntervalMs: 600_000, clock });
  await until(() => harness.tail.drained);
  assert.ok(intervals.includes(5000));
  assert.ok(!intervals.includes(600_000));
});

test('the file of an earlier start is not taken for live while that of the last one is rotated', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  const harness = await start(t, root, BY_SCANS);
  web.write('1');
  web.start();
  web.write('2');
  await receives(harness, web.written);
  const { done } = web.beginRotation();
  const scans = harness.scans.length;
  await until(() => harness.scans.length > scans + 2);
  done();
  web.write('3');
  await receives(harness, web.written);
  await until(() => harness.tail.heldDescriptors === 1);
});

test('moved while nothing could be read, and before the first line was complete', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  const harness = await start(t, root, BY_SCANS);
  harness.sink.room = false;
  web.raw('last words');
  web.start();
  web.write('1');
  web.start();
  web.write('2');
  fs.rmSync(join(web.folder, '0.log'));
  await until(() => harness.tail.heldDescriptors === 3);
  fs.rmSync(join(web.folder, '1.log'));
  harness.sink.room = true;
  harness.tail.resume();
  const wanted = `last words${web.written.join('')}`;
  await until(() => harness.sink.texts.join('').length >= wanted.length);
  assert.equal(harness.sink.texts.join(''), wanted);
});

test('an event that is unfinished in the file of one start does not go on in that of the next', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  web.write('1');
  web.rotate();
  web.write('2');
  web.start();
  web.write('3');
  web.rotate();
  web.write('4');
  const told: string[] = [];
  const sink = new RecordingSink();
  const { silent, block } = sink;
  sink.silent = (container, ended) => {
    told.push('silent');
    silent.call(sink, container, ended);
  };
  sink.block = (piece) => {
    told.push(piece.bytes.toString('latin1').slice(-2, -1));
    return block.call(sink, piece);
  };
  await receives(await start(t, root, { sink }), web.written);
  assert.deepEqual(told, ['1', '2', 'silent', '3', '4']);
});

test('metadata: the name it tells, and that the container has ended', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  web.about('shop', 'runs');
  const harness = await start(t, root, { patterns: ['shop'], scanIntervalMs: 600_000 });
  web.write('1');
  await receives(harness, web.written);
  assert.deepEqual(harness.sink.silences, []);
  web.about('shop', 'ended');
  await until(() => harness.sink.silences.length === 1);
  assert.deepEqual(harness.events.all, ['found shop at 0']);
});

test('removed: what is held open is read to its end', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  const harness = await start(t, root, BY_SCANS);
  web.write('1');
  await receives(harness, web.written);
  harness.sink.room = false;
  web.write('2');
  web.start();
  web.write('3');
  await until(() => harness.tail.heldDescriptors === 2);
  fs.rmSync(join(root, 'pod'), { recursive: true });
  await until(() => harness.scans.length > 2);
  harness.sink.room = true;
  harness.tail.resume();
  await until(
    () => harness.events.all.at(-1) === 'gone web',
    () => harness.events.all,
  );
  await receives(harness, web.written);
  assert.equal(harness.tail.heldDescriptors, 0);
  assert.equal(harness.tail.followedContainers, 0);
});

test('from end: what is there is recorded as read, whatever the live file is called', async (t) => {
  const root = containersFolder(t);
  const web = new PodFolder(root, 'pod', 'web');
  web.write('1');
  web.start();
  web.write('2');
  const harness = await start(t, root, { from: 'end' });
  await until(() => harness.tail.drained && harness.sink.generations.size === 2);
  await receives(harness, web.write('3'));
});

test('a root that is not there is no start', async (t) => {
  const root = join(containersFolder(t), 'none');
  await assert.rejects(start(t, root), { code: 'ENOENT' });
});
