import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Repeats } from '../../src/status/reporters/repeats.ts';

test('tells the first, then one in each interval with the number left out', () => {
  let now = 0;
  const repeats = new Repeats(() => now, 1000);
  assert.equal(repeats.tell('a'), 0);
  assert.equal(repeats.tell('a'), undefined);
  assert.equal(repeats.tell('b'), 0);
  now = 999;
  assert.equal(repeats.tell('a'), undefined);
  now = 1000;
  assert.equal(repeats.tell('a'), 2);
  assert.equal(repeats.tell('a'), undefined);
});

test('the end is worth a line only where a beginning was', () => {
  const repeats = new Repeats(() => 0);
  assert.equal(repeats.end('a'), false);
  repeats.tell('a');
  assert.equal(repeats.end('a'), true);
  assert.equal(repeats.end('a'), false);
  assert.equal(repeats.tell('a'), 0);
});

test('its memory is capped: the one told longest ago is forgotten', () => {
  const repeats = new Repeats(() => 0);
  for (let i = 0; i <= 1000; i++) repeats.tell(`trouble ${i}`);
  assert.equal(repeats.end('trouble 0'), false);
  assert.equal(repeats.end('trouble 1'), true);
  assert.equal(repeats.end('trouble 1000'), true);
});
