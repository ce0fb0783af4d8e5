import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { PlainBytes } from '../../src/tail/file/plain-bytes.ts';
import { containersFolder, LogFolder, line, receives, startTail, until } from './harness.ts';

test('only wanted containers are read, by name, id, id prefix and glob', async (t) => {
  const dir = containersFolder(t);
  const folders = ['prod1', 'web-1', 'web-2', 'db', 'cache', 'other'].map((name) => new LogFolder(dir, name));
  for (const folder of folders) folder.write(folder.name);
  const [, , , db, cache] = folders;
  const patterns = ['prod1', 'web-*', db!.id, cache!.id.slice(0, 8), 'none', 'no-*'];
  const harness = await startTail(t, dir, { patterns });
  await until(() => harness.tail.drained);
  const names = harness.events.all.filter((event) => event.startsWith('found'));
  assert.deepEqual(
    names.sort(),
    ['cache', 'db', 'prod1', 'web-1', 'web-2'].map((name) => `found ${name} at 0`),
  );
  assert.deepEqual(
    harness.events.all.filter((event) => event.startsWith('waiting')),
    ['waiting for none', 'waiting for no-*'],
  );
  assert.equal(harness.sink.texts.join('').includes('other'), false);
});

test("the agent's own container is left out", async (t) => {
  const dir = containersFolder(t);
  const own = new LogFolder(dir, 'own');
  const prod = new LogFolder(dir, 'prod1');
  own.write('mine');
  prod.write('1');
  const harness = await startTail(t, dir, { isOwn: ({ id }) => id === own.id });
  await receives(harness, prod.written);
  await until(() => harness.tail.drained);
  assert.deepEqual(harness.events.all, ['found prod1 at 0']);
});

test('a container that comes later is picked up: folder, container file and log come one after the other', async (t) => {
  const dir = containersFolder(t);
  const other = new LogFolder(dir, 'other');
  const harness = await startTail(t, dir, { patterns: ['late', 'other'], scanIntervalMs: 600_000 });
  assert.deepEqual(
    harness.events.all,
    ['waiting for late', 'found other at 0'].slice(0, harness.events.all.length),
  );
  // What is written to the other container arrives after tail has looked at what was there before.
  const lines: string[] = [];
  const pass = async () => {
    lines.push(...other.write('pass'));
    await receives(harness, lines);
  };
  const late = new LogFolder(dir, 'late', { config: false, log: false });
  await pass();
  fs.writeFileSync(late.config, '{"ID":"half');
  await pass();
  late.writeConfig();
  await pass();
  lines.push(...late.write('1', '2'));
  const begin = Date.now();
  await receives(harness, lines);
  assert.ok(Date.now() - begin < 2000);
});

test('a container renamed to a wanted name is read from its beginning', async (t) => {
  const dir = containersFolder(t);
  const other = new LogFolder(dir, 'other');
  other.write('1');
  const harness = await startTail(t, dir, { patterns: ['prod1'], scanIntervalMs: 600_000 });
  await until(() => harness.tail.drained);
  other.rename('prod1');
  await receives(harness, other.written);
  assert.deepEqual(harness.events.all, ['waiting for prod1', 'found prod1 at 0']);
});

test('renamed and still wanted: what comes from then on bears the new name', async (t) => {
  const dir = containersFolder(t);
  const web = new LogFolder(dir, 'web-1');
  web.write('1');
  const harness = await startTail(t, dir, { patterns: ['web-*'], scanIntervalMs: 600_000 });
  await receives(harness, web.written);
  const [key] = harness.sink.generations.keys();
  const offset = web.written.join('').length;
  web.rename('web-2');
  await until(() => harness.sink.begun.length === 2);
  web.write('2');
  await receives(harness, web.written);
  assert.deepEqual(harness.sink.begun, [
    { key, name: 'web-1', offset: 0 },
    { key, name: 'web-2', offset },
  ]);
  assert.deepEqual(
    harness.sink.blocks.map(({ name }) => name),
    ['web-1', 'web-2'],
  );
  assert.deepEqual(harness.events.all, ['found web-1 at 0', 'renamed web-1 to web-2']);
});

test('renamed to an unwanted name: read up to there; wanted again: goes on there', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir, { patterns: ['prod1'], scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  harness.sink.room = false;
  const [second] = prod.write('2');
  await until(() => harness.tail.behindBytes === second!.length);
  prod.rename('old');
  await until(() => harness.tail.drained === false);
  harness.sink.room = true;
  harness.tail.resume();
  await until(() => harness.events.all.includes('unwanted old'));
  assert.equal(harness.tail.heldDescriptors, 0);
  prod.write('3');
  prod.rotate();
  prod.write('4');
  assert.equal(harness.sink.lines.filter(Boolean).length, 2);
  prod.rename('prod1');
  await receives(harness, prod.written);
});

test('a removed container is read to its end by what is held open', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  harness.sink.room = false;
  prod.write('2');
  prod.rotate();
  prod.write('3');
  prod.raw('the end');
  await until(() => harness.tail.heldDescriptors === 2);
  prod.remove();
  await until(() => !fs.existsSync(prod.folder));
  harness.sink.room = true;
  harness.tail.resume();
  await until(
    () => harness.events.all.at(-1) === 'gone prod1',
    () => harness.events.all,
  );
  assert.equal(harness.sink.texts.join(''), `${prod.written.join('')}the end`);
  assert.deepEqual(harness.sink.silences, ['prod1']);
  assert.equal(harness.tail.heldDescriptors, 0);
  assert.ok([...harness.sink.generations.values()].every(({ finished }) => finished));
});

for (const age of [0, 60_000]) {
  test(`a container removed while its folder, ${age} ms old, is being listed is read to its end`, async (t) => {
    const dir = containersFolder(t);
    const prod = new LogFolder(dir, 'prod1');
    prod.write('1', '2');
    const then = new Date(Date.now() - age);
    fs.utimesSync(prod.folder, then, then);
    const [first = ''] = prod.written;
    const { read } = PlainBytes.prototype;
    t.mock.method(
      PlainBytes.prototype,
      'read',
      async function (this: PlainBytes, target: Buffer, at: number) {
        const length = await read.call(this, target, at);
        if (fs.existsSync(prod.folder) && target.includes(first)) prod.remove();
        return length;
      },
    );
    const harness = await startTail(t, dir, { scanIntervalMs: 50 });
    await receives(harness, prod.written);
  });
}

test('removed, and a new one under the same name', async (t) => {
  const dir = containersFolder(t);
  const old = new LogFolder(dir, 'prod1', { id: 'a'.repeat(64) });
  old.write('1');
  const harness = await startTail(t, dir, { patterns: ['prod1'], scanIntervalMs: 600_000 });
  await receives(harness, old.written);
  old.remove();
  await until(() => harness.events.all.includes('gone prod1'));
  const next = new LogFolder(dir, 'prod1', { id: 'b'.repeat(64) });
  next.write('2');
  await receives(harness, [...old.written, ...next.written]);
});

test('a containers folder that goes away itself is no sign that containers are gone', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  await receives(harness, prod.written);
  fs.renameSync(dir, `${dir}-away`);
  t.after(() => fs.rmSync(`${dir}-away`, { recursive: true, force: true }));
  await until(
    () => harness.events.all.includes(`unreadable ${dir} ENOENT`),
    () => harness.events.all,
  );
  fs.renameSync(`${dir}-away`, dir);
  await until(
    () => harness.events.all.includes(`readable ${dir}`),
    () => harness.events.all,
  );
  prod.write('2');
  await receives(harness, prod.written);
  assert.equal(
    harness.events.all.some((event) => event.startsWith('gone')),
    false,
  );
});

test('from end: only what comes from now on, siblings are recorded as read', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.rotate({ gzip: true });
  prod.write('2');
  prod.rotate();
  prod.write('3');
  const half = line('4');
  prod.raw(half.slice(0, 9));
  const first = await startTail(t, dir, { from: 'end' });
  await until(() => first.tail.drained && first.sink.generations.size === 3);
  prod.raw(half.slice(9));
  const [last] = prod.write('5');
  await receives(first, [half, last!]);
  const late = new LogFolder(dir, 'late');
  const lines = late.write('6');
  await receives(first, [half, last!, ...lines]);
  await first.stop();
  const more = prod.write('7');
  const second = await startTail(t, dir, { from: 'end', sink: first.sink });
  await receives(second, [half, last!, ...lines, ...more]);
});

test('silent: told when a container has stopped, once until it writes again', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  await receives(harness, prod.written);
  assert.deepEqual(harness.sink.silences, []);
  prod.setRunning(false);
  await until(() => harness.sink.silences.length === 1);
  prod.rename('prod2');
  const scans = harness.scans.length;
  await until(() => harness.scans.length > scans + 2);
  assert.equal(harness.sink.silences.length, 1);
  prod.setRunning(true);
  prod.write('2');
  prod.setRunning(false);
  await receives(harness, prod.written);
  await until(() => harness.sink.silences.length === 2);
});

test('silent: told with the time of the end, and again when it has ended once more without a word', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  await receives(harness, prod.written);
  for (let run = 0; run < 3; run++) {
    prod.setRunning(false);
    await until(() => harness.sink.ends.at(-1) === prod.finishedAt);
    prod.setRunning(true);
  }
  prod.remove();
  await until(() => harness.events.all.includes('gone prod1'));
  assert.equal(harness.sink.ends.length, 4);
  assert.equal(harness.sink.ends.at(-1), undefined);
});

test('silent: not told of a container that has not run yet, though it prints', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.running = false;
  prod.writeConfig();
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  prod.write('1');
  await receives(harness, prod.written);
  const scans = harness.scans.length;
  await until(() => harness.scans.length > scans + 2);
  assert.deepEqual(harness.sink.silences, []);
  prod.setRunning(true);
  prod.setRunning(false);
  await until(() => harness.sink.silences.length === 1);
});

test('silent: not told before what a container wrote between two stops has been handed on', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.setRunning(false);
  const harness = await startTail(t, dir);
  const { sink } = harness;
  await until(() => sink.silences.length === 1);
  const readBefore: number[] = [];
  sink.silent = () => readBefore.push(sink.lines.filter(Boolean).length);
  sink.appetite = (bytes) => {
    sink.appetite = ({ length }) => length;
    // Between the read of the second line and the look at the metadata.
    prod.write('last words');
    prod.setRunning(false);
    return bytes.length;
  };
  prod.write('2');
  await receives(harness, prod.written);
  await until(() => readBefore.length > 0);
  assert.deepEqual(readBefore, [3]);
});
