import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { readAnswer } from '../../src/ship/answer-body.ts';
import { failureOf } from '../../src/ship/failure.ts';

const MIB = 1024 * 1024;

async function* pieces(...buffers: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* buffers;
}

async function causeOf(reading: Promise<Buffer>): Promise<string> {
  return reading.then(
    (bytes) => assert.fail(`${bytes.length} bytes were read`),
    (error: unknown) => failureOf(error).cause,
  );
}

test('pieces become the whole, in order', async () => {
  const bytes = await readAnswer(
    pieces(Buffer.from('{"err'), Buffer.from('ors":fal'), Buffer.from('se}')),
    undefined,
    10,
  );
  assert.equal(bytes.toString(), '{"errors":false}');
  assert.equal((await readAnswer(pieces(), 'gzip', 10)).length, 0);
});

test('an answer without end is given up as soon as it is too long', async () => {
  let yielded = 0;
  async function* endless(): AsyncGenerator<Buffer> {
    for (;;) {
      yielded++;
      yield Buffer.alloc(64 * 1024);
    }
  }
  assert.equal(
    await causeOf(readAnswer(endless(), undefined, MIB)),
    'the answer is too long to be one to _bulk',
  );
  assert.equal(yielded, (9 * MIB) / (64 * 1024) + 1);
});

test('a compressed answer is read, though nobody asked for one', async () => {
  const whole = Buffer.from('{"errors":false}');
  const bytes = gzipSync(whole);
  assert.deepEqual(await readAnswer(pieces(bytes.subarray(0, 7), bytes.subarray(7)), 'gzip', 10), whole);
});

test('a small answer that unpacks to gigabytes, one that is not what it says, and another encoding', async () => {
  const bomb = gzipSync(Buffer.alloc(3 * MIB));
  assert.equal(
    await causeOf(readAnswer(pieces(bomb), 'gzip', 10)),
    'the answer is too long to be one to _bulk',
  );
  for (const encoding of ['gzip', 'br']) {
    const cause = await causeOf(readAnswer(pieces(Buffer.from('{"errors":false}')), encoding, 10));
    assert.equal(cause, 'the answer is encoded in a way that was not asked for');
  }
});
