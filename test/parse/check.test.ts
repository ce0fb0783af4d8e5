import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32 } from 'node:zlib';
import { CHECK_BYTES, checkOfBytes, checkOfTime } from '../../src/parse/check.ts';

test('of a time it is the fraction, filled up to nanoseconds', () => {
  for (const [time, check] of [
    ['2024-06-10T06:13:20.123456789Z', '123456789'],
    ['2024-06-10T06:13:20.1Z', '100000000'],
    ['2024-06-10T06:13:20.0000001Z', '000000100'],
    ['2024-06-10T06:13:20Z', '000000000'],
    ['2024-06-10T06:13:20.25+02:00', '250000000'],
  ] as const) {
    assert.equal(checkOfTime(time), check);
  }
});

test('of bytes it is their CRC-32, which no time can be', () => {
  assert.equal(checkOfBytes('123456789'), 'xcbf43926');
  assert.equal(checkOfBytes(''), 'x00000000');
  for (let i = 0; i < 1000; i++) {
    const bytes = Buffer.from(`line ${i}`);
    const check = checkOfBytes(bytes);
    assert.equal(check.length, CHECK_BYTES);
    assert.equal(Number.parseInt(check.slice(1), 16), crc32(bytes));
    assert.match(check, /^x/);
  }
});
