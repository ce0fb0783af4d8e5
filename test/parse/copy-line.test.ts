import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { stampOf } from '../../src/log/stamp.ts';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { BatchWriter } from '../../src/parse/batch/batch-writer.ts';
import { LineCopier, UNUSUAL } from '../../src/parse/copy-line.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import { makeFrame } from './make-frame.ts';
import { documentsOf, makeSource, shortParts, TIME } from './rig.ts';

const frame = makeFrame(makeSource(), 'host1', () => false, [combined(usualSchema.access)], usualSchema);

function makeWriter(batchBytes = 2 ** 16) {
  const full: Batch[] = [];
  const writer = new BatchWriter({
    batchBytes,
    budgetBytes: 2 ** 25,
    onFull: (batch) => full.push(batch),
    onRoom() {},
  });
  return { writer, full };
}

/** The fast way's document of one line alone; undefined when it leaves the line to the reference. */
function read(line: string, unmatched: 'ship' | 'drop' = 'ship', from = 0) {
  const { writer } = makeWriter();
  const fast = new LineCopier(
    shortParts.copier(),
    usualSchema,
    unmatched === 'drop' ? { filter: dropUnmatched } : {},
  );
  const bytes = Buffer.from(`${line}\n`);
  fast.begin(bytes, from);
  writer.beginBlock(bytes, from);
  const next = fast.line(0, frame, undefined, writer);
  if (next === UNUSUAL) {
    assert.equal(writer.hasWork, false, 'a refused line leaves nothing behind');
    return undefined;
  }
  assert.equal(next, bytes.length);
  const batch = writer.seal()!;
  const to = from + bytes.length;
  assert.deepEqual(batch.spans, [{ key: 'KEY-OF-16-BYTES_', from, to, stamp: stampOf(bytes) }]);
  return { batch, documents: documentsOf(batch) };
}

const usual = (log: string, stream = 'stdout', time = TIME) =>
  `{"log":"${log}","stream":"${stream}","time":"${time}"}`;

test('a combined line, byte for byte', () => {
  const line = usual(
    '192.0.2.7 - frank [17/May/2015:10:05:03 +0000] \\"GET /a?b=1\\u0026c=2 HTTP/1.1\\" 200 203023 \\"http://shop.example/\\" \\"curl/8\\"\\n',
  );
  const { batch } = read(line, 'ship', 12_345)!;
  assert.equal(
    batch.body.toString('utf8', 0, batch.length),
    '{"create":{"_id":"KEY-OF-16-BYTES_.12345.123456789"}}\n' +
      '{"ip":"192.0.2.7","auth":"frank","timestamp":"2015-05-17T10:05:03+00:00","request":"GET /a?b=1\\u0026c=2 HTTP/1.1",' +
      '"status":200,"bytes":203023,"referrer":"http://shop.example/","agent":"curl/8",' +
      `"stream":"stdout","@timestamp":"${TIME}","log":{"offset":12345${frame.tailBytes}`,
  );
  assert.equal(batch.newest, TIME);
});

test('while a rest is expected the lines of its stream are the reference’s, and no others', () => {
  const source = makeSource({ notes: { ...NO_NOTES, rests: [{ stream: 'stderr' }] } });
  const expecting = makeFrame(source, 'host1', () => false, [combined(usualSchema.access)], usualSchema);
  const { writer } = makeWriter();
  const fast = new LineCopier(shortParts.copier(), usualSchema);
  const bytes = Buffer.from(`${usual('out\\n')}\n${usual('err\\n', 'stderr')}\n`);
  fast.begin(bytes, 0);
  writer.beginBlock(bytes, 0);
  const second = fast.line(0, expecting, undefined, writer);
  assert.equal(second, bytes.indexOf('\n') + 1);
  assert.equal(fast.line(second, expecting, undefined, writer), UNUSUAL);
});

test('a time of fewer digits is filled up with zeros in the id', () => {
  for (const [time, check] of [
    ['2024-06-10T06:13:20Z', '000000000'],
    ['2024-06-10T06:13:20.5Z', '500000000'],
    ['2024-06-10T06:13:20.012345Z', '012345000'],
    ['2024-06-10T06:13:20.000000001Z', '000000001'],
  ] as const) {
    const [document] = read(usual('x\\n', 'stdout', time), 'ship', 7)!.documents;
    assert.equal(document?.id, `KEY-OF-16-BYTES_.7.${check}`);
    assert.equal(document?.source['@timestamp'], time);
  }
});

test('dashes are left out, and all of referrer and agent in the common format', () => {
  const { source } = read(usual('- - - [17/May/2015:10:05:03 +0000] \\"-\\" 408 -\\n', 'stderr'))!
    .documents[0]!;
  assert.deepEqual(
    Object.keys(source).filter((name) => !['container', 'host', 'log'].includes(name)),
    ['timestamp', 'status', 'stream', '@timestamp'],
  );
  assert.equal(source.stream, 'stderr');
});

test('another line is a message, as it stands', () => {
  for (const [log, message] of [
    ['hello', 'hello'],
    ['', ''],
    ['a \\"quoted\\" C:\\\\new\\\\r\\n\\ttab \\u001b[0m', 'a "quoted" C:\\new\\r\n\ttab \u001b[0m'],
    ['é🚀\\u2028\\ufffd', 'é🚀\u2028\ufffd'],
    [
      '192.0.2.7 - - [17/May/2015:10:05:03 +0000] \\"GET / HTTP/1.1\\" 200 12 \\"-\\" \\"-',
      '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "-',
    ],
  ] as const) {
    for (const end of ['\\n', '\\r\\n']) {
      const { source } = read(usual(log + end))!.documents[0]!;
      assert.equal(source.message, message);
      assert.equal('ip' in source, false);
    }
  }
});

test('dropped lines settle', () => {
  const { batch } = read(usual('hello\\n'), 'drop')!;
  assert.equal(batch.documents, 0);
});

test('everything unusual is left to the reference', () => {
  for (const line of [
    '',
    'plain text',
    '{"log":"cut',
    usual('a part'),
    usual('a part that ends in a backslash and n\\\\n'),
    usual('x\\n', 'stdwhat'),
    usual('x\\n', 'stdout', '2024-06-10T06:13:20+00:00'),
    usual('x\\n', 'stdout', '2024-06-31T06:13:20Z'),
    usual('raw \t tab\\n'),
    usual('raw \u0000 nul\\n'),
    usual('\\u0041\\n'),
    usual('\\ud800\\n'),
    usual('\\x\\n'),
    usual('x\\u000a'),
    `${usual('x\\n')} `,
    ` ${usual('x\\n')}`,
    `${usual('x\\n')}\r`,
    `${usual('x\\n')}}`,
    `{"log":"x\\n","stream":"stdout","attrs":{"tag":["a"]},"time":"${TIME}"}`,
    `{"log":"x\\n","stream":"stdout","attrs":{"tag":"a"} ,"time":"${TIME}"} `,
    `{"log":"x\\n","time":"${TIME}"}`,
    `{"stream":"stdout","time":"${TIME}"}`,
    `{"stream":"stdout","log":"x\\n","time":"${TIME}"}`,
    `{"log":"x\\n","stream":"stdout"}`,
  ]) {
    assert.equal(read(line), undefined, line);
  }
});

test('a stream with an unfinished event is the reference’s', () => {
  const { writer } = makeWriter();
  const fast = new LineCopier(shortParts.copier(), usualSchema);
  const lines = [usual('one\\n'), usual('two\\n', 'stderr')].map((line) => `${line}\n`);
  fast.begin(Buffer.from(lines.join('')), 0);
  const unfinished = new Map([['stderr', {}] as const]);
  const next = fast.line(0, frame, unfinished, writer);
  assert.equal(next, lines[0]!.length);
  assert.equal(fast.line(next, frame, unfinished, writer), UNUSUAL);
  assert.equal(documentsOf(writer.seal()!).length, 1);
});

test('bodies are filled to the last document that surely fits, whatever their size', () => {
  const lines = Array.from({ length: 200 }, (_, i) => `${usual(`line ${i} ${'x'.repeat(i)}\\n`)}\n`);
  const bytes = Buffer.from(lines.join(''));
  for (const batchBytes of [1, 500, 2000, 2 ** 14, 2 ** 20]) {
    const { writer, full } = makeWriter(batchBytes);
    const fast = new LineCopier(shortParts.copier(), usualSchema);
    fast.begin(bytes, 1000);
    for (let at = 0; at < bytes.length; ) at = fast.line(at, frame, undefined, writer);
    const batches = [...full, writer.seal()!];
    for (const batch of batches) assert.ok(batch.length <= batchBytes || batch.documents === 1);
    const documents = batches.flatMap(documentsOf);
    assert.deepEqual(
      documents.map(({ source }) => source.message),
      lines.map((_, i) => `line ${i} ${'x'.repeat(i)}`),
    );
    let offset = 1000;
    for (const [i, { id, source }] of documents.entries()) {
      assert.equal(id, `KEY-OF-16-BYTES_.${offset}.123456789`);
      assert.equal(source.log.offset, offset);
      offset += lines[i]!.length;
    }
    assert.deepEqual(
      batches
        .flatMap((batch) => batch.spans)
        .map((span) => span.to - span.from)
        .reduce((a, b) => a + b),
      bytes.length,
    );
  }
});

test('the last line’s time is noted for the frame', () => {
  const { writer } = makeWriter();
  const noted = makeFrame(makeSource(), 'host1', () => false, [combined(usualSchema.access)], usualSchema);
  const fast = new LineCopier(shortParts.copier(), usualSchema);
  fast.leave(noted);
  assert.equal(noted.lastTime, '');
  fast.begin(Buffer.from(`${usual('x\\n')}\n`), 0);
  fast.line(0, noted, undefined, writer);
  fast.leave(noted);
  assert.equal(noted.lastTime, TIME);
});

test('a line that was refused at its time leaves the last good one', () => {
  const { writer } = makeWriter();
  const noted = makeFrame(makeSource(), 'host1', () => false, [combined(usualSchema.access)], usualSchema);
  const fast = new LineCopier(shortParts.copier(), usualSchema);
  fast.begin(Buffer.from(`${usual('x\\n')}\n${usual('y\\n', 'stdout', '')}\n`), 0);
  const next = fast.line(0, noted, undefined, writer);
  assert.equal(fast.line(next, noted, undefined, writer), UNUSUAL);
  fast.leave(noted);
  assert.equal(noted.lastTime, TIME);
});
