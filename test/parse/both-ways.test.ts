import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../../src/parse/batch.ts';
import { combined } from '../../src/parse/combined-format.ts';
import { FastWay, UNUSUAL } from '../../src/parse/fast-way.ts';
import { makeFrame } from '../../src/parse/frame.ts';
import { Joiner } from '../../src/parse/partial.ts';
import { Reference } from '../../src/parse/reference.ts';
import { dockerLine, fileBytes } from './lines-arbitrary.ts';
import { documentsOf, makeBlock, makeSource, Rig } from './rig.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);

/** The reference alone, line by line. */
function decodedWay(bytes: Buffer, unmatched: 'ship' | 'drop'): Rig {
  const rig = new Rig();
  const joiner = new Joiner();
  const reference = new Reference({ unmatched, maxEventBytes: 60, partBytes: 0 }, joiner);
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined()]);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    reference.line(bytes.subarray(at, end), at, frame, rig.writer);
    at = end;
  }
  for (const event of [...joiner.all()]) reference.end(event, rig.writer);
  return rig;
}

/** The same keys in the same order with the same values; only how a string is escaped may differ. */
const contents = (batches: readonly Batch[]) =>
  batches.flatMap(documentsOf).map((document) => JSON.stringify(document));

test('both ways make the same documents and spans of any log', () => {
  fc.assert(
    fc.property(fileBytes, fc.constantFrom('ship' as const, 'drop' as const), (bytes, unmatched) => {
      const decoded = decodedWay(bytes, unmatched);
      const both = new Rig({ unmatched, maxEventBytes: 60 }).parse(makeBlock(bytes));
      for (const { containerId, stream } of [...both.parser.unfinished()]) {
        both.parser.finish(containerId, stream, both.writer);
      }
      assert.deepEqual(both.spans(), decoded.spans());
      assert.deepEqual(contents(both.batches), contents(decoded.batches));
    }),
    { numRuns },
  );
});

test('the fast way reads every whole line that Docker writes without attrs', () => {
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined()]);
  fc.assert(
    fc.property(dockerLine, (line) => {
      const bytes = Buffer.from(line);
      const { writer } = new Rig();
      const fast = new FastWay('ship');
      fast.begin(bytes, 0);
      assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);
    }),
    { numRuns },
  );
});
