import assert from 'node:assert/strict';
import { test } from 'node:test';
import { json } from '../../src/parse/escaped-json.ts';
import { EscapedScanner } from '../../src/parse/escaped-scanner.ts';
import { COPIED, OTHER, UNSURE } from '../../src/parse/format.ts';
import { escapeLog } from '../support/docker-envelope.ts';

/** What the fast way says of a text as Docker writes it, and the fields it has copied. */
function copy(text: string): { copied: number; fields: string } {
  const scan = new EscapedScanner();
  scan.source = Buffer.from(`${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`);
  scan.target = Buffer.alloc(scan.source.length + 1000);
  const copied = json().copy(scan);
  if (copied === COPIED) assert.equal(scan.at, scan.source.length - 1, 'the string’s end is passed over');
  return { copied, fields: scan.target.toString('utf8', 0, scan.out) };
}

test('one level of escapes is taken off', () => {
  for (const [text, fields] of [
    ['{"level":30,"msg":"done"}', '"level":30,"msg":"done",'],
    [' { "a" : [ 1 , "x" , { } , [ ] ] , "b" : -1.5e+7 } ', '"a":[1,"x",{},[]],"b":-1.5e+7,'],
    [
      String.raw`{"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude80"}`,
      String.raw`"a":"\"\\\/\b\f\n\r\t\u00e9\ud83d\ude80",`,
    ],
    ['{"a":"<b>&é🚀"}', String.raw`"a":"\u003cb\u003e\u0026é🚀",`],
    [
      '{"stream":"x","a":{"log":1},"log.level":[true,false,null]}',
      '"a":{"log":1},"json":{"stream":"x","log.level":[true,false,null]},',
    ],
    ['{"a.b":1,"hosts":2}\r', '"a.b":1,"hosts":2,'],
  ] as const) {
    assert.deepEqual(copy(text), { copied: COPIED, fields });
  }
});

test('what begins otherwise is of another format', () => {
  for (const text of ['', 'text', '"text"', '[1]', '1', ' x', '\u001b[31mred', '\\{', '<b>']) {
    assert.equal(copy(text).copied, OTHER, text);
  }
});

test('what only the decoded way can tell', () => {
  const odd = [
    '{}',
    '{"a":1',
    '{"a":1}x',
    '{"a":01}',
    '{"a":1.}',
    '{"a":+1}',
    '{"a":tru}',
    '{"a"}',
    '{"a":}',
    '{"a":1,}',
  ];
  odd.push(
    '{"a":"\t"}',
    '{"a":"\u0001"}',
    '{"a":"\\x"}',
    '{"a":"\\u12"}',
    '{"a":"\\ud800"}',
    '{"a":"\\udc00"}',
  );
  odd.push(
    '{"a":1,"a":2}',
    '{"a":{"b":1,"b":1}}',
    '{"\\u0061":1}',
    '{"":1}',
    '{" a":1}',
    '{".a":1}',
    '{"a..b":1}',
  );
  odd.push(
    '\t{"a":1}',
    '{\t"a":1}',
    '{"é":1}',
    '{"<":1}',
    '{"a":[1}',
    '{"a":[1,]}',
    '{"a":{"b":1]}',
    '{a:1}',
  );
  odd.push(`${'{"a":'.repeat(21)}1${'}'.repeat(21)}`, '{"a":1}\\', '{"a":"x', '{"a":"\\ud83d\\u0041"}');
  for (const text of odd) assert.equal(copy(text).copied, UNSURE, text);
});

test('many names and many fields under json', () => {
  const object = (name: string, count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"${name}${i}":${i}`).join(',')}}`;
  assert.equal(copy(object('n', 256)).copied, COPIED);
  assert.equal(copy(object('n', 257)).copied, UNSURE);
  assert.equal(copy(object('_', 16)).copied, COPIED);
  assert.equal(copy(object('_', 17)).copied, UNSURE);
});

test('what is too much for Elasticsearch is left to the decoded way', () => {
  const objects = (count: number) => `{"a":[${Array.from({ length: count }, () => '{"n":1}').join(',')}]}`;
  assert.equal(copy(objects(999)).copied, COPIED);
  assert.equal(copy(objects(1000)).copied, UNSURE);
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  assert.equal(copy(`{"log":${deep(18)}}`).copied, COPIED);
  assert.equal(copy(`{"log":${deep(19)}}`).copied, UNSURE);
  assert.equal(copy(`{"a":{"${'a.'.repeat(18)}a":1}}`).copied, COPIED);
  assert.equal(copy(`{"a":{"${'a.'.repeat(19)}a":1}}`).copied, UNSURE);
});

test('a name is free again in the next object', () => {
  assert.equal(copy('{"a":[{"a":1},{"a":2}],"b":{"a":3}}').copied, COPIED);
});
