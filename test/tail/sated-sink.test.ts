import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../support/lines.ts';
import { containersFolder, LogFolder, RecordingSink, receives, startTail } from './harness.ts';

const LF = 10;

/** Takes one to three lines of each block. */
function sated(seed: number): RecordingSink {
  const random = seededRandom(seed);
  const sink = new RecordingSink();
  sink.appetite = (bytes) => {
    let end = 0;
    for (let lines = 1 + Math.floor(random() * 3); lines > 0 && end < bytes.length; lines--) {
      const lf = bytes.indexOf(LF, end);
      end = lf < 0 ? bytes.length : lf + 1;
    }
    return end;
  };
  return sink;
}

test('a sink that takes only a part of each block gets every line once and in order, over rotation and compression', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  for (let file = 0; file < 4; file++) {
    prod.write(...Array.from({ length: 50 }, (_, i) => `${file} ${i}`));
    prod.rotate({ gzip: file < 3 });
  }
  prod.write('a', 'b');
  const sink = sated(1);
  const harness = await startTail(t, dir, { sink, blockBytes: 2048 });
  await receives(harness, prod.written);
  assert.ok(sink.blocks.length > 80, `${sink.blocks.length} blocks`);
  prod.write('c');
  prod.rotate();
  prod.write('d');
  await receives(harness, prod.written);
  assert.equal(harness.tail.behindBytes, 0);
});

test('what was not taken counts as behind, and is read when there is room', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const written = prod.write('1', '2', '3', '4');
  const sink = new RecordingSink();
  sink.appetite = (bytes) => {
    sink.room = false;
    return bytes.indexOf(LF) + 1;
  };
  const harness = await startTail(t, dir, { sink });
  for (let taken = 1; taken <= written.length; taken++) {
    await receives(harness, written.slice(0, taken));
    assert.equal(harness.tail.behindBytes, written.slice(taken).join('').length);
    sink.room = true;
    harness.tail.resume();
  }
});

test('a stop within a block goes on there at the next start', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write(...Array.from({ length: 20 }, (_, i) => `${i}`));
  const sink = new RecordingSink();
  sink.appetite = (bytes) => {
    sink.room = false;
    return bytes.indexOf(LF) + 1;
  };
  const first = await startTail(t, dir, { sink });
  await receives(first, prod.written.slice(0, 1));
  await first.stop();
  sink.room = true;
  sink.appetite = (bytes) => bytes.length;
  await receives(await startTail(t, dir, { sink }), prod.written);
});
