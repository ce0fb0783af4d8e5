import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import type { Bytes } from '../../src/tail/bytes.ts';
import { fingerprint, readFirstLine } from '../../src/tail/fingerprint.ts';

function bytesOf(content: Buffer): Bytes {
  return {
    read: async (target, position) => content.copy(target, 0, Math.min(position, content.length)),
    close: async () => {},
  };
}

const MIB = 1024 * 1024;

test('the key is the first 12 bytes of SHA-256 over id, NUL and first line, as base64url', () => {
  const hash = createHash('sha256').update('id\0line\n').digest().subarray(0, 12).toString('base64url');
  assert.equal(fingerprint('id', Buffer.from('line\n')), hash);
  assert.match(hash, /^[\w-]{16}$/);
  assert.notEqual(fingerprint('other', Buffer.from('line\n')), hash);
});

test('only a complete first line has a key', async () => {
  assert.equal(await readFirstLine(bytesOf(Buffer.from('half')), 'id', false), undefined);
  assert.equal(await readFirstLine(bytesOf(Buffer.alloc(0)), 'id', true), undefined);
  const line = await readFirstLine(bytesOf(Buffer.from('line\nmore')), 'id', false);
  assert.equal(line?.key, fingerprint('id', Buffer.from('line\n')));
});

test('of a file that will not grow the rest is a line', async () => {
  const line = await readFirstLine(bytesOf(Buffer.from('half')), 'id', true);
  assert.equal(line?.key, fingerprint('id', Buffer.from('half')));
});

test('a run of NULs before the first line is passed over', async () => {
  for (const nuls of [1, 16 * 1024, 3 * MIB + 5]) {
    const content = Buffer.concat([Buffer.alloc(nuls), Buffer.from('line\nmore')]);
    const first = await readFirstLine(bytesOf(content), 'id', false);
    assert.equal(first?.key, fingerprint('id', Buffer.from('line\n')));
    assert.equal(first?.stampAt, nuls);
  }
  assert.equal(await readFirstLine(bytesOf(Buffer.alloc(2 * MIB)), 'id', false), undefined);
  assert.equal(await readFirstLine(bytesOf(Buffer.alloc(2 * MIB)), 'id', true), undefined);
});

test('the stamp is the end of the first line, where Docker writes the time', async () => {
  const line = `${'x'.repeat(20_000)}"time":"2024-05-01T10:00:00.000000001Z"}\n`;
  const first = await readFirstLine(bytesOf(Buffer.from(`${line}more`)), 'id', false);
  assert.equal(first?.stamp.toString(), line.slice(-64));
  assert.equal(first?.stampAt, line.length - 64);
});

test('of a first line over 1 MiB the first 1 MiB counts', async () => {
  const content = Buffer.alloc(2 * MIB, 'x');
  const first = await readFirstLine(bytesOf(content), 'id', false);
  assert.equal(first?.key, fingerprint('id', content.subarray(0, MIB)));
  const short = await readFirstLine(bytesOf(content.subarray(0, MIB - 1)), 'id', false);
  assert.equal(short, undefined);
});
