import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NAMES } from '../../../src/parse/formats/grok/names.ts';
import { LinePattern } from '../../../src/parse/multiline/custom-lines.ts';
import type { LinesChoice } from '../../../src/parse/multiline/lines-rules.ts';
import type { ParserOptions } from '../../../src/parse/parser.ts';
import { container, line, makeBlock, makeSource, Rig, TIME } from '../rig.ts';

const pattern = (source: string) => new LinePattern(source, NAMES);
const start = (source: string): LinesChoice => ({ start: pattern(source) });
const goesOn = (source: string): LinesChoice => ({ goesOn: pattern(source) });

/** The documents of these lines, and of what is open behind them. */
function read(lines: readonly string[], multiline: LinesChoice, options: Partial<ParserOptions> = {}) {
  const rig = new Rig({ formats: ['auto'], multiline, ...options });
  rig.parse(makeBlock(lines.map((text) => line(`${text}\n`)).join('')));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig.documents().map(({ source }) => source);
}

const messages = (lines: readonly string[], multiline: LinesChoice) =>
  read(lines, multiline).map(({ message }) => message);

test('start: what does not fit goes on, also where nothing stands before it', () => {
  const lines = ['  rest', '', 'more', '# one', 'a', '', 'b', '# two', '# three'];
  assert.deepEqual(messages(lines, start('^#')), ['  rest\n\nmore', '# one\na\n\nb', '# two', '# three']);
});

test('start: names stand for their patterns, and it is looked for anywhere', () => {
  const lines = ['at 2026-08-06 14:00:00 one', 'two', 'at 2026-08-06 14:00:01 three'];
  assert.deepEqual(messages(lines, start('%{TIMESTAMP_ISO8601}')), [`${lines[0]}\ntwo`, lines[2]]);
});

test('continue: what does not fit ends the document before it', () => {
  const lines = ['\tfirst', '\ta', 'b', '\tb1', '\tb2', 'c', 'd'];
  assert.deepEqual(messages(lines, goesOn('^\\t')), ['\tfirst\n\ta', 'b\n\tb1\n\tb2', 'c', 'd']);
});

test('both: what neither fits is alone, and what both fit begins', () => {
  const lines = ['# one', '> a', 'alone', '> late', '> too', '# two', 'alone', '#> three', '> b'];
  const both = { start: pattern('^#'), goesOn: pattern('>') };
  assert.deepEqual(messages(lines, both), [
    '# one\n> a',
    'alone',
    '> late\n> too',
    '# two',
    'alone',
    '#> three\n> b',
  ]);
});

test('each stream by itself', () => {
  const text = [line('# a\n'), line('# b\n', 'stderr'), line('a1\n'), line('b1\n', 'stderr')].join('');
  const rig = new Rig({ multiline: start('^#') }).parse(makeBlock(text));
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.deepEqual(
    rig.documents().map(({ source }) => source.message),
    ['# a\na1', '# b\nb1'],
  );
});

test('what comes late, and more than 1,000 lines, are documents of their own', () => {
  const late = TIME.replace('20.', '26.');
  const rig = new Rig({ multiline: start('^#') });
  rig.parse(makeBlock(line('# a\n') + line('b\n', 'stdout', late) + line('c\n', 'stdout', late)));
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.deepEqual(
    rig.documents().map(({ source }) => source.message),
    ['# a', 'b\nc'],
  );
  const many = read(['# a', ...Array.from({ length: 1500 }, (_, i) => `${i}`)], start('^#'));
  assert.deepEqual(
    many.map(({ message, event }) => [message.split('\n').length, event?.cut]),
    [
      [1000, true],
      [501, true],
    ],
  );
});

test('patterns see a text without its colours, and its first 1,024 characters', () => {
  const lines = ['\u001b[31m# red\u001b[0m', 'a', `${'x'.repeat(1022)}#@`];
  const messagesBy = (source: string) =>
    read(lines, start(source), { colours: 'strip' }).map(({ message }) => message);
  assert.deepEqual(messagesBy('^#'), [`# red\na\n${lines[2]}`]);
  assert.deepEqual(messagesBy('#@'), [`# red\na`, lines[2]]);
  lines[2] = `x${lines[2]}`;
  assert.equal(messagesBy('#@').length, 1);
});

test('fields are those of the first line, whatever its format and wherever a message stands in it', () => {
  const json = '{"level":"warn","a":{"b":1,"message":"inner"},"c":"message","message":"outer"}';
  const lines = [json, '  more'];
  const [inJson] = read(lines, start('^\\{'), { jsonFields: 'json' });
  assert.deepEqual(inJson.json, { a: { b: 1, message: 'inner' }, c: 'message' });
  assert.deepEqual([inJson.level, inJson.message], ['warn', 'outer\n  more']);
  const [inRoot] = read(lines, start('^\\{'), { jsonFields: 'root' });
  assert.deepEqual([inRoot.a.message, inRoot.message], ['inner', 'outer\n  more']);
  const [unlike] = read(['{ "a" : 1, "message" : {"b":[1,2]}, "c" : 2 }', 'more'], start('^\\{'), {
    jsonFields: 'root',
  });
  assert.deepEqual([unlike.a, unlike.c], [1, 2]);
  assert.equal(unlike.message, '{ "a" : 1, "message" : {"b":[1,2]}, "c" : 2 }\nmore');
  const [without] = read(['{"a":1}', 'more'], start('^\\{'));
  assert.equal(without.message, '{"a":1}\nmore');
});

test('a label overrides the choice; one that can not be used is told once, with the remedy', () => {
  const told: string[] = [];
  const rig = new Rig({
    multiline: start('^#'),
    definitions: new Map([...NAMES, ['MARK', '@\\d+']]),
    onBadMultiline: ({ name }, why) => told.push(`${name}: ${why}`),
  });
  const lines = ['# a', '> a', '@1', 'ERROR x', '\tat x'].map((text) => line(`${text}\n`)).join('');
  const counts = [
    ['off', 5],
    [' auto ', 4],
    ['start:^%{MARK}', 2],
    ['continue:^[>\\t]', 3],
    [' start:^> ', 2],
    ['continue: x', 3],
    ['continue:x ', 5],
    ['start:(', 1],
    ['start:', 1],
    ['begin:x', 1],
    ['', 1],
    [`start:${'x'.repeat(500)}`, 1],
    ['continue:(?=x)', 1],
    ['start:%{MARKS}', 1],
  ] as const;
  for (const [i, [label, count]] of counts.entries()) {
    const labelled = { ...container, id: `${i}`, labels: { 'logagent.multiline': label } };
    const before = rig.documents().length;
    for (const key of ['generation-1', 'generation-2']) {
      rig.parse(makeBlock(lines, { source: makeSource({ container: labelled, key }) }));
      rig.parser.finish(labelled.id, undefined, rig.writer);
    }
    assert.equal(rig.documents().length - before, 2 * count, label);
  }
  assert.deepEqual(told, [
    'prod1: "start:(" is no regular expression: Unterminated group',
    'prod1: "start:" has no pattern behind the colon. Write one',
    'prod1: "begin:x" is none of auto, off, start:REGEXP and continue:REGEXP. Write one of these',
    'prod1: "" is none of auto, off, start:REGEXP and continue:REGEXP. Write one of these',
    `prod1: "start:${'x'.repeat(494)}" is longer than 500 characters. Use a shorter pattern`,
    'prod1: "continue:(?=x)" can take too long on a hostile line. Leave out back-references, look-ahead, look-behind and counts above {16}',
    'prod1: "start:%{MARKS}" has %{MARKS}, and there is no such name. Did you mean MARK?',
  ]);
});

test('careless patterns end on hostile lines', () => {
  const fuses = ['a', ' ', 'x=', 'aaaa '];
  const lines = [1023, 100_000].flatMap((length) =>
    fuses.map((fuse) => `${fuse.repeat(length / fuse.length)}!`),
  );
  for (const source of [
    '(a+)+$',
    '(a|a)*b',
    '\\s+$',
    '.*.*=.*;',
    '(?:\\w+\\s?)*\\.',
    '%{DATA}%{GREEDYDATA}@',
  ])
    assert.equal(messages(lines, start(source)).join('\n'), lines.join('\n'), source);
});
