import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { containersFolder, LogFolder, receives, startTail, until } from './harness.ts';

/** Rotates as with max-file=1, each file when tail has it open. */
async function fill(
  prod: LogFolder,
  harness: Awaited<ReturnType<typeof startTail>>,
  files: number,
): Promise<void> {
  for (let n = 0; n < files; n++) {
    prod.write(...Array.from({ length: 20 }, (_, i) => `${n} ${i} ${'x'.repeat(200)}`));
    await until(
      () =>
        harness.tail.behindBytes >= prod.written.slice(-20).join('').length && !harness.tail.isRead(prod.id),
      () => harness.events.all,
    );
    const rotations = harness.events.all.filter((event) => event.startsWith('rotated')).length;
    prod.rotate({ maxFile: 1 });
    await until(
      () => harness.events.all.filter((event) => event.startsWith('rotated')).length > rotations,
      () => harness.events.all,
    );
  }
}

test('deleted files that wait are counted with the disk space they occupy, and not after they were read', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir);
  const { tail, sink, events } = harness;
  sink.room = false;
  await fill(prod, harness, 4);
  assert.equal(tail.heldDeletedFiles, 4);
  assert.ok(tail.heldDeletedBytes >= prod.written.join('').length);
  assert.equal(tail.heldDescriptors, 5);
  sink.room = true;
  tail.resume();
  await receives(harness, prod.written);
  await until(() => tail.heldDeletedFiles === 0);
  assert.equal(tail.heldDeletedBytes, 0);
  assert.equal(tail.givenUpBytes, 0);
  assert.deepEqual(
    events.all.filter((event) => /gave up|holding/.test(event)),
    [],
  );
});

test('beyond the limit the oldest is given up, counted in bytes and lines; the rest arrives', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { holdDeletedMax: 20 * 1024, scanIntervalMs: 20 });
  const { tail, sink, events } = harness;
  prod.write('first');
  await receives(harness, prod.written);
  sink.room = false;
  await fill(prod, harness, 5);
  // Blocks of 4 KiB: two files of 5 to 6 KiB are 16 KiB, three are 24 KiB.
  // Two are held as well before the fifth has been noted.
  await until(() => tail.heldDeletedFiles === 2 && tail.givenUpLines === 60);
  const lost = prod.written.splice(1, 60);
  assert.equal(tail.givenUpBytes, lost.join('').length);
  sink.room = true;
  tail.resume();
  await receives(harness, prod.written);
  const told = events.all.filter((event) => event.startsWith('gave up'));
  assert.equal(told.length, 3);
  assert.match(String(told[0]), /^gave up prod1 \d+ bytes 20 lines, too much held$/);
  // Of the first only what was handed on counts as read.
  const [begun] = sink.begun;
  assert.deepEqual(
    [sink.generations.get(begun!.key)?.finished, sink.generations.get(begun!.key)?.size],
    [true, prod.written[0]!.length],
  );
  // An event that was unfinished before the gap is not joined with what comes behind it.
  assert.deepEqual(sink.silences, ['prod1']);
});

test('a large file is not given up for the little that is unread of it, while reading goes on', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { holdDeletedMax: 64 * 1024, scanIntervalMs: 100 });
  const { tail, sink } = harness;
  prod.write(...Array.from({ length: 500 }, () => 'x'.repeat(1000)));
  await receives(harness, prod.written);
  sink.room = false;
  prod.write('a few', 'last words');
  await until(() => tail.behindBytes > 0);
  prod.remove();
  await until(() => tail.heldDeletedBytes > 64 * 1024);
  sink.room = true;
  tail.resume();
  await receives(harness, prod.written);
  await until(() => tail.heldDeletedFiles === 0);
  assert.equal(tail.givenUpBytes, 0);
});

test('while there is room nothing is given up: what is oldest is read first', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const other = new LogFolder(dir, 'prod2');
  const harness = await startTail(t, dir, { holdDeletedMax: 1, blockBytes: 1024 });
  for (let n = 0; n < 10; n++) {
    other.write(...Array.from({ length: 50 }, () => 'y'.repeat(100)));
    prod.write(...Array.from({ length: 50 }, () => 'x'.repeat(100)));
    await until(() => harness.sink.texts.join('').includes(prod.written.at(-50)!));
    prod.remove();
    await until(() => harness.tail.followedContainers === 1);
    fs.mkdirSync(prod.folder);
    prod.writeConfig();
    fs.writeFileSync(prod.live, '');
  }
  await until(() => harness.sink.lines.filter(Boolean).length === prod.written.length + other.written.length);
  assert.equal(harness.tail.givenUpBytes, 0);
});

test('that much is held is told once, and once that it is no more', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { holdDeletedMax: 160 * 1024 });
  const { tail, sink, events } = harness;
  for (let round = 0; round < 2; round++) {
    sink.room = false;
    await fill(prod, harness, 5);
    sink.room = true;
    tail.resume();
    await until(() => tail.heldDeletedFiles === 0);
  }
  await receives(harness, prod.written);
  assert.deepEqual(
    events.all.filter((event) => event.startsWith('holding')),
    ['holding 3', 'holding no more', 'holding 3', 'holding no more'],
  );
});

test('what docker rm deletes is counted too', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir);
  harness.sink.room = false;
  prod.write('1');
  prod.rotate();
  prod.write('2');
  await until(() => harness.tail.heldDescriptors === 2);
  prod.remove();
  await until(() => harness.tail.heldDeletedFiles === 2);
  harness.sink.room = true;
  harness.tail.resume();
  await receives(harness, prod.written);
  await until(() => harness.tail.heldDescriptors === 0);
  assert.equal(harness.tail.heldDeletedBytes, 0);
});
