import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dockerEscapeLength } from '../../../src/source/docker/escapes.ts';

const length = (text: string) => dockerEscapeLength(Buffer.from(text), 0);

test('every escape of two bytes that JSON has, but the slash that Go never escapes', () => {
  const letters = Array.from({ length: 256 }, (_, byte) => byte).filter(
    (byte) => dockerEscapeLength(Buffer.of(0x5c, byte, 0x0a), 0) === 2,
  );
  assert.equal(Buffer.from(letters).toString(), '"\\bfnrt');
});

test('of all unicode escapes only those that Docker writes', () => {
  const read: number[] = [];
  for (let code = 0; code < 0x10000; code++) {
    if (length(`\\u${code.toString(16).padStart(4, '0')}`) === 6) read.push(code);
  }
  const controls = Array.from({ length: 32 }, (_, code) => code).filter(
    (code) => code !== 0x0a && code !== 0x0d,
  );
  assert.deepEqual(read, [...controls, 0x26, 0x3c, 0x3e, 0x2028, 0x2029, 0xfffd]);
});

test('cut and misspelt escapes', () => {
  for (const text of ['\\', '\\u', '\\u0', '\\u003', '\\u\n', '\\u003C', '\\uFFFD', '\\U0026', '\\u 026']) {
    assert.equal(length(text), 0, text);
  }
});
