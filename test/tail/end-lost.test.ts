import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import { Ranges } from '../../src/log/ranges.ts';
import type { ResumePoint } from '../../src/log/resume-point.ts';
import { stampOf } from '../../src/log/stamp.ts';
import {
  containersFolder,
  deaf,
  type Harness,
  LogFolder,
  RecordingSink,
  receives,
  startTail,
  until,
} from './harness.ts';

/** A file of three lines that has been handed on. */
async function threeLines(t: TestContext, options: Parameters<typeof startTail>[2] = {}) {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3');
  const harness = await startTail(t, dir, options);
  await receives(harness, lines);
  return { dir, prod, lines, harness };
}

/** Waits until the file as it is now has been handed on once more from its beginning, the last time anew. */
async function handedOnAgain({ sink }: Harness, prod: LogFolder): Promise<void> {
  const wanted = fs.readFileSync(prod.live, 'latin1');
  const again = () => sink.texts.slice(sink.restarts.at(-1)).join('');
  await until(
    () => sink.restarts.length > 0 && again() === wanted,
    () => ({ wanted, again: again(), restarts: sink.restarts }),
  );
  assert.deepEqual(sink.problems, []);
}

/** Waits until these lines have been handed on since the first time that a file was read again. */
async function handedOnSince(sink: Harness['sink'], wanted: readonly string[]): Promise<void> {
  await until(
    () => sink.texts.slice(sink.restarts[0]).join('') === wanted.join(''),
    () => sink.texts,
  );
  assert.deepEqual(sink.problems, []);
}

test('cut short to some of its lines: what is left is handed on again, and what comes behind it', async (t) => {
  const { prod, lines, harness } = await threeLines(t);
  fs.truncateSync(prod.live, lines[0]!.length);
  await until(() => harness.events.all.some((event) => event.startsWith('end lost prod1')));
  prod.write('4');
  await handedOnAgain(harness, prod);
  assert.equal(new Set(harness.sink.blocks.map(({ key }) => key)).size, 1);
});

test('cut short and grown beyond the old end between two looks', async (t) => {
  const { prod, lines, harness } = await threeLines(t, { scanIntervalMs: 20, watch: deaf });
  for (let round = 1; round <= 5; round++) {
    fs.truncateSync(prod.live, lines[0]!.length);
    prod.write('4', '5', `round ${round}`, 'x'.repeat(200 * round));
    await until(() => harness.sink.restarts.length === round);
    await handedOnAgain(harness, prod);
  }
});

test('cut short within its last line, grown to less than before, copied and truncated between two looks', async (t) => {
  const { prod, lines, harness } = await threeLines(t, { scanIntervalMs: 20, watch: deaf });
  const all = lines.join('');
  fs.truncateSync(prod.live, all.length - 10);
  prod.raw('junk\n');
  prod.copyAndTruncate();
  await until(() => harness.sink.texts.join('') === `${all}${all.slice(0, -10)}junk\n`);
  assert.equal(harness.sink.restarts.length, 1);
});

test('cut short and grown to exactly the old end', async (t) => {
  const { prod, lines, harness } = await threeLines(t, { scanIntervalMs: 20, watch: deaf });
  fs.truncateSync(prod.live, lines[0]!.length);
  prod.write('4', '5');
  assert.equal(fs.statSync(prod.live).size, lines.join('').length);
  await handedOnAgain(harness, prod);
});

test('cut in the middle of a line, and a line behind it', async (t) => {
  const { prod, lines, harness } = await threeLines(t, { scanIntervalMs: 20, watch: deaf });
  fs.truncateSync(prod.live, lines[0]!.length + 20);
  prod.write('4', '5', '6');
  await handedOnAgain(harness, prod);
});

test('only an incomplete line is cut off: nothing is handed on again', async (t) => {
  const { prod, lines, harness } = await threeLines(t);
  prod.raw('{"log":"half');
  await until(() => harness.tail.behindBytes > 0);
  fs.truncateSync(prod.live, lines.join('').length);
  const [last] = prod.write('4');
  await receives(harness, [...lines, last!]);
  assert.deepEqual(harness.sink.restarts, []);
  assert.equal(harness.events.all.length, 1);
});

test('cut short, grown and rotated before anyone looks', async (t) => {
  const { prod, lines, harness } = await threeLines(t, { scanIntervalMs: 20, watch: deaf });
  const { sink } = harness;
  fs.truncateSync(prod.live, lines[0]!.length);
  const more = prod.write('4', '5', '6');
  prod.rotate();
  const [next] = prod.write('7');
  await handedOnSince(sink, [lines[0]!, ...more, next!]);
});

for (const [how, keep, texts] of [
  ['shorter than before', 0, ['4']],
  ['to exactly the old end', 0, ['4', '5']],
  ['longer than before', 0, ['4', '5', '6']],
  ['cut in a line, longer than before', 30, ['4', '5', '6']],
  ['with nothing behind', 0, []],
] as const) {
  test(`cut short while stopped: ${how}`, async (t) => {
    const { dir, prod, lines, harness } = await threeLines(t);
    await harness.stop();
    fs.truncateSync(prod.live, lines[0]!.length + keep);
    prod.write(...texts);
    const again = await startTail(t, dir, { sink: harness.sink });
    await handedOnAgain(again, prod);
    assert.equal(again.sink.restarts.length, 1);
    assert.match(again.events.all[0] ?? '', /^end lost prod1 at \d+ of \d+$/);
    assert.equal(again.events.all[1], 'found prod1 at 0');
  });
}

test('cut short while stopped, then grown, rotated and compressed: what it decodes to is compared', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await harness.stop();
  fs.truncateSync(prod.live, lines[0]!.length);
  const more = prod.write('4', '5', '6');
  prod.rotate({ gzip: true });
  const [next] = prod.write('7');
  const { sink } = await startTail(t, dir, { sink: harness.sink });
  await handedOnSince(sink, [lines[0]!, ...more, next!]);
});

test('a compressed file that has been read is known by its stamp like any other', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3');
  prod.rotate({ gzip: true });
  const sink = new RecordingSink();
  // So that it is left in its midst.
  sink.appetite = (bytes) => {
    sink.room = false;
    return bytes.indexOf('\n') + 1;
  };
  const first = await startTail(t, dir, { sink });
  await receives(first, lines.slice(0, 1));
  await first.stop();
  const [[, { offset, stamp }]] = [...sink.generations] as [[string, ResumePoint & { containerId: string }]];
  assert.deepEqual([offset, stamp], [lines[0]!.length, stampOf(Buffer.from(lines[0]!))]);
  sink.appetite = (bytes) => bytes.length;
  sink.room = true;
  await receives(await startTail(t, dir, { sink }), lines);
  assert.deepEqual(sink.restarts, []);
});

test('a compressed file that is as it was goes on where it was', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await harness.stop();
  const more = prod.write('4', '5', '6');
  prod.rotate({ gzip: true });
  const second = await startTail(t, dir, { sink: harness.sink });
  await receives(second, [...lines, ...more]);
  assert.deepEqual(second.sink.restarts, []);
});

test('cut short while it rests, then rotated and compressed', async (t) => {
  const { prod, lines, harness } = await threeLines(t, {
    maxDescriptors: 0,
    scanIntervalMs: 200,
    watch: deaf,
  });
  const { tail, sink } = harness;
  await until(() => tail.resting && tail.heldDescriptors === 0);
  fs.truncateSync(prod.live, lines[0]!.length);
  const more = prod.write('4', '5', '6');
  prod.rotate({ gzip: true });
  const [next] = prod.write('7');
  await handedOnSince(sink, [lines[0]!, ...more, next!]);
});

test('a file that is as it was goes on where it was, with its stamp or without', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await harness.stop();
  const { sink } = harness;
  const [[key, { stamp, ...without }]] = [...sink.generations] as [
    [string, ResumePoint & { containerId: string }],
  ];
  assert.deepEqual(stamp, stampOf(Buffer.from(lines[2]!)));
  const [fourth] = prod.write('4');
  const second = await startTail(t, dir, { sink });
  await receives(second, [...lines, fourth!]);
  await second.stop();
  sink.generations.set(key, { ...without, offset: [...lines, fourth!].join('').length });
  const [fifth] = prod.write('5');
  const third = await startTail(t, dir, { sink });
  await receives(third, [...lines, fourth!, fifth!]);
  assert.deepEqual(third.sink.restarts, []);
});

test('without a stamp a file is told by its size and first line', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await harness.stop();
  const { sink } = harness;
  const [[key, { stamp: _, ...without }]] = [...sink.generations] as [
    [string, ResumePoint & { containerId: string }],
  ];
  sink.generations.set(key, without);
  fs.truncateSync(prod.live, lines[0]!.length);
  const [fourth] = prod.write('4');
  const again = await startTail(t, dir, { sink });
  await handedOnSince(sink, [lines[0]!, fourth!]);
  assert.match(again.events.all[0] ?? '', /^end lost prod1/);
});

/** The file is known up to the first line's end, and the third line above it, with the stamp of its end. */
async function stopWithRangeAbove({ sink, stop }: Harness, lines: readonly string[]): Promise<void> {
  await stop();
  const [one, two, three] = lines.map((text) => text.length) as [number, number, number];
  const [key, generation] = [...sink.generations][0]!;
  assert.deepEqual(generation.stamp, stampOf(Buffer.from(lines[2]!)));
  const settled = new Ranges([one + two, one + two + three]);
  sink.generations.set(key, { ...generation, offset: one, settled });
}

test('ranges acknowledged above the offset are handed on again when the end of the last one is not what it was', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await stopWithRangeAbove(harness, lines);
  fs.truncateSync(prod.live, lines[0]!.length + lines[1]!.length);
  prod.write('4', '5');
  const again = await startTail(t, dir, { sink: harness.sink });
  await handedOnAgain(again, prod);
});

test('ranges acknowledged above the offset are not handed on again when the file is as it was', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  await stopWithRangeAbove(harness, lines);
  harness.sink.texts.length = 0;
  const [fourth] = prod.write('4');
  const again = await startTail(t, dir, { sink: harness.sink });
  await receives(again, [lines[1]!, fourth!]);
  assert.deepEqual(again.sink.restarts, []);
});

test('such ranges are handed on again, too, when the end is lost after the start, behind the offset', async (t) => {
  const { dir, prod, lines, harness } = await threeLines(t);
  const { sink } = harness;
  await stopWithRangeAbove(harness, lines);
  sink.room = false;
  const again = await startTail(t, dir, { sink, scanIntervalMs: 20, watch: deaf });
  fs.truncateSync(prod.live, lines[0]!.length + lines[1]!.length);
  prod.write('4', '5');
  sink.room = true;
  again.tail.resume();
  await handedOnAgain(again, prod);
});

test('cut short while stopped, with fewer descriptors than files', async (t) => {
  const dir = containersFolder(t);
  const few = { maxDescriptors: 4, scanIntervalMs: 20, watch: deaf };
  const folders = Array.from({ length: 20 }, (_, i) => new LogFolder(dir, `prod${i}`));
  for (const folder of folders) folder.write('1', '2', '3');
  const first = await startTail(t, dir, few);
  await until(() => first.sink.lines.filter(Boolean).length === 60);
  await until(() => first.tail.heldDescriptors <= 4);
  await first.stop();
  for (const folder of folders) {
    fs.truncateSync(folder.live, folder.written[0]!.length);
    folder.write('4', '5');
  }
  const handedOn = first.sink.texts.length;
  const { sink } = await startTail(t, dir, { ...few, sink: first.sink });
  const again = () => sink.texts.slice(handedOn).join('').split('\n').slice(0, -1).sort();
  const wanted = folders
    .flatMap(({ live }) => fs.readFileSync(live, 'latin1').split('\n').slice(0, -1))
    .sort();
  await until(
    () => again().length >= wanted.length,
    () => [again().length, sink.restarts],
  );
  assert.deepEqual(again(), wanted);
  assert.equal(sink.restarts.length, folders.length);
  assert.deepEqual(sink.problems, []);
});
