import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ranges } from '../../src/log/ranges.ts';
import type { ResumePoint } from '../../src/log/resume-point.ts';
import { stampOf } from '../../src/log/stamp.ts';
import { containersFolder, deaf, LogFolder, line, openBelow, receives, startTail, until } from './harness.ts';

test('a container seen for the first time is read from its oldest sibling on', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  prod.rotate({ gzip: true });
  prod.write('3');
  prod.rotate({ gzip: true });
  prod.write('4', '5');
  prod.rotate();
  prod.write('6');
  assert.deepEqual(
    [prod.sibling(1), prod.sibling(2, '.gz'), prod.sibling(3, '.gz')].map((path) => fs.existsSync(path)),
    [true, true, true],
  );
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  assert.equal(harness.events.all[0], 'found prod1 at 0');
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 4);
});

test('new lines are handed on when they are written, whole lines only', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  prod.write('1');
  await receives(harness, prod.written);
  const half = line('2');
  prod.raw(half.slice(0, 20));
  await until(() => harness.tail.behindBytes === 20);
  assert.equal(harness.sink.lines.filter(Boolean).length, 1);
  prod.raw(half.slice(20));
  prod.written.push(half);
  await receives(harness, prod.written);
});

test('without any event the scan finds new lines, files and containers', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { scanIntervalMs: 20, watch: deaf });
  prod.write('1');
  await receives(harness, prod.written);
  prod.rotate();
  prod.write('2');
  await receives(harness, prod.written);
  const late = new LogFolder(dir, 'late');
  late.write('3');
  await receives(harness, [...prod.written, ...late.written]);
});

test('a restart goes on where the last run was', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const first = await startTail(t, dir);
  await receives(first, prod.written);
  await first.stop();
  prod.write('3');
  const second = await startTail(t, dir, { sink: first.sink });
  prod.write('4');
  await receives(second, prod.written);
});

test('a budget that is spent stops reading, not looking', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  harness.sink.room = false;
  for (let n = 0; n < 5; n++) {
    prod.write(`${n}`);
    prod.rotate({ maxFile: 1 });
    await until(
      () => harness.tail.heldDescriptors === n + 2,
      () => harness.events.all,
    );
  }
  assert.equal(harness.sink.blocks.length, 1);
  assert.ok(harness.tail.behindBytes > 300);
  harness.sink.room = true;
  harness.tail.resume();
  await receives(harness, prod.written);
  await until(() => harness.tail.heldDescriptors === 1);
  assert.equal(harness.tail.behindBytes, 0);
});

test('a container that is not wanted waits, and others are read on', async (t) => {
  const dir = containersFolder(t);
  const [one, other] = [new LogFolder(dir, 'prod1'), new LogFolder(dir, 'prod2')];
  one.write('1');
  const harness = await startTail(t, dir);
  await receives(harness, one.written);
  const first = [...one.written];
  harness.sink.unwanted.add('prod1');
  one.write('2');
  other.write('1', '2');
  await receives(harness, [...first, ...other.written]);
  assert.ok(harness.tail.behindBytes > 0);
  harness.sink.unwanted.clear();
  harness.tail.resume();
  await receives(harness, [...first, ...other.written, ...one.written.slice(first.length)]);
});

test('a container that is not wanted is forgotten when it is gone and nothing of it is left to read', async (t) => {
  const dir = containersFolder(t);
  const one = new LogFolder(dir, 'prod1');
  one.write('1');
  const harness = await startTail(t, dir);
  await receives(harness, one.written);
  harness.sink.unwanted.add('prod1');
  one.remove();
  await until(() => harness.events.all.includes('gone prod1') && harness.tail.heldDescriptors === 0);
});

test('lines longer than a block are handed on whole, longer than the limit in pieces', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('a', 'b'.repeat(3000), 'c', 'd'.repeat(10_000), 'e');
  const harness = await startTail(t, dir, { blockBytes: 1024, maxLineBytes: 4096 });
  await receives(harness, prod.written);
  const cut = harness.sink.blocks.filter((block) => block.cut);
  const begin = prod.written.slice(0, 3).join('').length;
  const length = prod.written[3]!.length;
  assert.deepEqual(
    cut.map(({ from, to }) => [from - begin, to - begin]),
    [
      [0, 4096],
      [4096, 8192],
      [8192, length],
    ],
  );
});

test('a restart within a line that is being cut cuts it at the same places', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('a', 'd'.repeat(10_000), 'e');
  const first = await startTail(t, dir, { maxLineBytes: 4096 });
  await receives(first, prod.written);
  await first.stop();
  const [cut] = first.sink.blocks.filter((block) => block.cut);
  const generation = first.sink.generations.get(cut!.key)!;
  const stamp = stampOf(fs.readFileSync(prod.live).subarray(cut!.from, cut!.to));
  first.sink.generations.set(cut!.key, { ...generation, offset: cut!.to, stamp });
  const before = first.sink.blocks.splice(0).filter((block) => block.cut);
  await first.stop();
  const second = await startTail(t, dir, { maxLineBytes: 4096, sink: first.sink });
  await until(() => second.tail.behindBytes === 0 && second.sink.blocks.length === 3);
  assert.deepEqual(
    second.sink.blocks.filter((block) => block.cut),
    before.slice(1),
  );
});

test('of a line that is being cut a later piece was acknowledged: the others are cut at the same places', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('a', 'd'.repeat(14_000), 'e');
  const first = await startTail(t, dir, { maxLineBytes: 4096 });
  await receives(first, prod.written);
  await first.stop();
  const pieces = first.sink.blocks.splice(0).filter((block) => block.cut);
  assert.equal(pieces.length, 4);
  const [one, two, three] = pieces;
  const generation = first.sink.generations.get(one!.key)!;
  const settled = new Ranges([two!.from, three!.to]);
  const stamp = stampOf(fs.readFileSync(prod.live).subarray(three!.from, three!.to));
  first.sink.generations.set(one!.key, { ...generation, offset: one!.from, settled, stamp });
  // Smaller than a piece, so that pieces come in by several reads.
  const second = await startTail(t, dir, { maxLineBytes: 4096, blockBytes: 1000, sink: first.sink });
  await until(() => second.tail.behindBytes === 0 && second.tail.drained);
  assert.deepEqual(
    second.sink.blocks.filter((block) => block.cut).map(({ from, to }) => [from, to]),
    [one, pieces[3]].map((piece) => [piece!.from, piece!.to]),
  );
});

test('settled lines are not handed on again, whatever of a block is taken', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3', '4', '5', '6');
  const first = await startTail(t, dir);
  await receives(first, lines);
  await first.stop();
  const { sink } = first;
  const [[key, generation]] = [...sink.generations] as [[string, ResumePoint & { containerId: string }]];
  const at = (count: number) => lines.slice(0, count).join('').length;
  sink.generations.set(key, {
    ...generation,
    offset: at(1),
    settled: new Ranges([at(2), at(3), at(5), at(6)]),
  });
  sink.texts.length = 0;
  sink.appetite = (bytes) => bytes.indexOf('\n') + 1;
  const second = await startTail(t, dir, { sink });
  await receives(second, [lines[1]!, lines[3]!, lines[4]!]);
  await until(() => second.tail.drained && second.tail.behindBytes === 0);
  assert.equal(sink.resume(key)?.offset, at(6));
});

test('the end of a turn is told when its blocks have been handed on, and a rest when there is nothing more', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3');
  const harness = await startTail(t, dir, { blockBytes: lines[0]!.length });
  await receives(harness, lines);
  await until(() => harness.sink.calls.at(-1) === 'rest');
  const { calls } = harness.sink;
  assert.deepEqual(calls.slice(calls.indexOf('block'), calls.lastIndexOf('block') + 2), [
    ...['block', 'turned', 'block', 'turned', 'block', 'turned'],
  ]);
  await harness.stop();
  const told = calls.length;
  await harness.stop();
  assert.equal(calls.length, told);
});

test('behind a generation that was not acknowledged to its end the next one goes on where it was', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const old = prod.write('1', '2');
  prod.rotate();
  const lines = prod.write('3', '4', '5');
  const first = await startTail(t, dir);
  await receives(first, [...old, ...lines]);
  await first.stop();
  const { sink } = first;
  const at = (count: number, of: readonly string[]) => of.slice(0, count).join('').length;
  const [oldKey, key] = [...sink.generations.keys()] as [string, string];
  const saved = (offset: number, of: readonly string[], last: number) => ({
    offset,
    stamp: stampOf(Buffer.from(of[last] ?? '', 'latin1')),
    finished: false,
  });
  sink.generations.set(oldKey, { ...sink.generations.get(oldKey)!, ...saved(at(1, old), old, 0) });
  sink.generations.set(key, { ...sink.generations.get(key)!, ...saved(at(2, lines), lines, 1) });
  sink.texts.length = 0;
  const second = await startTail(t, dir, { sink });
  await receives(second, [old[1]!, lines[2]!]);
  assert.deepEqual(
    sink.begun.slice(-2).map(({ offset }) => offset),
    [at(1, old), at(2, lines)],
  );
  assert.deepEqual(sink.problems, []);
});

test('runs of NULs at the beginning of a line are passed over', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  fs.truncateSync(prod.live, 3_000_000);
  prod.write('1');
  prod.raw(Buffer.alloc(100));
  prod.write('2');
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  const skips = harness.sink.skips;
  assert.equal(
    skips.reduce((sum, { from, to }) => sum + to - from, 0),
    3_000_100,
  );
  assert.deepEqual(
    harness.events.all.filter((event) => event.startsWith('skipped')),
    ['skipped prod1 3000000', 'skipped prod1 100'],
  );
});

test('a file in whose place something unreadable stands is reported once and read when it works', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1', { log: false });
  const other = new LogFolder(dir, 'other');
  fs.symlinkSync(prod.live, prod.live);
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  other.write('1');
  await receives(harness, other.written);
  await until(() => harness.events.all.includes(`unreadable ${prod.live} ELOOP`));
  assert.equal(harness.scans.length, 0);
  fs.unlinkSync(prod.live);
  const lines = prod.write('2');
  await receives(harness, [...other.written, ...lines]);
  await until(() => harness.scans.length > 0);
  const told = harness.events.all.filter((event) => event.includes('readable'));
  assert.deepEqual(told, [`unreadable ${prod.live} ELOOP`, `readable ${prod.live}`]);
});

test('a folder in the place of a sibling does not stop the rest', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  fs.mkdirSync(prod.sibling(1));
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  assert.ok(harness.events.all.includes(`unreadable ${prod.sibling(1)} EINVAL`));
});

test('a missing containers folder is told with its remedy', async (t) => {
  const dir = join(containersFolder(t), 'nowhere');
  await assert.rejects(
    startTail(t, dir),
    /containers folder .*nowhere can't be read: there is no such folder.*--containers-dir/,
  );
});

test('a scan without failure tells the keys of all generations on disk, finished ones too', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.rotate({ gzip: true });
  prod.write('2');
  prod.rotate();
  prod.write('3');
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  await receives(harness, prod.written);
  const scans = harness.scans.length;
  await until(() => harness.scans.length > scans + 1);
  assert.deepEqual([...harness.scans.at(-1)!].sort(), [...harness.sink.generations.keys()].sort());
  assert.equal(harness.sink.generations.size, 3);
});

test('a stop hands on nothing more and leaves nothing open', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  await harness.stop();
  assert.equal(harness.tail.heldDescriptors, 0);
  assert.deepEqual(openBelow(dir), []);
  prod.write('2');
  assert.deepEqual(harness.sink.lines.filter(Boolean).length, 1);
});

test('a container is read when nothing of it is left on disk; asking looks', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000, watch: deaf });
  const { tail, sink } = harness;
  prod.write('one');
  assert.equal(tail.isRead(prod.id), false);
  await receives(harness, prod.written);
  await until(() => tail.isRead(prod.id));
  prod.write('two');
  prod.rotate();
  assert.equal(tail.isRead(prod.id), false);
  await until(() => tail.isRead(prod.id));
  assert.deepEqual(sink.lines.filter(Boolean), prod.written);
  assert.equal(tail.isRead('no container'), true);
});
