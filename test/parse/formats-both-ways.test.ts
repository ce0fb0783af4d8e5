import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../../src/parse/batch/batch.ts';
import { LineCopier, UNUSUAL } from '../../src/parse/copy-line.ts';
import { Joiner } from '../../src/parse/events/joiner.ts';
import type { FormatName } from '../../src/parse/formats/format-names.ts';
import { Formats } from '../../src/parse/formats/formats.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { JSON_FIELDS, type JsonFields } from '../../src/parse/json/places.ts';
import { LineReader } from '../../src/parse/read-line.ts';
import type { Schema } from '../../src/parse/schemas/names.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';
import { envelope } from '../support/docker-envelope.ts';
import { jsonText, loggersText } from './json-arbitrary.ts';
import { anyText, fileLine, goodTime, stream } from './lines-arbitrary.ts';
import { makeFrame } from './make-frame.ts';
import { container, filterOf, makeBlock, makeSource, Rig, shortParts } from './rig.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);

const patterns = [
  // Groups in groups, which repeat text; one that takes no part; one that can split a surrogate pair.
  '(?<level>[A-Z]+) (?<all>(?<größe>\\d*)(?<rest>.*))',
  '(?<first>.)(?<second>.)?',
  'x(?:(?<count>-?\\d+)|(?<words>[^"]*))',
].map((source) => new Pattern(source));

const patternText = fc.oneof(
  fc
    .tuple(fc.constantFrom('INFO ', 'WARN', 'x', ''), fc.constantFrom('', '1', '-2', '017'), anyText)
    .map((all) => all.join('')),
  anyText,
);

const attrs = fc.option(
  fc.constantFrom(
    '{"tag":"web"}',
    '{"com.example.team":"shop","tag":"a\\u003cb\\"\\n"}',
    '{"":"blank","a.b":"1","a_b":"2","__proto__":"x"}',
    '{"n":1e20,"m":1E5}',
    '{"tag":"\\ud800"}',
    '{}',
    '{"tag":null}',
    '{"tag":{}}',
    '["a"]',
    '{"tag":"x",}',
    '{"tag" : "x" }',
  ),
  { nil: undefined, freq: 3 },
);

const dockerLine = fc
  .tuple(fc.oneof(jsonText, loggersText, patternText), fc.constantFrom('\n', '\r\n'), stream, goodTime, attrs)
  .map(([text, end, name, time, extra]) => envelope(Buffer.from(text + end), name, time, extra));
const log = fc
  .array(fc.oneof({ weight: 5, arbitrary: dockerLine }, { weight: 1, arbitrary: fileLine }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((lines) => Buffer.from(lines.join('')));

const names = fc.constantFrom<readonly FormatName[]>(
  ['json'],
  ['pattern'],
  ['json', 'combined', 'pattern'],
  ['pattern', 'json'],
  ['combined', 'plain'],
);

const schemas = fc.constantFrom(...Object.values(SCHEMAS));

function formatsOf(schema: Schema, list: readonly FormatName[], jsonFields: JsonFields, some = patterns) {
  const onUnknown = () => assert.fail('no label names a format');
  const options = { names: list, patterns: some, numbers: ['count'], jsonFields };
  return new Formats({ ...options, onUnknown, schema }).of(container);
}

interface Choice {
  readonly schema: Schema;
  readonly unmatched: 'ship' | 'drop';
  readonly list: readonly FormatName[];
  readonly where: JsonFields;
}

/** The reference alone, line by line. */
function decodedWay(bytes: Buffer, { schema, unmatched, list, where }: Choice): Rig {
  const rig = new Rig();
  const joiner = new Joiner();
  const reference = new LineReader(
    { envelope: shortParts, ...filterOf(unmatched), maxEventBytes: 2 ** 20 },
    joiner,
  );
  const formats = formatsOf(schema, list, where);
  const frame = makeFrame(makeSource(), 'host1', () => true, formats, schema);
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

/** Every byte as it is but for how a string is escaped: digits of numbers, white space and order count. */
function canonical(batches: readonly Batch[]): string {
  const text = batches.map(({ body, length }) => body.toString('utf8', 0, length)).join('');
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, (string) => JSON.stringify(JSON.parse(string)));
}

test('every format: both ways make the same bytes and spans of any log, whatever the size of batches', () => {
  const batchBytes = fc.constantFrom(1, 700, 3000, 2 ** 20);
  const choices = fc.record({
    unmatched: fc.constantFrom('ship' as const, 'drop' as const),
    list: names,
    where: fc.constantFrom(...JSON_FIELDS),
    schema: schemas,
  });
  fc.assert(
    fc.property(log, choices, batchBytes, (bytes, choice, size) => {
      const { unmatched, list, where, schema } = choice;
      const decoded = decodedWay(bytes, choice);
      const options = {
        ...{ ...filterOf(unmatched), formats: list, patterns, schema },
        ...{ numbers: ['count'], jsonFields: where },
      };
      const both = new Rig(options, size).parse(makeBlock(bytes));
      for (const { containerId, stream: name } of [...both.parser.unfinished()]) {
        both.parser.finish(containerId, name, both.writer);
      }
      // Also reads every body as Elasticsearch would.
      assert.deepEqual(both.documents().length, decoded.documents().length);
      assert.equal(canonical(both.batches), canonical(decoded.batches));
      for (const batch of both.batches) assert.ok(batch.length <= size || batch.documents <= 1);
    }),
    { numRuns },
  );
});

function assertFast(
  text: fc.Arbitrary<string>,
  list: readonly FormatName[],
  where: JsonFields = 'root',
  some = patterns,
): void {
  const frames = Object.values(SCHEMAS).map((schema) => {
    const formats = formatsOf(schema, list, where, some);
    return makeFrame(makeSource(), 'host1', () => true, formats, schema);
  });
  const extra = fc.constantFrom(undefined, '{"tag":"web"}', '{"com.example.team":"shop","tag":"a\\u003cb"}');
  fc.assert(
    fc.property(text, goodTime, extra, fc.constantFrom(...frames), (body, time, more, frame) => {
      const { writer } = new Rig();
      const fast = new LineCopier(shortParts.copier(), frame.schema);
      fast.begin(Buffer.from(envelope(Buffer.from(`${body}\n`), 'stdout', time, more)), 0);
      assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);
      assert.equal(writer.documents, 1);
    }),
    { numRuns },
  );
}

test('the fast way reads every line of the usual loggers, with attrs or without, wherever their members go', () => {
  for (const where of JSON_FIELDS) assertFast(loggersText, ['json'], where);
});

test('the fast way reads every line by patterns', () => {
  // Groups within groups repeat text, for which there may be no room.
  const side = patterns.filter(({ names: groups }) => !groups.includes('all'));
  assertFast(anyText, ['pattern'], 'root', side);
});
