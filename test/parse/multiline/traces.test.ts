import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { mayBeginTrace } from '../../../src/parse/multiline/may-begin.ts';
import { traces } from '../../../src/parse/multiline/traces.ts';
import type { ParserOptions } from '../../../src/parse/parser.ts';
import { container, line, makeBlock, makeSource, Rig, TIME } from '../rig.ts';
import { EXAMPLES, ORDINARY } from './examples.ts';

const OPTIONS: Partial<ParserOptions> = { formats: ['auto'], multiline: 'auto' };

/** The documents of these lines, and of what is open behind them. */
function read(lines: readonly string[], options = OPTIONS) {
  const rig = new Rig(options).parse(makeBlock(lines.map((text) => line(`${text}\n`)).join('')));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig.documents();
}

const messages = (lines: readonly string[]) => read(lines).map(({ source }) => source.message ?? '');

for (const [name, text] of Object.entries(EXAMPLES)) {
  test(`${name}: one document among ordinary lines`, () => {
    for (const ordinary of ORDINARY) {
      const found = read([ordinary, ...text.split('\n'), ordinary]);
      assert.equal(found.length, 3, JSON.stringify(found.map(({ source }) => source.message)));
      const [first = '', ...rest] = text.split('\n');
      const message: string = found[1]?.source.message;
      assert.ok(first.endsWith(message.split('\n')[0] ?? ''), message);
      assert.deepEqual(message.split('\n').slice(1), rest);
    }
  });
}

test('each of two traces behind another is a document', () => {
  const [java, python, go] = Object.values(EXAMPLES).filter((_, i) => i === 0 || i === 4 || i === 6);
  assert.deepEqual(messages([java, python, go].flatMap((text) => text?.split('\n') ?? [])).length, 3);
});

test('level and time are those of the first line, and the message holds all', () => {
  const [document] = read(EXAMPLES['Java behind a log line, with a cause']?.split('\n') ?? []);
  assert.equal(document?.source.level, 'error');
  assert.equal(document?.source.timestamp, '2026-08-06T14:00:00');
  assert.match(document?.source.message, /^Payment failed\njava\.lang.*\n\t\.\.\. 12 more$/s);
});

test('each stream by itself', () => {
  const text = [
    line('ERROR a\n', 'stderr'),
    line('plain\n'),
    line('java.io.IOException: x\n', 'stderr'),
    line('\tat b\n'),
    line('\tat a\n', 'stderr'),
    line('end\n', 'stderr'),
  ].join('');
  const rig = new Rig(OPTIONS).parse(makeBlock(text));
  rig.parser.finish(container.id, undefined, rig.writer);
  const found = rig.documents().map(({ source }) => `${source.stream} ${source.message}`);
  assert.deepEqual(found.sort(), [
    'stderr ERROR a\njava.io.IOException: x\n\tat a',
    'stderr end',
    'stdout \tat b',
    'stdout plain',
  ]);
});

test('what comes late does not go on, whatever it says', () => {
  const late = TIME.replace('20.', '26.');
  const rig = new Rig(OPTIONS).parse(makeBlock(line('ERROR a\n') + line('\tat x\n', 'stdout', late)));
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.equal(rig.documents().length, 2);
});

test('a trace of too many lines goes on in further documents, marked', () => {
  const lines = ['java.io.IOException: x', ...Array.from({ length: 2500 }, (_, i) => `\tat f${i}`)];
  const found = read(lines);
  assert.deepEqual(
    found.map(({ source }) => [source.message.split('\n').length, source.event?.cut]),
    [
      [1000, true],
      [1000, true],
      [501, true],
    ],
  );
});

test('off: each line is a document', () => {
  assert.equal(read(EXAMPLES.Ruby?.split('\n') ?? [], { formats: ['auto'] }).length, 5);
});

const words = fc.constantFrom(
  ...Object.values(EXAMPLES).flatMap((text) => text.split('\n')),
  ...ORDINARY,
  ...[
    'ERROR',
    'INFO',
    '2024-06-10 ',
    '[',
    '] ',
    ':',
    ' ',
    '\t',
    '"',
    '\\',
    'é',
    '<',
    'panic',
    'WARNING',
    'warn',
    'TRACES',
    'INFOS',
    'LOG:',
    '12:13 ',
    'Error',
    'a.b.Exception',
    '\u001b[31m',
  ],
);
const texts = fc.oneof(
  { weight: 2, arbitrary: words },
  { weight: 3, arbitrary: fc.array(words, { maxLength: 6 }).map((all) => all.join('')) },
  { weight: 1, arbitrary: fc.tuple(words, fc.nat(80)).map(([word, at]) => word.slice(at)) },
  { weight: 1, arbitrary: fc.string() },
);

test('a text that may not begin an event, by its bytes, begins none', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const bytes = Buffer.from(`${JSON.stringify({ log: `${text}\n` })}\n`);
      if (!mayBeginTrace(bytes, 8)) assert.equal(traces.begin(text), undefined);
    }),
    { numRuns: 20_000 },
  );
});

test('whatever lines come: each is in one document, in order, and in no two; read at once or in pieces, the same', () => {
  const lines = fc.array(fc.tuple(texts, fc.constantFrom('stdout', 'stderr')), { maxLength: 25 });
  fc.assert(
    fc.property(lines, fc.nat(25), (all, cut) => {
      const text = all.map(([log, stream]) => line(`${log.replaceAll('\n', '')}\n`, stream)).join('');
      const whole = new Rig(OPTIONS).parse(makeBlock(text));
      const inPieces = new Rig(OPTIONS);
      const ends = [...text.matchAll(/\n/g)].map(({ index }) => index + 1);
      const at = Buffer.byteLength(text.slice(0, ends[cut] ?? 0));
      const source = makeSource();
      for (const [from, to] of [
        [0, at],
        [at, undefined],
      ] as const)
        if (at > 0 || to === undefined)
          inPieces.parse(makeBlock(Buffer.from(text).subarray(from, to), { source, from }));
      for (const rig of [whole, inPieces]) rig.parser.finish(container.id, undefined, rig.writer);
      assert.deepEqual(
        inPieces.documents().map(({ id }) => id),
        whole.documents().map(({ id }) => id),
      );
      const covered = whole.ranges().toSorted((a, b) => a.from - b.from);
      assert.equal(
        covered.reduce((sum, { from, to }) => sum + to - from, 0),
        Buffer.byteLength(text),
      );
    }),
    { numRuns: 500 },
  );
});
