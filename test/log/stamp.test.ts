import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { isStampOf, stampOf } from '../../src/log/stamp.ts';

const docker = (time: string) => Buffer.from(`{"log":"hello\\n","stream":"stdout","time":"${time}"}\n`);
const cri = (time: string) => Buffer.from(`${time} stdout F hello\n`);

test('a stamp is the length of the line and a hash of all its bytes', () => {
  const line = docker('2024-06-10T06:13:20.123456789Z');
  assert.deepEqual(stampOf(line), { length: line.length, hash: crc32(line) });
  assert.deepEqual(stampOf(Buffer.alloc(0)), { length: 0, hash: 0 });
});

test('another time makes another stamp, at the end of a line as at its beginning', () => {
  for (const line of [docker, cri]) {
    const stamp = stampOf(line('2024-06-10T06:13:20.123456789Z'));
    assert.equal(isStampOf(stamp, line('2024-06-10T06:13:20.123456789Z')), true);
    assert.equal(isStampOf(stamp, line('2024-06-10T06:13:20.123456788Z')), false);
    assert.equal(isStampOf(stamp, line('2023-06-10T06:13:20.123456789Z')), false);
  }
});

test('a line is its own stamp’s, and one with a byte changed, added or removed is not', () => {
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 400 }).map((array) => Buffer.from(array));
  fc.assert(
    fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (line, place, change) => {
      const stamp = stampOf(line);
      assert.equal(isStampOf(stamp, Buffer.from(line)), true);
      assert.equal(isStampOf(stamp, line.subarray(1)), false);
      assert.equal(isStampOf(stamp, Buffer.concat([line, Buffer.of(change)])), false);
      const other = Buffer.from(line);
      other[place % other.length]! ^= change;
      assert.equal(isStampOf(stamp, other), false);
    }),
  );
});

test('a stamp is what it was after its way through JSON', () => {
  const line = Buffer.from('a line\n');
  const stamp = stampOf(line);
  assert.equal(isStampOf(JSON.parse(JSON.stringify(stamp)), line), true);
});
