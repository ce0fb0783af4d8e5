import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BodyLimit } from '../../src/ship/pool/body-limit.ts';
import { VirtualTime } from './clocks.ts';

test('the smallest body that was too large is remembered', () => {
  const limit = new BodyLimit(new VirtualTime());
  assert.equal(limit.bytes, Number.POSITIVE_INFINITY);
  limit.tooLarge(5000);
  limit.tooLarge(9000);
  assert.equal(limit.bytes, 5000);
  limit.tooLarge(3000);
  assert.equal(limit.bytes, 3000);
});

test('it is forgotten ten minutes after the last time', async () => {
  const time = new VirtualTime();
  const limit = new BodyLimit(time);
  limit.tooLarge(5000);
  await time.pass(9 * 60_000);
  limit.tooLarge(6000);
  await time.pass(10 * 60_000);
  assert.equal(limit.bytes, 5000);
  await time.pass(1);
  assert.equal(limit.bytes, Number.POSITIVE_INFINITY);
});

test('it is forgotten when a body of that size is taken, and not for a smaller one', () => {
  const limit = new BodyLimit(new VirtualTime());
  limit.tooLarge(5000);
  limit.taken(4999);
  assert.equal(limit.bytes, 5000);
  limit.taken(5000);
  assert.equal(limit.bytes, Number.POSITIVE_INFINITY);
});
