import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { decodeAnswer, mostAnswerBytes } from '../../src/ship/requests/answer-body.ts';
import { failureOf } from '../../src/ship/requests/failure.ts';

const MIB = 1024 * 1024;
const most = mostAnswerBytes(10);

async function causeOf(reading: Promise<Buffer>): Promise<string> {
  return reading.then(
    (bytes) => assert.fail(`${bytes.length} bytes were read`),
    (error: unknown) => failureOf(error).cause,
  );
}

test('an answer may quote every document of its request, escaped', () => {
  assert.ok(most >= MIB);
  assert.equal(mostAnswerBytes(MIB), 9 * MIB);
});

test('an answer without an encoding, or an empty one, stays what it is', async () => {
  const plain = Buffer.from('{"errors":false}');
  for (const encoding of [undefined, 'identity'])
    assert.equal(await decodeAnswer(plain, encoding, most), plain);
  assert.equal((await decodeAnswer(Buffer.alloc(0), 'gzip', most)).length, 0);
});

test('a compressed answer is read, though nobody asked for one', async () => {
  const whole = Buffer.from('{"errors":false}');
  assert.deepEqual(await decodeAnswer(gzipSync(whole), 'gzip', most), whole);
});

test('a small answer that unpacks to gigabytes, one that is not what it says, and another encoding', async () => {
  const bomb = gzipSync(Buffer.alloc(3 * MIB));
  assert.equal(
    await causeOf(decodeAnswer(bomb, 'gzip', most)),
    'the answer is too long for an answer to _bulk',
  );
  for (const encoding of ['gzip', 'br']) {
    const cause = await causeOf(decodeAnswer(Buffer.from('{"errors":false}'), encoding, most));
    assert.equal(cause, 'the answer has an encoding that was not asked for');
  }
});
