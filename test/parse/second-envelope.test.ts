import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { LineCopier, UNUSUAL } from '../../src/parse/copy-line.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { CriEnvelope } from './cri-envelope.ts';
import { loggersText } from './json-arbitrary.ts';
import { anyText, goodTime, stream } from './lines-arbitrary.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeBlock, makeSource, Rig, TIME } from './rig.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000);

const access = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5';

const line = (text: string, tag = 'F', name = 'stdout', time = TIME) => `${time} ${name} ${tag} ${text}\n`;

function parsed(bytes: string | Buffer, isFast: boolean): Rig {
  const rig = new Rig({
    envelope: new CriEnvelope(isFast),
    maxEventBytes: 200,
    formats: ['combined', 'json'],
  });
  rig.parse(makeBlock(bytes));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig;
}

for (const isFast of [false, true]) {
  const way = isFast ? 'with a fast way' : 'by the reference alone';

  test(`lines of another source, ${way}`, () => {
    const lines = [line('hello "you"\t'), line(access, 'F', 'stderr'), line('{"level":"warn"}'), line('')];
    const rig = parsed(lines.join(''), isFast);
    const [hello, request, warn, empty] = rig.documents();
    assert.equal(hello?.id, 'KEY-OF-16-BYTES_.0.123456789');
    assert.equal(hello?.source.message, 'hello "you"\t');
    assert.equal(hello?.source['@timestamp'], TIME);
    assert.equal(request?.source.status, 200);
    assert.equal(request?.source.stream, 'stderr');
    assert.equal(request?.source.log.offset, lines[0]!.length);
    assert.equal(warn?.source.level, 'warn');
    assert.equal(empty?.source.message, '');
    const spans = rig.spans().map(({ from, to }) => [from, to]);
    assert.deepEqual(spans, [[0, Buffer.byteLength(lines.join(''))]]);
  });

  test(`parts are joined by stream, and an unfinished event waits, ${way}`, () => {
    const lines = [
      line('one ', 'P'),
      line('err', 'F', 'stderr'),
      line('two ', 'P'),
      line('three'),
      line('x', 'P'),
    ];
    const rig = new Rig({ envelope: new CriEnvelope(isFast) }).parse(makeBlock(lines.join('')));
    assert.deepEqual(
      rig.documents().map(({ source }) => source.message),
      ['err', 'one two three'],
    );
    const [left] = [...rig.parser.unfinished()];
    assert.equal(left?.to, lines.join('').length);
  });

  test(`any other line is malformed, with the time of the good line before or else behind, ${way}`, () => {
    const lines = ['junk\n', line('good'), 'more junk\n', line('late', 'F', 'stdout', 'yesterday')];
    const documents = parsed(lines.join(''), isFast).documents();
    assert.deepEqual(
      documents.map(({ source }) => [source.message, source.event?.malformed, source['@timestamp']]),
      [
        ['junk', true, TIME],
        ['good', undefined, TIME],
        ['more junk', true, TIME],
        ['yesterday stdout F late', true, TIME],
      ],
    );
  });
}

const text = fc.oneof(anyText, fc.constant(access), loggersText).map((all) => all.replaceAll('\n', '|'));
const tag = fc.constantFrom('F', 'F', 'F', 'P');
const criLine = fc.tuple(text, tag, stream, goodTime).map((all) => line(...all));
const log = fc
  .array(
    fc.oneof({ weight: 8, arbitrary: criLine }, { weight: 1, arbitrary: anyText.map((all) => `${all}\n`) }),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((lines) => Buffer.from(lines.join('')));

test('both ways make the same documents and spans of any log', () => {
  fc.assert(
    fc.property(log, (bytes) => {
      const [fast, decoded] = [parsed(bytes, true), parsed(bytes, false)];
      assert.deepEqual(fast.documents(), decoded.documents());
      assert.deepEqual(fast.spans(), decoded.spans());
    }),
    { numRuns },
  );
});

test('the fast way is taken', () => {
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined(usualSchema.access)], usualSchema);
  const fast = new LineCopier(new CriEnvelope(true).copier()!, usualSchema);
  const { writer } = new Rig();
  const bytes = Buffer.from(line('hello') + line(access));
  fast.begin(bytes, 0);
  writer.beginBlock(bytes, 0);
  const next = fast.line(0, frame, undefined, writer);
  assert.notEqual(next, UNUSUAL);
  assert.equal(fast.line(next, frame, undefined, writer), bytes.length);
});
