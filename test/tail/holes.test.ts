import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { FirstLineSearch, NULS_AT_ONCE } from '../../src/tail/file/first-line-search.ts';
import { DECODED_AT_ONCE } from '../../src/tail/file/gzip-bytes.ts';
import { containersFolder, hole, LogFolder, line, RecordingSink, startTail, until } from './harness.ts';

const TERABYTE = 2 ** 40;
/** Minutes of reading, so that whoever waits for its end never comes. */
const member = gzipSync(Buffer.alloc(64 * 1024 * 1024), { level: 1 });
const bomb = Buffer.concat(Array.from({ length: 200 }, () => member));
/** Some steps of a search, or of decoding. */
const LONG = 3 * NULS_AT_ONCE + 7;

for (const [what, fill] of [
  ['live file', (prod: LogFolder) => hole(prod.live, TERABYTE)],
  ['rotated file', (prod: LogFolder) => hole(prod.sibling(1), TERABYTE)],
  ['compressed file', (prod: LogFolder) => fs.writeFileSync(prod.sibling(1, '.gz'), bomb)],
] as const)
  test(`a ${what} of zeros without end: the lines of others arrive meanwhile, and a stop is honoured`, async (t) => {
    const folder = containersFolder(t);
    const zeros = new LogFolder(folder, 'a-hole');
    const other = new LogFolder(folder, 'other');
    fill(zeros);
    other.write('1', '2');
    const { sink, events, tail, stop } = await startTail(t, folder);
    await until(() => sink.lines.length > 1);
    other.write('3');
    await until(() => sink.texts.join('') === other.written.join(''));
    assert.equal(tail.drained, false, 'it is still being looked at');
    await stop();
    assert.deepEqual(
      events.all.filter((event) => event.startsWith('unreadable')),
      [],
    );
  });

test('of many files of zeros one takes a step between two blocks of others, not each', async (t) => {
  const folder = containersFolder(t);
  for (let i = 0; i < 8; i++) hole(new LogFolder(folder, `hole${i}`).live, TERABYTE);
  const other = new LogFolder(folder, 'other');
  // Some blocks of 256 KiB.
  fs.writeFileSync(other.live, line('first') + `${'x'.repeat(99)}\n`.repeat(50_000));
  const steps = t.mock.method(FirstLineSearch.prototype, 'step');
  const sink = new RecordingSink();
  const between: number[] = [];
  let before = 0;
  sink.appetite = (bytes) => {
    between.push(steps.mock.callCount() - before);
    before = steps.mock.callCount();
    return bytes.length;
  };
  await startTail(t, folder, { sink });
  await until(() => sink.texts.join('').length === fs.statSync(other.live).size);
  assert.ok(between.length > 10, `${between.length} blocks`);
  // The first one came after its own first line had been looked for.
  assert.ok(Math.max(...between.slice(1)) <= 1, `steps before each block: ${between}`);
  const after = steps.mock.callCount();
  await until(() => steps.mock.callCount() > after);
});

test('lines behind a long run of NULs arrive, of a live, a rotated and a compressed file, each once', async (t) => {
  const folder = containersFolder(t);
  const [live, rotated, compressed] = ['live', 'rotated', 'compressed'].map(
    (name) => new LogFolder(folder, name),
  );
  hole(live!.live, LONG);
  live!.write('1', '2');
  hole(rotated!.sibling(1), LONG, line('3'));
  const old = line('4');
  fs.writeFileSync(
    compressed!.sibling(1, '.gz'),
    gzipSync(Buffer.concat([Buffer.alloc(LONG), Buffer.from(old)])),
  );
  const { sink, events, tail } = await startTail(t, folder);
  await until(() => tail.drained);
  assert.equal(sink.texts.join('').match(/\\n/g)?.length, 4);
  assert.deepEqual(
    events.all.filter((event) => event.startsWith('skipped')).sort(),
    ['compressed', 'live', 'rotated'].map((name) => `skipped ${name} ${LONG}`),
  );
  assert.deepEqual(sink.problems, []);
  live!.write('5');
  await until(() => sink.texts.at(-1)?.includes('5') === true);
});

test('a live file that is rotated while its first line is looked for is found by its new name', async (t) => {
  const folder = containersFolder(t);
  const prod = new LogFolder(folder, 'prod');
  hole(prod.live, LONG);
  const sink = new RecordingSink();
  const { tail } = await startTail(t, folder, { sink });
  prod.write('1');
  prod.rotate();
  prod.write('2');
  await until(() => sink.lines.length > 1 && tail.drained);
  assert.deepEqual(sink.lines.filter(Boolean).toSorted(), prod.written);
  assert.deepEqual(sink.problems, []);
});

test('a compressed file goes on far behind its beginning while the lines of others arrive', async (t) => {
  const folder = containersFolder(t);
  const far = new LogFolder(folder, 'a-far');
  const other = new LogFolder(folder, 'other');
  const begin = line('first') + `${'x'.repeat(99)}\n`.repeat((5 * DECODED_AT_ONCE) / 100);
  fs.writeFileSync(far.live, begin);
  const sink = new RecordingSink();
  const first = await startTail(t, folder, { sink });
  await until(() => first.tail.drained);
  await first.stop();
  // While nobody looks more is written, and the file is rotated and compressed.
  const rest = line('rest');
  fs.appendFileSync(far.live, rest);
  fs.writeFileSync(far.sibling(1, '.gz'), gzipSync(fs.readFileSync(far.live), { level: 1 }));
  fs.rmSync(far.live);
  fs.writeFileSync(far.live, '');
  const [news] = other.write('news');
  const { tail } = await startTail(t, folder, { sink });
  await until(() => tail.drained);
  assert.deepEqual(sink.texts.slice(-2), [news, rest], 'decoding takes more than one turn');
  assert.equal(
    sink.texts.reduce((sum, { length }) => sum + length, 0),
    (begin + news + rest).length,
  );
  assert.deepEqual(sink.problems, []);
});
