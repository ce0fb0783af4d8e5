import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COPIED, OTHER, UNSURE } from '../../src/parse/formats/format.ts';
import { JsonFormats } from '../../src/parse/formats/json.ts';
import type { JsonFields } from '../../src/parse/json/places.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import { escapeLog } from '../support/docker-envelope.ts';
import { container } from './rig.ts';

/** The fast way's answer to a text as Docker writes it, and the fields it has copied. */
function copy(text: string, where: JsonFields = 'root'): { copied: number; fields: string } {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`);
  scan.target = Buffer.alloc(scan.source.length + 1000);
  const copied = new JsonFormats(where, usualSchema).of(container).copy(scan);
  if (copied === COPIED) assert.equal(scan.at, scan.source.length - 1, 'the string’s end is passed over');
  return { copied, fields: scan.target.toString('utf8', 0, scan.out) };
}

test('one level of escapes is taken off', () => {
  for (const [text, fields] of [
    ['{"level":30,"msg":"done"}', '"level":30,"msg":"done",'],
    [' { "a" : [ { } , [ ] , null ] , "b" : -1.5e+7 } ', '"a":[{},[],null],"b":-1.5e+7,'],
    ['{"a":[[1,2],[3],[],null],"b":[true,false]}', '"a":[[1,2],[3],[],null],"b":[true,false],'],
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

test('members go below an object by choice, but for what a line tells of itself', () => {
  for (const [text, members, told] of [
    ['{"a":1}', '"a":1', ''],
    ['{"level":30,"msg":"x"}', '', '"level":"info","level_value":30,"message":"x",'],
    [
      '{"level":30,"a":{"msg":1},"msg":"x","@timestamp":2}',
      '"a":{"msg":1},"@timestamp":2',
      '"level":"info","level_value":30,"message":"x",',
    ],
    ['{"level":{},"msg":["x"],"message":"{}","level.x":1,"levels":2}', '', undefined],
    [
      '{"level":{},"msg":["x"],"message":"{}","levels":2}',
      '"level":{},"msg":["x"],"levels":2',
      '"message":"{}",',
    ],
    [
      '{"ts":1718000000.25,"severity":"WARNING"}',
      '',
      '"level":"warn","timestamp":"2024-06-10T06:13:20.25Z",',
    ],
  ] as const) {
    for (const [where, begin, end] of [
      ['json', '"json":{', '},'],
      ['container', '"json":{"prod1":{', '}},'],
    ] as const) {
      const { copied, fields } = copy(text, where);
      assert.equal(copied, told === undefined ? UNSURE : COPIED, text);
      if (told !== undefined) assert.equal(fields, (members && begin + members + end) + told);
    }
  }
  assert.equal(copy('{}', 'json').copied, UNSURE);
});

test('two members with one role are left to the decoded way', () => {
  for (const text of [
    '{"msg":"x","message":"y"}',
    '{"level":30,"severity":"warn"}',
    '{"ts":1718000000,"time":"2024-06-10T06:13:20Z"}',
  ]) {
    assert.equal(copy(text, 'json').copied, UNSURE, text);
    assert.equal(copy(text, 'root').copied, COPIED, text);
  }
});

test('what Elasticsearch would refuse is left to the decoded way', () => {
  for (const text of [
    '{"a":9223372036854775808}',
    '{"a":-18446744073709551616}',
    '{"a":1e400}',
    '{"a":[1,"x"]}',
    '{"a":[{},1]}',
    '{"a":[[1],["x"]]}',
    '{"a":1,"a.b":2}',
    '{"a.b":2,"a":{}}',
    '{"a.b":2,"a.b.c":1}',
    '{"x":{"a.b":2,"a":1}}',
  ]) {
    assert.equal(copy(text).copied, UNSURE, text);
  }
  for (const text of [
    '{"a":8999999999999999999,"b":-1e99}',
    '{"a":{"b":1},"c.a":2,"ab.c":3,"c":{"a.b":1}}'.replace('"c":', '"d":'),
    '{"a.b":1,"a.c":2,"a-b":3}',
  ]) {
    assert.equal(copy(text).copied, COPIED, text);
  }
});

test('many names and many fields under json', () => {
  const object = (name: string, count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"${name}${i}":${i}`).join(',')}}`;
  assert.equal(copy(object('n', 64)).copied, COPIED);
  assert.equal(copy(object('n', 65)).copied, UNSURE);
  assert.equal(copy(object('_', 64)).copied, COPIED);
  assert.equal(copy(object('_', 65)).copied, UNSURE);
  assert.equal(copy(`{"log":"${'x'.repeat(60_000)}"}`).copied, COPIED);
  assert.equal(copy(`{"log":"${'x'.repeat(66_000)}"}`).copied, UNSURE);
});

test('what is too much for Elasticsearch is left to the decoded way', () => {
  const objects = (count: number) => `{"a":[${Array.from({ length: count }, () => '{"n":1}').join(',')}]}`;
  assert.equal(copy(objects(999)).copied, COPIED);
  assert.equal(copy(objects(1000)).copied, UNSURE);
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  assert.equal(copy(`{"log":${deep(18)}}`).copied, COPIED);
  assert.equal(copy(`{"log":${deep(19)}}`).copied, UNSURE);
  assert.equal(copy(deep(19), 'json').copied, COPIED);
  assert.equal(copy(deep(20), 'json').copied, UNSURE);
  assert.equal(copy(deep(18), 'container').copied, COPIED);
  assert.equal(copy(deep(19), 'container').copied, UNSURE);
  assert.equal(copy(`{"a":{"${'a.'.repeat(18)}a":1}}`).copied, COPIED);
  assert.equal(copy(`{"a":{"${'a.'.repeat(19)}a":1}}`).copied, UNSURE);
});

test('a name is free again in the next object', () => {
  assert.equal(copy('{"a":[{"a":1},{"a":2}],"b":{"a":3}}').copied, COPIED);
});
