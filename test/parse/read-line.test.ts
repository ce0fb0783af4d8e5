import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampOf } from '../../src/log/stamp.ts';
import { Joiner } from '../../src/parse/events/joiner.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { LineReader } from '../../src/parse/read-line.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeBlock, makeSource, Rig, shortParts, TIME } from './rig.ts';

function makeReference(maxEventBytes = 1000) {
  const rig = new Rig();
  const joiner = new Joiner();
  const reference = new LineReader({ envelope: shortParts, maxEventBytes }, joiner);
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined(usualSchema.access)], usualSchema);
  const line = (text: string, from: number) => {
    const bytes = Buffer.from(text);
    rig.noteLines(makeBlock(bytes, { from }));
    rig.writer.beginBlock(bytes, from);
    reference.line(bytes, from, frame, rig.writer);
    rig.writer.endBlock();
  };
  return { rig, joiner, reference, frame, line };
}

const envelope = (log: string) =>
  `${JSON.stringify({ log, stream: 'stdout', attrs: { tag: 'a' }, time: TIME })}\n`;

test('a line becomes a document with its span', () => {
  const { rig, line, frame } = makeReference();
  const text = envelope('hello\n');
  line(text, 500);
  const [document] = rig.documents();
  assert.equal(document?.id, 'KEY-OF-16-BYTES_.500.123456789');
  assert.equal(document?.source.message, 'hello');
  assert.equal(document?.source['@timestamp'], TIME);
  assert.equal(frame.lastTime, TIME);
  const stamp = stampOf(Buffer.from(text));
  assert.deepEqual(rig.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 500, to: 500 + text.length, stamp }]);
  assert.equal(rig.batches[0]?.newest, TIME);
});

test('a part waits with the joiner', () => {
  const { rig, joiner, reference, line } = makeReference();
  line(envelope('part'), 0);
  assert.equal(rig.writer.hasWork, false);
  const event = joiner.take(container.id, 'stdout');
  assert.equal(event?.text, 'part');
  reference.end(event!, rig.writer);
  assert.equal(rig.documents()[0]?.source.message, 'part');
});

test('the limit counts bytes, and the part that would pass it begins the next event', () => {
  const { rig, line, joiner } = makeReference(6);
  line(envelope('ööö'), 0);
  line(envelope('x'), 100);
  const [document] = rig.documents();
  assert.equal(document?.source.message, 'ööö');
  assert.deepEqual(document?.source.event, { cut: true });
  assert.equal(joiner.of(container.id)?.get('stdout')?.offset, 100);
});

test('a malformed line says nothing about the time of the batch', () => {
  const { rig, line } = makeReference();
  line('junk\n', 0);
  rig.documents();
  assert.equal(rig.batches[0]?.newest, '');
  assert.equal(rig.batches[0]?.documents, 1);
});

test('raw control characters and quotes are escaped, text keeps its carriage return', () => {
  const { rig, line } = makeReference();
  line('a"b\\c\u0000\u001b[0m\r\n', 0);
  assert.equal(rig.documents()[0]?.source.message, 'a"b\\c\u0000\u001b[0m\r');
});
