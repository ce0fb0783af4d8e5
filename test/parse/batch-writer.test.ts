import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Stamp, stampOf } from '../../src/log/stamp.ts';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';

function makeWriter(batchBytes = 100, budgetBytes = 300) {
  const full: Batch[] = [];
  const calls = { room: 0 };
  const writer = new BatchWriter({
    batchBytes,
    budgetBytes,
    onFull: (batch) => full.push(batch),
    onRoom: () => calls.room++,
  });
  return { writer, full, calls };
}

/** Spans without their stamps. */
const ranges = ({ spans }: Batch) => spans.map(({ key, from, to }) => ({ key, from, to }));
const text = (batch: Batch) => batch.body.toString('utf8', 0, batch.length);

test('a new writer holds nothing and seals nothing', () => {
  const { writer } = makeWriter();
  assert.equal(writer.hasWork, false);
  assert.equal(writer.documents, 0);
  assert.equal(writer.hasRoom(), true);
  assert.equal(writer.seal(), undefined);
});

test('appended documents stand one after the other, in UTF-8', () => {
  const { writer } = makeWriter();
  writer.append('{"a":"ü"}\n{}\n', '');
  writer.append('{"b":"🚀"}\n{}\n', '');
  assert.equal(writer.documents, 2);
  const batch = writer.seal()!;
  assert.equal(text(batch), '{"a":"ü"}\n{}\n{"b":"🚀"}\n{}\n');
  assert.equal(batch.documents, 2);
  assert.equal(writer.hasWork, false);
});

test('reserve, write, commit adds a document as append does', () => {
  const { writer } = makeWriter();
  writer.append('first\n', '');
  writer.reserve(20);
  const end = writer.length + writer.body.write('time=2024Z second\n', writer.length);
  writer.addSpan('k', 0, 18);
  writer.commit(end, writer.length + 5, writer.length + 10);
  const batch = writer.seal()!;
  assert.equal(text(batch), 'first\ntime=2024Z second\n');
  assert.equal(batch.documents, 2);
  assert.equal(batch.newest, '2024Z');
  assert.deepEqual(ranges(batch), [{ key: 'k', from: 0, to: 18 }]);
});

test('what is written without commit is not in the body', () => {
  const { writer } = makeWriter();
  writer.reserve(10);
  writer.body.write('garbage', 0);
  writer.append('good\n', '');
  assert.equal(text(writer.seal()!), 'good\n');
});

test('a full body goes to onFull before the next document and its spans', () => {
  const { writer, full } = makeWriter(100);
  writer.append('x'.repeat(60), '2024-01-01T00:00:01Z');
  writer.addSpan('k', 0, 60);
  writer.append('y'.repeat(40), '2024-01-01T00:00:02Z');
  writer.addSpan('k', 60, 100);
  assert.equal(full.length, 0, 'exactly full is not too full');
  writer.append('z', '2024-01-01T00:00:03Z');
  writer.addSpan('k', 100, 101);
  assert.equal(full.length, 1);
  assert.equal(text(full[0]!), 'x'.repeat(60) + 'y'.repeat(40));
  assert.deepEqual(ranges(full[0]!), [{ key: 'k', from: 0, to: 100 }]);
  assert.equal(full[0]!.newest, '2024-01-01T00:00:02Z');
  const open = writer.seal()!;
  assert.equal(text(open), 'z');
  assert.deepEqual(ranges(open), [{ key: 'k', from: 100, to: 101 }]);
});

test('a document larger than a batch gets a body of its own', () => {
  const { writer, full } = makeWriter(100, 1000);
  writer.append('small', '');
  writer.append('L'.repeat(250), '');
  writer.append('small again', '');
  assert.deepEqual(full.map(text), ['small', 'L'.repeat(250)]);
  assert.deepEqual(
    full.map((batch) => batch.documents),
    [1, 1],
  );
  assert.equal(text(writer.seal()!), 'small again');
});

test('room reserved for a large document that turns out small is used up to the batch size only', () => {
  const { writer, full } = makeWriter(100, 1000);
  writer.reserve(400);
  assert.ok(writer.body.length >= 400);
  writer.commit(10, 0, 0);
  assert.equal(writer.room, 90);
  writer.append('x'.repeat(91), '');
  assert.equal(full.length, 1);
  assert.equal(full[0]!.length, 10);
});

test('adjacent ranges of one generation become one span, whatever came between them; others do not', () => {
  const { writer } = makeWriter();
  writer.addSpan('a', 0, 10);
  writer.addSpan('a', 10, 20);
  writer.addSpan('b', 20, 30);
  writer.addSpan('a', 20, 30);
  writer.addSpan('a', 31, 40);
  writer.addSpan('b', 30, 35);
  const batch = writer.seal()!;
  assert.deepEqual(ranges(batch), [
    { key: 'a', from: 0, to: 30 },
    { key: 'b', from: 20, to: 35 },
    { key: 'a', from: 31, to: 40 },
  ]);
});

test('spans alone are work, and take no memory from the budget', () => {
  const { writer } = makeWriter(100, 1);
  writer.addSpan('a', 0, 10);
  assert.equal(writer.hasWork, true);
  assert.equal(writer.documents, 0);
  const batch = writer.seal()!;
  assert.equal(batch.documents, 0);
  assert.equal(batch.length, 0);
  assert.equal(writer.hasRoom(), true);
  writer.release(batch);
});

test('spans do not move into the next batch when a document needs a larger body', () => {
  const { writer, full } = makeWriter(100, 1000);
  writer.addSpan('a', 0, 10);
  writer.append('L'.repeat(250), '');
  writer.addSpan('a', 10, 20);
  assert.equal(full.length, 0);
  assert.deepEqual(ranges(writer.seal()!), [{ key: 'a', from: 0, to: 20 }]);
});

test('the budget counts open, sealed and released bodies; onRoom comes once when it is free again', () => {
  const { writer, calls } = makeWriter(100, 200);
  writer.append('a', '');
  const first = writer.seal()!;
  assert.equal(writer.hasRoom(), true);
  writer.append('b', '');
  assert.equal(writer.hasRoom(), false, 'the open body counts');
  const second = writer.seal()!;
  assert.equal(writer.hasRoom(), false);
  writer.append('c', '');
  const third = writer.seal()!;
  writer.release(second);
  assert.equal(calls.room, 0, 'two bodies are the whole budget');
  writer.release(first);
  assert.equal(calls.room, 1);
  writer.release(third);
  assert.equal(calls.room, 1);
  assert.equal(writer.hasRoom(), true);
});

test('memory is used again', () => {
  const { writer } = makeWriter(100, 1000);
  const bodies = new Set<Buffer>();
  for (let i = 0; i < 50; i++) {
    writer.append(`document ${i}`, '');
    const batch = writer.seal()!;
    bodies.add(batch.body);
    assert.equal(text(batch), `document ${i}`);
    writer.release(batch);
  }
  assert.equal(bodies.size, 1);
});

test('a larger body is not kept', () => {
  const { writer } = makeWriter(100, 10_000);
  writer.append('L'.repeat(5000), '');
  const large = writer.seal()!;
  writer.release(large);
  writer.append('small', '');
  assert.equal(writer.body.length, 100);
  assert.equal(writer.hasRoom(), true);
});

test('a batch whose body was replaced is released with its own memory', () => {
  const { writer, calls } = makeWriter(100, 100);
  writer.append('first', '');
  const batch = writer.seal()!;
  const own = batch.body;
  assert.equal(writer.hasRoom(), false);
  batch.body = Buffer.from('only the documents that go again, in a buffer of the shipper');
  batch.length = 5;
  writer.release(batch);
  assert.equal(calls.room, 1);
  writer.append('second', '');
  assert.equal(writer.body, own);
});

test('releasing twice breaks a promise', () => {
  const { writer } = makeWriter();
  writer.append('first', '');
  const batch = writer.seal()!;
  writer.release(batch);
  assert.throws(() => writer.release(batch), /not out/);
});

test('the newest time is the largest of all sources, whatever its fraction', () => {
  const { writer } = makeWriter();
  const commit = (key: string, from: number, time: string) => {
    writer.reserve(30);
    const end = writer.length + writer.body.write(time, writer.length);
    writer.addSpan(key, from, from + 1);
    writer.commit(end, writer.length, end);
  };
  commit('old', 0, '2024-01-01T00:00:00Z');
  commit('new', 0, '2024-02-01T00:00:00.1Z');
  commit('new', 1, '2024-02-01T00:00:00.12Z');
  commit('old', 1, '2024-01-01T00:00:01Z');
  assert.equal(writer.seal()!.newest, '2024-02-01T00:00:00.12Z');
  writer.append('no time', '');
  assert.equal(writer.seal()!.newest, '', 'a batch knows nothing of the one before');
});

test('a batch that is moved to a smaller body gives its memory to others, and keeps its spans', () => {
  const { writer, calls } = makeWriter(100, 200);
  const sealed = [0, 1].map((i) => {
    writer.append('x'.repeat(90), '');
    writer.addSpan('k', 100 * i, 100 * i + 50);
    return writer.seal()!;
  });
  assert.equal(writer.hasRoom(), false);
  const [batch] = sealed as [Batch];
  const own = batch.body;
  writer.move(batch, Buffer.from('rest'));
  assert.equal(writer.hasRoom(), true);
  assert.equal(calls.room, 1);
  assert.equal(writer.usedBytes, 104);
  assert.equal(text(batch), 'rest');
  assert.deepEqual(ranges(batch), [{ key: 'k', from: 0, to: 50 }]);
  writer.append('y', '');
  assert.equal(writer.body, own, 'the memory is used again');
  assert.equal(text(batch), 'rest');
  writer.release(batch);
  assert.throws(() => writer.move(batch, own), /not out/);
  assert.equal(writer.usedBytes, 200);
});

/** Eight lines of eight bytes from an offset on. */
function block(from: number): { bytes: Buffer; line: (n: number) => Buffer; at: (n: number) => number } {
  const bytes = Buffer.from(Array.from({ length: 8 }, (_, n) => `line ${from + n}\n`).join(''));
  const length = bytes.length / 8;
  const line = (n: number) => bytes.subarray(n * length, (n + 1) * length);
  return { bytes, line, at: (n) => from + n * length };
}

const stamps = (batch: Batch): Stamp[] => batch.spans.map(({ stamp }) => stamp);

test('a span has the stamp of its last line, though the block’s memory is used again', () => {
  const { writer } = makeWriter();
  const { bytes, line, at } = block(10);
  const expected = [line(2), line(4), line(7)].map(stampOf);
  writer.beginBlock(bytes, 10);
  for (const n of [0, 1, 2]) writer.addSpan('k', at(n), at(n + 1));
  writer.addSpan('k', at(4), at(5));
  writer.addSpan('other', at(7), at(8));
  writer.endBlock();
  bytes.fill('?');
  const batch = writer.seal()!;
  assert.equal(batch.spans.length, 3);
  assert.deepEqual(stamps(batch), expected);
});

test('a span that goes on in the next block has the stamp of that one’s line', () => {
  const { writer } = makeWriter();
  const [first, second] = [block(100), block(164)];
  writer.beginBlock(first.bytes, 100);
  writer.addSpan('k', first.at(7), first.at(8));
  writer.endBlock();
  const to = first.at(8);
  const expected = stampOf(second.line(0));
  writer.beginBlock(second.bytes, to);
  writer.addSpan('k', to, to + second.line(0).length);
  writer.endBlock();
  second.bytes.fill('?');
  assert.deepEqual(stamps(writer.seal()!), [expected]);
});

test('a batch that is full in the midst of a block has its stamps', () => {
  const { writer, full } = makeWriter(20);
  const { bytes, line, at } = block(10);
  writer.beginBlock(bytes, 10);
  for (let n = 0; n < 8; n++) {
    writer.append('x'.repeat(9), '');
    writer.addSpan('k', at(n), at(n + 1));
  }
  writer.endBlock();
  full.push(writer.seal()!);
  assert.deepEqual(
    full.flatMap(stamps),
    [1, 3, 5, 7].map((n) => stampOf(line(n))),
  );
});

test('what ends with a line that is not of the block brings its stamp along, also between two of its lines', () => {
  const { writer } = makeWriter();
  const { bytes, at } = block(10);
  const known = { length: 3, hash: 7 };
  writer.addSpan('k', 0, 10, known);
  writer.beginBlock(bytes, 10);
  writer.addSpan('k', at(0), at(1));
  writer.addSpan('old', 900, 950, known);
  writer.addSpan('k', at(1), at(2));
  writer.addSpan('k', at(2), at(4), known);
  writer.endBlock();
  const batch = writer.seal()!;
  assert.deepEqual(ranges(batch), [
    { key: 'k', from: 0, to: at(4) },
    { key: 'old', from: 900, to: 950 },
  ]);
  assert.deepEqual(stamps(batch), [known, known]);
});

test('a span that goes on behind another one has the stamp of its own last line', () => {
  const { writer } = makeWriter();
  const { bytes, line, at } = block(10);
  const known = { length: 3, hash: 7 };
  for (const ends of [false, true]) {
    writer.beginBlock(bytes, 10);
    writer.addSpan('k', at(0), at(1));
    writer.addSpan('old', 900, 950, known);
    writer.addSpan('k', at(1), at(2));
    writer.addSpan('k', at(2), at(3));
    if (ends) writer.addSpan('old', 950, 960, known);
    writer.endBlock();
    assert.deepEqual(stamps(writer.seal()!), [stampOf(line(2)), known]);
  }
  writer.addSpan('k', 0, 10, known);
  assert.deepEqual(
    ranges(writer.seal()!),
    [{ key: 'k', from: 0, to: 10 }],
    'nothing is left of an earlier batch',
  );
});
