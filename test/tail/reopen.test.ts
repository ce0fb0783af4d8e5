import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Descriptors } from '../../src/tail/descriptors.ts';
import { readFirstLine } from '../../src/tail/fingerprint.ts';
import { Generation } from '../../src/tail/generation.ts';
import { openLogFile } from '../../src/tail/log-file.ts';
import { reopen } from '../../src/tail/reopen.ts';
import { containersFolder, LogFolder } from './harness.ts';

/** The live file of a container, of which nothing was read, at rest. */
async function rested(
  t: TestContext,
): Promise<{ prod: LogFolder; generation: Generation; again: () => Promise<boolean> }> {
  const prod = new LogFolder(containersFolder(t), 'prod1');
  prod.write('1', '2');
  const file = openLogFile(prod.live);
  const first = await readFirstLine(file.bytes, prod.id, false);
  assert.ok(first);
  const generation = new Generation({ file, first }, 0, undefined);
  assert.equal(await generation.rest(), true);
  t.after(() => generation.bytes?.close());
  const descriptors = new Descriptors(10);
  const again = async () => {
    const opened = await reopen(generation, prod.id, descriptors);
    assert.equal(descriptors.held, opened ? 1 : 0);
    assert.equal(generation.resting, !opened);
    return opened;
  };
  return { prod, generation, again };
}

test('the same file is opened again, grown or not', async (t) => {
  const { prod, again } = await rested(t);
  prod.write('3');
  assert.equal(await again(), true);
});

test('by another name, plain or compressed', async (t) => {
  for (const compress of [false, true]) {
    const { prod, generation, again } = await rested(t);
    prod.rotate({ gzip: compress });
    assert.equal(await again(), false, 'another file has its name');
    generation.path = prod.sibling(1, compress ? '.gz' : '');
    generation.complete = true;
    assert.equal(await again(), true);
    assert.equal(generation.size, prod.written.join('').length);
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
  const { prod, generation } = await rested(t);
  fs.unlinkSync(prod.live);
  fs.mkdirSync(prod.live);
  await assert.rejects(reopen(generation, prod.id, new Descriptors(10)), { code: 'EINVAL' });
  assert.equal(generation.resting, true);
});

test('a deleted file does not rest, nor one that has grown since it was looked at', async (t) => {
  const prod = new LogFolder(containersFolder(t), 'prod1');
  prod.write('1');
  const file = openLogFile(prod.live);
  t.after(() => file.bytes.close());
  const first = await readFirstLine(file.bytes, prod.id, false);
  const size = prod.written.join('').length;
  const generation = new Generation({ file, first: first! }, size, undefined);
  assert.equal(generation.idle, true);
  prod.write('2');
  assert.equal(await generation.rest(), false);
  assert.equal(generation.idle, false, 'it has something to read');
  fs.unlinkSync(prod.live);
  assert.equal(await generation.rest(), false);
  assert.equal(generation.resting, false);
});
