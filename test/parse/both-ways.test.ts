import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { LineCopier, UNUSUAL } from '../../src/parse/copy-line.ts';
import { Joiner } from '../../src/parse/events/joiner.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { LineReader } from '../../src/parse/read-line.ts';
import type { Schema } from '../../src/parse/schemas/names.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { dockerLine, fileBytes } from './lines-arbitrary.ts';
import { makeFrame } from './make-frame.ts';
import { documentsOf, filterOf, makeBlock, makeSource, Rig, shortParts } from './rig.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);

const choice = fc.constantFrom('ship' as const, 'drop' as const);
const schemas = fc.constantFrom(...Object.values(SCHEMAS));

/** The reference alone, line by line. */
function decodedWay(bytes: Buffer, unmatched: 'ship' | 'drop', schema: Schema): Rig {
  const rig = new Rig();
  const joiner = new Joiner();
  const reference = new LineReader(
    { envelope: shortParts, ...filterOf(unmatched), maxEventBytes: 60 },
    joiner,
  );
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined(schema.access)], schema);
  rig.noteLines(makeBlock(bytes));
  rig.writer.beginBlock(bytes, 0);
  reference.begin(bytes, 0);
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    reference.line(bytes.subarray(at, end), at, frame, rig.writer);
    at = end;
  }
  rig.writer.endBlock();
  for (const event of [...joiner.all()]) reference.end(event, rig.writer);
  return rig;
}

/** The same keys in the same order with the same values; only how a string is escaped may differ. */
const contents = (batches: readonly Batch[]) =>
  batches.flatMap(documentsOf).map((document) => JSON.stringify(document));

test('both ways make the same documents and spans of any log', () => {
  fc.assert(
    fc.property(fileBytes, choice, schemas, (bytes, unmatched, schema) => {
      const decoded = decodedWay(bytes, unmatched, schema);
      const both = new Rig({ ...filterOf(unmatched), maxEventBytes: 60, schema }).parse(makeBlock(bytes));
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
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined(usualSchema.access)], usualSchema);
  fc.assert(
    fc.property(dockerLine, (line) => {
      const bytes = Buffer.from(line);
      const { writer } = new Rig();
      const fast = new LineCopier(shortParts.copier(), usualSchema);
      fast.begin(bytes, 0);
      assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);
    }),
    { numRuns },
  );
});
