import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOfBytes } from '../../src/parse/check.ts';
import { line, makeBlock, makeSource, messages, parseText, Rig, TIME } from './rig.ts';

test('a malformed line is shipped raw, with the last good time of its generation, and before any with the next', () => {
  const [first, , third] = parseText(`not yet\n${line('good\n')}{"log":"cut o\n`);
  assert.deepEqual(first?.source.event, { malformed: true });
  assert.equal(first?.source.message, 'not yet');
  assert.equal(first?.source['@timestamp'], TIME);
  assert.equal('stream' in first!.source, false);
  assert.equal(third?.source.message, '{"log":"cut o');
  assert.equal(third?.source['@timestamp'], TIME);
});

test('the last good time lasts from block to block, whichever way read it', () => {
  for (const good of [line('good\n'), ` ${line('good\n')}`]) {
    const rig = new Rig();
    const source = makeSource();
    rig.parse(makeBlock(good, { source }));
    rig.parse(makeBlock('junk\n', { source, from: good.length }));
    assert.equal(rig.documents()[1]?.source['@timestamp'], TIME);
  }
});

test('a malformed line comes between parts without ending them', () => {
  const documents = parseText(`${line('one ')}junk\n${line('two\n')}`);
  assert.deepEqual(messages(documents), ['junk', 'one two']);
});

test('bytes that are not UTF-8 are replaced, and kept in base64', () => {
  const bad = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0xc3]);
  const rig = new Rig().parse(
    makeBlock(Buffer.concat([Buffer.from(line('good\n')), bad, Buffer.from(`\n${line('good\n')}`)])),
  );
  const [before, document, after] = rig.documents();
  assert.equal(before?.source.message, 'good');
  assert.equal(after?.source.message, 'good');
  assert.equal(document?.source.message, 'a\ufffd\ufffdb\ufffd');
  assert.deepEqual(document?.source.event, { malformed: true, original_base64: bad.toString('base64') });
});

test('at most 4 KiB are kept in base64', () => {
  const bad = Buffer.alloc(10_000, 0xff);
  const [document] = parseText(Buffer.concat([bad, Buffer.from('\n')]));
  assert.equal(Buffer.from(document!.source.event.original_base64, 'base64').length, 4096);
  assert.equal(document?.source.message.length, 10_000);
});

test('an envelope with a byte that is not UTF-8 is no JSON, whatever else it says', () => {
  const bytes = Buffer.from(line('a?b\n'));
  bytes[bytes.indexOf('?')] = 0xff;
  const [document] = parseText(bytes);
  assert.equal(document?.source.event.malformed, true);
  assert.equal(document?.source.message, bytes.toString().slice(0, -1));
});

test('a junk line cannot make lines or fields of its own', () => {
  const junk = '"}\r{"create":{"_id":"evil"}}\u2028{"message":"\\"';
  const documents = parseText(`${junk}\n`);
  assert.equal(documents.length, 1);
  assert.equal(documents[0]?.source.message, junk);
});

test('NULs before a line belong to no line: its offset is the same wherever the reader skipped them', () => {
  const text = line('good\n');
  const hole = Buffer.concat([Buffer.alloc(500), Buffer.from(text)]);
  const whole = new Rig().parse(makeBlock(hole));
  const skipped = new Rig();
  const source = makeSource();
  skipped.skip(source, 0, Buffer.alloc(500));
  skipped.parse(makeBlock(text, { source, from: 500 }));
  assert.deepEqual(whole.documents(), skipped.documents());
  assert.equal(whole.documents()[0]?.id, 'KEY-OF-16-BYTES_.500.123456789');
  assert.deepEqual(whole.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: 500 + text.length }]);
  assert.deepEqual(skipped.ranges(), whole.ranges());
});

test('blank lines and NULs alone settle without a document', () => {
  const rig = new Rig().parse(makeBlock(`\n\n\0\0\0\n${line('good\n')}\0\0`));
  assert.deepEqual(messages(rig.documents()), ['good']);
  assert.deepEqual(rig.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: 8 + line('good\n').length }]);
});

test('the last line of an ended generation may have no LF', () => {
  const whole = line('good\n').slice(0, -1);
  assert.deepEqual(messages(parseText(line('first\n') + whole)), ['first', 'good']);
  const [cut] = parseText('{"log":"cut o');
  assert.equal(cut?.source.event.malformed, true);
  assert.deepEqual(parseText(''), []);
});

test('a piece of an overlong line is one document', () => {
  const piece = makeBlock('x'.repeat(3_000_000), { from: 77, cut: true });
  const rig = new Rig().parse(piece);
  const documents = rig.documents();
  assert.equal(documents.length, 1);
  assert.equal(documents[0]?.id, `KEY-OF-16-BYTES_.77.${checkOfBytes('x'.repeat(3_000_000))}`);
  assert.equal(documents[0]?.source.message.length, 3_000_000);
  assert.deepEqual(documents[0]?.source.event, { malformed: true, cut: true });
  assert.deepEqual(rig.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 77, to: 3_000_077 }]);
});
