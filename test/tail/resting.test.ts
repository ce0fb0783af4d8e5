import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import {
  containersFolder,
  deaf,
  type Harness,
  LogFolder,
  line,
  receives,
  startTail,
  until,
} from './harness.ts';

/** So few that every file is closed after each step. */
const NONE = { maxDescriptors: 0 };

/** A container whose log has been read and is closed. */
async function rests(t: TestContext, lines: readonly string[]): Promise<[LogFolder, Harness]> {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write(...lines);
  const harness = await startTail(t, dir, NONE);
  await receives(harness, prod.written);
  await resting(harness);
  return [prod, harness];
}

async function resting({ tail }: Harness): Promise<void> {
  await until(() => tail.resting && tail.heldDescriptors === 0);
}

test('what was read is closed, and read on when it grows', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  for (let n = 0; n < 3; n++) {
    prod.write(`more ${n}`);
    await receives(harness, prod.written);
    await resting(harness);
  }
  assert.ok(harness.tail.isRead(prod.id));
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 1);
  assert.equal(harness.sink.begun.length, 1);
});

test('by scans alone too', async (t) => {
  const dir = containersFolder(t);
  const logs = ['a', 'b', 'c'].map((name) => new LogFolder(dir, name));
  const harness = await startTail(t, dir, { ...NONE, watch: deaf, scanIntervalMs: 10 });
  for (let n = 0; n < 5; n++) for (const log of logs) log.write(`${n}`);
  await until(() => harness.sink.lines.filter(Boolean).length === 15);
  assert.deepEqual([...harness.sink.lines].sort(), logs.flatMap(({ written }) => written).sort());
  assert.deepEqual(harness.sink.problems, []);
});

for (const [what, change] of [
  ['renamed', () => {}],
  ['compressed', (log: LogFolder) => log.compress(1)],
  ['renamed twice', (log: LogFolder) => log.rotate()],
  [
    'renamed twice and compressed',
    (log: LogFolder) => {
      log.rotate();
      log.compress(2);
    },
  ],
] as const) {
  test(`${what} while it rests with something unread: found again, and read on where it was`, async (t) => {
    const [prod, harness] = await rests(t, ['1', '2']);
    harness.sink.room = false;
    prod.write('3', '4');
    prod.rotate();
    change(prod);
    prod.write('5');
    await until(() => harness.tail.behindBytes > 0 && harness.tail.resting);
    harness.sink.room = true;
    harness.tail.resume();
    await receives(harness, prod.written);
    await resting(harness);
    assert.deepEqual(
      harness.events.all.filter((event) => /gave up|truncated|unreadable/.test(event)),
      [],
    );
  });
}

test('another file with the same inode at the same path is another generation', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  const { ino } = fs.statSync(prod.live);
  // Some file systems give an inode again at once, others never: then this is a plain rotation.
  for (let tries = 0; tries < 20; tries++) {
    prod.rotate({ maxFile: 1 });
    if (fs.statSync(prod.live).ino === ino) break;
  }
  prod.write('3 longer than both lines before it, so that it could be their continuation', '4');
  await receives(harness, prod.written);
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 2);
});

test('truncated while it rests: read from its new beginning, also when it has grown beyond the old end', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  for (const texts of [['3'], ['4', '5', '6', '7'], ['8', '9', '10', '11']]) {
    fs.truncateSync(prod.live);
    prod.write(...texts);
    await receives(harness, prod.written);
    await resting(harness);
  }
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 4);
});

test('copied and truncated while it rests with something unread: the rest comes from the copy', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  harness.sink.room = false;
  prod.write('3', '4');
  await until(() => harness.tail.behindBytes > 0 && harness.tail.resting);
  prod.copyAndTruncate();
  prod.write('5');
  await until(() => harness.events.all.some((event) => event.startsWith('truncated')));
  harness.sink.room = true;
  harness.tail.resume();
  await receives(harness, prod.written);
});

test('deleted while it rests with something unread: what is known to be lost is told, and reading goes on', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  const { tail, sink, events } = harness;
  sink.room = false;
  const lost = prod.write('3', '4');
  await until(() => tail.behindBytes === lost.join('').length && tail.resting && tail.heldDescriptors === 0);
  prod.rotate({ maxFile: 1 });
  prod.written.splice(2);
  prod.write('5');
  await until(() => events.all.includes('rotated prod1'));
  sink.room = true;
  tail.resume();
  await receives(harness, prod.written);
  const bytes = lost.join('').length;
  assert.equal(tail.givenUpBytes, bytes);
  assert.ok(events.all.includes(`gave up prod1 ${bytes} bytes undefined lines, descriptors short`));
  await resting(harness);
});

test('removed while it rests: told to be gone', async (t) => {
  const [prod, harness] = await rests(t, ['1', '2']);
  prod.remove();
  await until(() => harness.events.all.includes('gone prod1'));
  assert.equal(harness.tail.givenUpBytes, 0);
  assert.deepEqual(harness.sink.silences, ['prod1']);
  assert.equal(harness.tail.followedContainers, 0);
});

test('a live file without a first line rests too; what was begun in it is not lost by a rotation', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, NONE);
  await resting(harness);
  const first = line('1');
  prod.raw(first.slice(0, 20));
  await until(() => harness.tail.behindBytes === 20 && harness.tail.heldDescriptors === 0);
  prod.raw(first.slice(20));
  prod.written.push(first);
  await receives(harness, prod.written);
  prod.rotate();
  await until(() => harness.tail.resting && harness.tail.heldDescriptors === 0);
  const half = line('2').slice(0, 20);
  prod.raw(half);
  await until(() => harness.tail.behindBytes === 20);
  prod.rotate();
  prod.write('3');
  prod.written.splice(1, 0, half);
  await until(() => harness.sink.texts.join('').length >= prod.written.join('').length);
  assert.deepEqual(harness.sink.texts.join(''), prod.written.join(''));
  assert.deepEqual(
    harness.events.all.filter((event) => event.startsWith('truncated')),
    [],
  );
});

test('a compressed file is read to its end in one go, not decoded anew for each block', async (t) => {
  const dir = containersFolder(t);
  const logs = ['a', 'b', 'c'].map((name) => new LogFolder(dir, name));
  for (const log of logs) {
    log.write(...Array.from({ length: 50 }, () => 'x'.repeat(100)));
    log.rotate({ gzip: true });
    log.write('live');
  }
  const harness = await startTail(t, dir, { ...NONE, blockBytes: 512 });
  await until(() => harness.sink.lines.filter(Boolean).length === 153);
  const names = harness.sink.blocks.map(({ key }) => key);
  const compressed = [...new Set(names)].filter((key) => names.indexOf(key) !== names.lastIndexOf(key));
  assert.equal(compressed.length, 3);
  for (const key of compressed) {
    const blocks = names.lastIndexOf(key) - names.indexOf(key) + 1;
    assert.equal(blocks, names.filter((name) => name === key).length, 'one after the other');
  }
});

test('a great many waiting files: no more are held than may be, and each is read, oldest first', async (t) => {
  const dir = containersFolder(t);
  const logs = Array.from({ length: 30 }, (_, n) => new LogFolder(dir, `c${n}`));
  for (const log of logs) {
    for (let n = 0; n < 15; n++) {
      log.write(`${log.name} ${n}`);
      log.rotate({ maxFile: 20, gzip: n % 3 === 0 });
    }
  }
  const sink = (await startTail(t, dir, { patterns: ['nobody'] })).sink;
  sink.room = false;
  const harness = await startTail(t, dir, { maxDescriptors: 10, sink });
  assert.ok(harness.tail.heldDescriptors <= 10, `${harness.tail.heldDescriptors} held`);
  sink.room = true;
  harness.tail.resume();
  await until(() => sink.lines.filter(Boolean).length === 450);
  for (const { name, written } of logs) {
    const mine = sink.lines.filter((text) => text.includes(`"${name} `));
    assert.deepEqual(mine, written);
  }
  assert.deepEqual(sink.problems, []);
  await until(() => harness.tail.resting && harness.tail.heldDescriptors <= 10);
});
