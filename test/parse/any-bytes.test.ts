import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../src/log/span.ts';
import { fileBytes } from './lines-arbitrary.ts';
import { container, makeBlock, makeSource, Rig, type Shipped } from './rig.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);
const anyBytes = fc.oneof(
  { weight: 9, arbitrary: fileBytes },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)) },
);

/** Parses a file in blocks that end after some of its lines. */
function parseInBlocks(bytes: Buffer, from: number, blockBytes: number, batchBytes: number): Rig {
  const rig = new Rig({ maxEventBytes: 100 }, batchBytes);
  const source = makeSource();
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, Math.min(at + blockBytes, bytes.length - 1)) + 1 || bytes.length;
    // A copy, wiped afterwards: the reader uses its memory again.
    const memory = Buffer.from(bytes.subarray(at, end));
    rig.parse(makeBlock(memory, { source, from: from + at }));
    memory.fill('?');
    at = end;
  }
  return rig;
}

/** Where lines begin, behind the NULs before them. */
function lineBegins(bytes: Buffer, from: number): Set<number> {
  const begins = new Set<number>();
  for (let at = 0; at < bytes.length; at = bytes.indexOf(0x0a, at) + 1 || bytes.length) {
    while (bytes[at] === 0) at++;
    begins.add(from + at);
  }
  return begins;
}

/** Malformed lines before the first good one have the time of the next good line in their block, and blocks differ. */
function timesKnown(documents: readonly Shipped[]): readonly Shipped[] {
  const good = documents.findIndex(({ source }) => source.event?.malformed === undefined);
  return documents.map(({ id, source }, i) =>
    i < good || good < 0 ? { id, source: { ...source, '@timestamp': undefined } } : { id, source },
  );
}

function assertCovered(spans: readonly Span[], from: number, to: number): void {
  let at = from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    assert.equal(span.from, at, 'no gap and no overlap');
    assert.ok(span.to > span.from);
    at = span.to;
  }
  assert.equal(at, to);
}

// Of each span the rig compares the stamp with the line before its end.
test('any bytes: valid bodies, unique ids, every byte settled once with its line’s stamp, whatever the blocks and batches', () => {
  const sizes = { from: fc.nat(2 ** 40), block: fc.nat(2000), batch: fc.constantFrom(1, 500, 3000, 2 ** 20) };
  fc.assert(
    fc.property(anyBytes, fc.record(sizes), (bytes, { from, block, batch }) => {
      const rig = parseInBlocks(bytes, from, block, batch);
      rig.parser.finish(container.id, undefined, rig.writer);
      const documents = rig.documents();
      assertCovered(rig.spans(), from, from + bytes.length);
      assert.equal(new Set(documents.map(({ id }) => id)).size, documents.length);
      const begins = lineBegins(bytes, from);
      for (const { id, source } of documents) {
        assert.ok(source['@timestamp'].length > 0, 'every document has a time');
        const [, at, check] = /^KEY-OF-16-BYTES_\.(\d+)\.(\d{9}|x[\da-f]{8})$/.exec(id) ?? assert.fail(id);
        assert.ok(begins.has(Number(at)) && begins.has(source.log.offset), `${id} is where a line begins`);
        // An event of several parts bears the place of its last one.
        assert.ok(Number(at) >= source.log.offset);
        if (check?.startsWith('x')) assert.equal(Number(at), source.log.offset);
        assert.equal('message' in source || 'timestamp' in source, true);
      }
      for (const each of rig.batches) assert.ok(each.length <= batch || each.documents === 1);

      const whole = parseInBlocks(bytes, from, bytes.length, 2 ** 20);
      whole.parser.finish(container.id, undefined, whole.writer);
      assert.deepEqual(timesKnown(documents), timesKnown(whole.documents()));
    }),
    { numRuns },
  );
});

test('a document’s line is in its batch’s spans', () => {
  fc.assert(
    fc.property(fileBytes, (bytes) => {
      const rig = parseInBlocks(bytes, 0, 100, 800);
      rig.parser.finish(container.id, undefined, rig.writer);
      rig.documents();
      for (const batch of rig.batches) {
        const text = batch.body.toString('utf8', 0, batch.length);
        for (const [, offset] of text.matchAll(/"_id":"KEY-OF-16-BYTES_\.(\d+)\.\w{9}"}}\n/g)) {
          const at = Number(offset);
          assert.ok(batch.spans.some((span) => span.from <= at && at < span.to));
        }
      }
    }),
    { numRuns },
  );
});
