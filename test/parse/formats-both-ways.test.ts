import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Batch } from '../../src/parse/batch.ts';
import { FastWay, UNUSUAL } from '../../src/parse/fast-way.ts';
import type { FormatName } from '../../src/parse/format-names.ts';
import { Formats } from '../../src/parse/formats.ts';
import { makeFrame } from '../../src/parse/frame.ts';
import { Joiner } from '../../src/parse/partial.ts';
import { Pattern } from '../../src/parse/pattern.ts';
import { Reference } from '../../src/parse/reference.ts';
import { envelope } from '../support/docker-envelope.ts';
import { jsonText, loggersText } from './json-arbitrary.ts';
import { anyText, fileLine, goodTime, stream } from './lines-arbitrary.ts';
import { container, makeBlock, makeSource, Rig } from './rig.ts';

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

function formatsOf(list: readonly FormatName[], some = patterns) {
  const onUnknown = () => assert.fail('no label names a format');
  return new Formats({ names: list, patterns: some, numbers: ['count'], onUnknown }).of(container);
}

/** The reference alone, line by line. */
function decodedWay(bytes: Buffer, unmatched: 'ship' | 'drop', list: readonly FormatName[]): Rig {
  const rig = new Rig();
  const joiner = new Joiner();
  const reference = new Reference({ unmatched, maxEventBytes: 2 ** 20, partBytes: 0 }, joiner);
  const frame = makeFrame(makeSource(), 'host1', () => true, formatsOf(list));
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf(0x0a, at) + 1 || bytes.length;
    reference.line(bytes.subarray(at, end), at, frame, rig.writer);
    at = end;
  }
  for (const event of [...joiner.all()]) reference.end(event, rig.writer);
  return rig;
}

/** Every byte as it is but for how a string is escaped: digits of numbers, white space and order count. */
function canonical(batches: readonly Batch[]): string {
  const text = batches.map(({ body, length }) => body.toString('utf8', 0, length)).join('');
  return text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"/g, (string) => JSON.stringify(JSON.parse(string)));
}

test('every format: both ways make the same bytes and spans of any log, whatever the size of batches', () => {
  const unmatched = fc.constantFrom('ship' as const, 'drop' as const);
  const batchBytes = fc.constantFrom(1, 700, 3000, 2 ** 20);
  fc.assert(
    fc.property(log, unmatched, names, batchBytes, (bytes, choice, list, size) => {
      const decoded = decodedWay(bytes, choice, list);
      const options = { unmatched: choice, formats: list, patterns, numbers: ['count'] };
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

function assertFast(text: fc.Arbitrary<string>, list: readonly FormatName[], some = patterns): void {
  const frame = makeFrame(makeSource(), 'host1', () => true, formatsOf(list, some));
  const extra = fc.constantFrom(undefined, '{"tag":"web"}', '{"com.example.team":"shop","tag":"a\\u003cb"}');
  fc.assert(
    fc.property(text, goodTime, extra, (body, time, more) => {
      const { writer } = new Rig();
      const fast = new FastWay('ship');
      fast.begin(Buffer.from(envelope(Buffer.from(`${body}\n`), 'stdout', time, more)), 0);
      assert.notEqual(fast.line(0, frame, undefined, writer), UNUSUAL);
      assert.equal(writer.documents, 1);
    }),
    { numRuns },
  );
}

test('the fast way reads every line of the usual loggers, with attrs or without', () => {
  assertFast(loggersText, ['json']);
});

test('the fast way reads every line by patterns', () => {
  // Groups within groups repeat text, for which there may be no room.
  const side = patterns.filter(({ names: groups }) => !groups.includes('all'));
  assertFast(anyText, ['pattern'], side);
});
