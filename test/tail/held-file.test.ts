import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { type TestContext, test } from 'node:test';
import { HostFiles } from '../../src/host-files.ts';
import { Descriptors } from '../../src/tail/file/descriptors.ts';
import { FirstLineSearch } from '../../src/tail/file/first-line-search.ts';
import { HeldFile } from '../../src/tail/file/held-file.ts';
import { openLogFile } from '../../src/tail/file/log-file.ts';
import { containersFolder, LogFolder } from './harness.ts';

const open = (path: string) => openLogFile(new HostFiles([tmpdir()]), path, path.endsWith('.gz'));

/** The live file of a container with two lines, held open; nothing of it has been read. */
async function held(t: TestContext) {
  const prod = new LogFolder(containersFolder(t), 'prod1');
  prod.write('1', '2');
  const opened = open(prod.live);
  const first = await new FirstLineSearch(prod.id).step(opened.bytes, false);
  assert.ok(first !== 'none' && first !== 'more');
  const reading = { offset: 0, readTo: 0 };
  const descriptors = new Descriptors(10);
  const file = new HeldFile({ file: opened, first }, { reading, descriptors, open });
  file.touch();
  t.after(() => file.close());
  return { prod, file, reading, descriptors };
}

/** One that rests. */
async function rested(t: TestContext) {
  const { prod, file, descriptors } = await held(t);
  assert.equal(await file.rest(), true);
  descriptors.drop(file);
  const again = async () => {
    const opened = await file.reopen();
    assert.equal(descriptors.held, opened ? 1 : 0);
    assert.deepEqual([file.isOpen, file.rests], [opened, !opened]);
    return opened;
  };
  return { prod, file, again };
}

test('the same file is opened again, grown or not', async (t) => {
  const { prod, again } = await rested(t);
  prod.write('3');
  assert.equal(await again(), true);
});

test('by another name, plain or compressed', async (t) => {
  for (const compress of [false, true]) {
    const { prod, file, again } = await rested(t);
    prod.rotate({ gzip: compress });
    assert.equal(await again(), false, 'another file has its name');
    file.path = prod.sibling(1, compress ? '.gz' : '');
    file.complete = true;
    assert.equal(await again(), true);
    assert.equal(file.size, prod.written.join('').length);
    assert.equal(file.isCompressed, compress);
  }
});

test('what is gone, or begins with another line, is not it', async (t) => {
  const { prod, again } = await rested(t);
  const bytes = fs.readFileSync(prod.live);
  fs.truncateSync(prod.live);
  assert.equal(await again(), false);
  prod.write('another', 'line');
  assert.equal(await again(), false);
  fs.unlinkSync(prod.live);
  assert.equal(await again(), false);
  fs.writeFileSync(prod.live, bytes);
  assert.equal(await again(), true, 'by its first line, whatever its inode');
});

test('what cannot be opened is no answer', async (t) => {
  const { prod, file } = await rested(t);
  fs.unlinkSync(prod.live);
  fs.mkdirSync(prod.live);
  await assert.rejects(file.reopen(), { code: 'EINVAL' });
  assert.equal(file.rests, true);
});

test('a deleted file does not rest, nor one that has grown since it was looked at', async (t) => {
  const { prod, file, reading } = await held(t);
  reading.offset = prod.written.join('').length;
  assert.equal(file.idle, true);
  prod.write('3');
  assert.equal(await file.rest(), false);
  assert.equal(file.idle, false, 'it has something to read');
  fs.unlinkSync(prod.live);
  assert.equal(await file.rest(), false);
  assert.equal(file.isOpen, true);
});

test('a live file that was opened again is compared with what it was before it rested', async (t) => {
  const { prod, file, again } = await rested(t);
  const size = prod.written.join('').length;
  prod.write('3');
  await again();
  assert.equal(file.size, size, 'the next look tells that it has grown');
  assert.equal(file.compare(fs.statSync(prod.live)), 'grown');
});

test('a file that was given away has no bytes until another one is taken', async (t) => {
  const { prod, file, descriptors } = await held(t);
  const { bytes } = file;
  file.disown();
  await bytes.close();
  assert.deepEqual([file.isGone, file.complete, descriptors.held], [true, true, 0]);
  assert.throws(() => file.bytes, /is not open/);
  assert.equal(await file.rest(), false);
  prod.rotate();
  file.take(open(prod.sibling(1)));
  file.touch();
  assert.deepEqual([file.isGone, file.isOpen, descriptors.held], [false, true, 1]);
});

test('one that could not be held open rests from the beginning, and its next look finds it touched', async (t) => {
  const { prod, file: first } = await held(t);
  const { path, bytes, stats, size } = open(prod.live);
  await bytes.close();
  const options = { reading: { offset: size, readTo: size }, descriptors: new Descriptors(10), open };
  const file = new HeldFile({ file: { path, stats, size }, first: first.first }, options);
  assert.equal(file.rests, true);
  assert.equal(file.compare(fs.statSync(prod.live)), 'touched');
  assert.equal(await file.reopen(), true);
  await file.close();
});
