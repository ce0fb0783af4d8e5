import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Constant } from '../../src/scan/constant.ts';

test('the words are the bytes, and the mask leaves out the filling', () => {
  for (const text of ['a', 'ab', 'abc', 'abcd', 'abcde', '"é":"']) {
    const { bytes, words, lastMask } = new Constant(text);
    const back = Buffer.alloc(words.length * 4);
    words.forEach((word, i) => {
      back.writeInt32LE(word, 4 * i);
    });
    assert.equal(bytes.toString(), text);
    assert.equal(back.toString('utf8', 0, bytes.length), text);
    const filling = words.length * 4 - bytes.length;
    assert.equal(lastMask | 0, [-1, 0x00ffffff, 0x0000ffff, 0x000000ff][filling]);
  }
});
