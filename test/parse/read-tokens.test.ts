import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TokenReader } from '../../src/parse/json/read-tokens.ts';

function tokensOf(text: string): string[] {
  const tokens = new TokenReader(text);
  const read: string[] = [];
  for (let token = tokens.next(); token !== ''; token = tokens.next()) read.push(token);
  return read;
}

test('punctuation, strings, numbers and words, without white space', () => {
  assert.deepEqual(tokensOf(' {"a b" :[-1.5e+7,\ttrue,\r\nnull ]} '), [
    ...['{', '"a b"', ':', '[', '-1.5e+7', ',', 'true', ',', 'null', ']', '}'],
  ]);
  assert.deepEqual(tokensOf('12'), ['12']);
  assert.deepEqual(tokensOf(''), []);
});

test('a string ends at the quote that no backslash escapes', () => {
  for (const string of ['""', '"\\""', '"\\\\"', '"\\\\\\""', '"{,}:[]"', '"\u2028🚀 "']) {
    assert.deepEqual(tokensOf(`[${string},1]`), ['[', string, ',', '1', ']']);
  }
});
