import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DECODED_AT_ONCE, GzipBytes } from '../../src/tail/file/gzip-bytes.ts';
import { containersFolder } from './harness.ts';

const content = Buffer.from(Array.from({ length: 40_000 }, (_, n) => `${n} ${Math.sin(n)}\n`).join(''));

function gzipBytes(t: TestContext, compressed: Buffer): { bytes: GzipBytes; path: string } {
  const path = join(containersFolder(t), 'x.gz');
  fs.writeFileSync(path, compressed);
  const bytes = new GzipBytes(fs.openSync(path, 'r'));
  t.after(() => bytes.close());
  return { bytes, path };
}

async function readAll(bytes: GzipBytes, from: number, block: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = from; ; ) {
    const target = Buffer.alloc(block);
    const length = await bytes.read(target, at);
    parts.push(target.subarray(0, length));
    at += length;
    if (length < block) return Buffer.concat(parts);
  }
}

test('reads fill the buffer until the end, whatever its size', async (t) => {
  const { bytes } = gzipBytes(t, gzipSync(content));
  for (const block of [1000, 16 * 1024, 100_000, content.length, content.length + 1]) {
    assert.ok((await readAll(bytes, 0, block)).equals(content));
    assert.equal(bytes.trouble(), undefined);
  }
});

test('reading goes on at any offset, forwards and back', async (t) => {
  const { bytes } = gzipBytes(t, gzipSync(content));
  const target = Buffer.alloc(500);
  for (const at of [700_000, 5, 100, 90, 700_000, content.length - 3, content.length, content.length + 9]) {
    const length = await bytes.read(target, at);
    assert.ok(target.subarray(0, length).equals(content.subarray(at, at + 500)), `at ${at}`);
  }
});

test('several members in one file are one stream', async (t) => {
  const { bytes } = gzipBytes(t, Buffer.concat([gzipSync(content), gzipSync(content)]));
  assert.equal((await readAll(bytes, 0, 100_000)).length, 2 * content.length);
  assert.equal(bytes.trouble(), undefined, 'though the trailer tells of the last member alone');
});

test('a file that ends within its second member is not whole', async (t) => {
  const second = gzipSync(content);
  const { bytes } = gzipBytes(t, Buffer.concat([gzipSync('first\n'), second.subarray(0, second.length - 1)]));
  assert.ok((await readAll(bytes, 0, 100_000)).length > 6);
  assert.match(bytes.trouble()?.message ?? '', /ends in its midst/);
});

test('closed while a read is under way it leaves nothing behind', async (t) => {
  const { bytes } = gzipBytes(t, gzipSync(content));
  const reading = bytes.read(Buffer.alloc(10), 0);
  await bytes.close();
  assert.equal(await reading, 0);
  t.mock.method(bytes, 'close', () => Promise.resolve());
});

test('a file cut short decodes as far as it goes and says so; its rest is read after rewinding', async (t) => {
  const whole = gzipSync(content);
  const { bytes, path } = gzipBytes(t, whole.subarray(0, whole.length / 2));
  const half = await readAll(bytes, 0, 10_000);
  assert.ok(half.length > content.length / 3);
  assert.ok(half.equals(content.subarray(0, half.length)));
  assert.match(bytes.trouble()?.message ?? '', /ends in its midst/);
  fs.appendFileSync(path, whole.subarray(whole.length / 2));
  bytes.rewind();
  assert.ok((await readAll(bytes, half.length, 10_000)).equals(content.subarray(half.length)));
  assert.equal(bytes.trouble(), undefined);
});

test('broken data end the reading with a trouble, not with a rejection', async (t) => {
  const broken = Buffer.from(gzipSync(content));
  broken.fill(0xff, broken.length / 2, broken.length / 2 + 100);
  const { bytes } = gzipBytes(t, broken);
  const read = await readAll(bytes, 0, 10_000);
  assert.ok(read.length < content.length);
  assert.ok(bytes.trouble() instanceof Error);
  const noGzip = gzipBytes(t, Buffer.from('no gzip at all')).bytes;
  assert.equal((await readAll(noGzip, 0, 100)).length, 0);
  assert.ok(noGzip.trouble() instanceof Error);
});

test('an empty file and one that holds nothing', async (t) => {
  const { bytes } = gzipBytes(t, Buffer.alloc(0));
  assert.equal((await readAll(bytes, 0, 100)).length, 0);
  const nothing = gzipBytes(t, gzipSync(Buffer.alloc(0))).bytes;
  assert.equal((await readAll(nothing, 0, 100)).length, 0);
  assert.equal(nothing.trouble(), undefined);
});

test('a file cut short in its header is not a whole one of nothing', async (t) => {
  const whole = gzipSync(content);
  for (let size = 1; size < 20; size++) {
    const { bytes } = gzipBytes(t, whole.subarray(0, size));
    assert.equal((await readAll(bytes, 0, 100)).length, 0);
    assert.match(bytes.trouble()?.message ?? '', /ends in its midst/, `${size} bytes`);
  }
});

test('the uncompressed size is in the trailer', (t) => {
  assert.equal(gzipBytes(t, gzipSync(content)).bytes.size(), content.length);
  assert.equal(gzipBytes(t, Buffer.from('ab')).bytes.size(), 0);
});

test('a far place is approached in steps, and nothing is decoded twice on the way', async (t) => {
  const zeros = gzipSync(Buffer.alloc(DECODED_AT_ONCE));
  const { bytes } = gzipBytes(t, Buffer.concat([zeros, zeros, zeros, gzipSync('the end')]));
  const end = 3 * DECODED_AT_ONCE;
  let steps = 1;
  while (!(await bytes.approach(end))) steps++;
  assert.equal(steps, 3);
  const target = Buffer.alloc(10);
  assert.equal(String(target.subarray(0, await bytes.read(target, end))), 'the end');
  assert.equal(await bytes.approach(end), true, 'still there');
  // Back, and beyond the end.
  assert.equal(await bytes.approach(5), true);
  assert.equal(await bytes.read(target, 5), 10);
  for (steps = 1; !(await bytes.approach(2 * end)); ) steps++;
  assert.equal(steps, 3, 'at the end there is nothing to wait for');
  assert.equal(await bytes.read(target, 2 * end), 0);
});

test('the last bytes that could be decoded are a sample of what is missing', async (t) => {
  const whole = gzipSync(content);
  const { bytes } = gzipBytes(t, whole.subarray(0, whole.length / 2));
  assert.equal(bytes.sample.length, 0);
  const half = await readAll(bytes, 0, 10_000);
  assert.ok(bytes.sample.length > 0);
  assert.ok(half.subarray(-bytes.sample.length).equals(bytes.sample));
});
