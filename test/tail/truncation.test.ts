import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { containersFolder, deaf, LogFolder, line, receives, startTail, until } from './harness.ts';

test('a truncated file is read from its new beginning, under a new key', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  fs.truncateSync(prod.live);
  prod.write('3');
  await receives(harness, prod.written);
  prod.write('4');
  await receives(harness, prod.written);
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 2);
  assert.ok(harness.events.all.some((event) => event.startsWith('truncated prod1')));
});

test('truncated and grown beyond the old end between two looks', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const harness = await startTail(t, dir, { scanIntervalMs: 20, watch: deaf });
  for (let round = 0; round < 5; round++) {
    await receives(harness, prod.written);
    fs.truncateSync(prod.live);
    prod.write('3', '4', `round ${round}`, 'x'.repeat(200 * (round + 1)));
  }
  await receives(harness, prod.written);
});

test('truncated and grown to exactly the old end', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const harness = await startTail(t, dir, { scanIntervalMs: 20, watch: deaf });
  await receives(harness, prod.written);
  const { size } = fs.statSync(prod.live);
  fs.truncateSync(prod.live);
  prod.write('3', '4');
  assert.equal(fs.statSync(prod.live).size, size);
  await receives(harness, prod.written);
});

test('copied and truncated: what was not read yet comes from the copy', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  harness.sink.room = false;
  prod.write('3', '4');
  fs.copyFileSync(prod.live, prod.sibling(1));
  fs.truncateSync(prod.live);
  prod.write('5');
  await until(() => harness.events.all.length > 1);
  harness.sink.room = true;
  harness.tail.resume();
  await receives(harness, prod.written);
});

for (const few of [false, true]) {
  test(`copied and truncated, ${few ? 'while it rests, ' : ''}and more was read than is in the copy: nothing is handed on again`, async (t) => {
    const dir = containersFolder(t);
    const prod = new LogFolder(dir, 'prod1');
    const [first] = prod.write('1', '2', '3');
    const harness = await startTail(t, dir, {
      scanIntervalMs: 20,
      watch: deaf,
      ...(few && { maxDescriptors: 0 }),
    });
    await receives(harness, prod.written);
    await until(() => !few || harness.tail.heldDescriptors === 0);
    fs.writeFileSync(prod.sibling(1), `${first}${prod.written[1]!.slice(0, 40)}`);
    fs.truncateSync(prod.live);
    prod.write('4');
    await receives(harness, prod.written);
    const { length } = harness.scans;
    await until(() => harness.scans.length > length + 2);
    await receives(harness, prod.written);
    assert.deepEqual(harness.sink.restarts, []);
    assert.equal(harness.tail.behindBytes, 0);
  });
}

test('copied and truncated under a writer that keeps its position', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const writer = fs.openSync(prod.live, 'r+');
  t.after(() => fs.closeSync(writer));
  let position = 0;
  const lines: string[] = [];
  const write = (text: string) => {
    const written = line(text);
    lines.push(written);
    position += fs.writeSync(writer, written, position);
  };
  for (let n = 0; n < 1000; n++) write(`${n}`);
  const harness = await startTail(t, dir, { scanIntervalMs: 20 });
  await receives(harness, lines);
  fs.copyFileSync(prod.live, prod.sibling(1));
  fs.truncateSync(prod.live);
  const head = position;
  write('behind the hole');
  await receives(harness, lines);
  assert.deepEqual(harness.sink.skips, [{ from: 0, to: head }]);
});

test('a generation whose end has no line feed is handed on whole when it has ended', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.raw('cut off');
  prod.rotate();
  prod.raw('never a line');
  prod.rotate();
  prod.write('2');
  const harness = await startTail(t, dir);
  const wanted = `${prod.written[0]}cut offnever a line${prod.written[1]}`;
  await until(
    () => harness.sink.texts.join('') === wanted,
    () => harness.sink.texts,
  );
  assert.equal(harness.sink.generations.size, 3);
});

test('a live file without a complete first line waits, and is handed on when it is rotated', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.raw('half');
  const harness = await startTail(t, dir);
  assert.equal(harness.sink.blocks.length, 0);
  prod.rotate({ maxFile: 1 });
  prod.write('1');
  await until(
    () => harness.sink.texts.join('') === `half${prod.written[0]}`,
    () => harness.sink.texts,
  );
});
