import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Span } from '../../src/parse/batch.ts';
import { fileBytes } from './lines-arbitrary.ts';
import { container, makeBlock, makeSource, Rig } from './rig.ts';

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

function assertCovered(spans: readonly Span[], from: number, to: number): void {
  let at = from;
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    assert.equal(span.from, at, 'no gap and no overlap');
    assert.ok(span.to > span.from);
    at = span.to;
  }
  assert.equal(at, to);
}

test('any bytes: valid bodies, unique ids, every byte settled once, whatever the blocks and batches', () => {
  const sizes = { from: fc.nat(2 ** 40), block: fc.nat(2000), batch: fc.constantFrom(1, 500, 3000, 2 ** 20) };
  fc.assert(
    fc.property(anyBytes, fc.record(sizes), (bytes, { from, block, batch }) => {
      const rig = parseInBlocks(bytes, from, block, batch);
      rig.parser.finish(container.id, undefined, rig.writer);
      const documents = rig.documents();
      assertCovered(rig.spans(), from, from + bytes.length);
      assert.equal(new Set(documents.map(({ id }) => id)).size, documents.length);
      for (const { id, source } of documents) {
        assert.match(id, new RegExp(`^KEY-OF-16-BYTES_\\.${source.log.offset}\\.(\\d{9}|x[\\da-f]{8})$`));
        assert.equal('message' in source || 'timestamp' in source, true);
      }
      for (const each of rig.batches) assert.ok(each.length <= batch || each.documents === 1);

      const whole = parseInBlocks(bytes, from, bytes.length, 2 ** 20);
      whole.parser.finish(container.id, undefined, whole.writer);
      assert.deepEqual(documents, whole.documents());
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
