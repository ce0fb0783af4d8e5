import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonFormats } from '../../src/parse/formats/json.ts';
import type { JsonFields } from '../../src/parse/json/places.ts';
import { usualSchema } from '../../src/parse/schema.ts';
import { container } from './rig.ts';

const readJson = (text: string, where: JsonFields = 'root', of = container) =>
  new JsonFormats(where, usualSchema).of(of).read(text);

test('members stay as they are, without white space', () => {
  assert.equal(
    readJson(' {"level": 30, "req":{"id" : [1, {}, []]},\t"ok":true,"none":null} '),
    '"level":30,"req":{"id":[1,{},[]]},"ok":true,"none":null',
  );
});

test('numbers keep their digits', () => {
  for (const number of ['9007199254740993', '1e999', '-0', '0.10', '12345678901234567890.5E-7']) {
    assert.equal(readJson(`{"n":${number}}`), `"n":${number}`);
  }
});

test('strings are escaped anew, halves of surrogate pairs replaced', () => {
  assert.equal(
    readJson(String.raw`{"a":"\u0041\/\ud83d\ude80 \u2028","\u0062":"\ud800x"}`),
    '"a":"A/🚀 \u2028","b":"\ufffdx"',
  );
});

test('of two members with one name the last one counts, in the place of the first', () => {
  assert.equal(readJson('{"a":1,"b":{"c":1,"c":2},"a":3}'), '"a":3,"b":{"c":2}');
  assert.equal(readJson('{"a":1,"\\u0061":2}'), '"a":2');
  assert.equal(readJson('{"__proto__":1,"__proto__":{"x":2}}'), '"json":{"__proto__":{"x":2}}');
});

test('names of the agent and of Elasticsearch go under json', () => {
  for (const name of ['@timestamp', 'stream', 'log', 'container', 'host', 'event', 'json', '_id', '_']) {
    assert.equal(readJson(`{"${name}":1,"a":2}`), `"a":2,"json":{"${name}":1}`);
  }
  for (const name of ['log.offset', 'container.id', 'host.name', 'event.malformed', 'stream.x', '_x.y']) {
    assert.equal(readJson(`{"${name}":1}`), `"json":{"${name}":1}`);
  }
  for (const name of ['hostname', 'logger', 'lo', 'a.log', 'message', '@version', 'time', 'Host']) {
    assert.equal(readJson(`{"${name}":1}`), `"${name}":1`);
  }
  assert.equal(
    readJson('{"a":{"host":1,"_id":2}}'),
    '"a":{"host":1,"_id":2}',
    'further in all names are free',
  );
});

test('what is no object, or an empty one, is another format', () => {
  const others = [
    '',
    ' ',
    '{}',
    '{ }',
    '[{}]',
    '"a"',
    '1',
    'null',
    'text',
    '{"a":1}}',
    '{"a":01}',
    '{"a":1,}',
  ];
  others.push("{'a':1}", '{"a":"\t"}', '{"a":"\\x"}', '{"a":1}{"b":2}', '\ufeff{"a":1}', '{"a"', '{a:1}');
  for (const text of others) assert.equal(readJson(text), undefined, text);
});

test('names that Elasticsearch refuses make the line a message', () => {
  for (const name of ['', ' ', '.', '.a', 'a.', 'a..b', 'a. .b', '\u00a0']) {
    assert.equal(readJson(JSON.stringify({ [name]: 1 })), undefined, name);
    assert.equal(readJson(JSON.stringify({ a: [{ [name]: 1 }] })), undefined, name);
  }
});

test('so does more than Elasticsearch’s limits allow', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  assert.ok(readJson(deep(20)));
  assert.equal(readJson(deep(21)), undefined);
  assert.equal(readJson(deep(100_000)), undefined);
  assert.equal(readJson(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), undefined);
  const wide = (count: number) =>
    `{"a":[${Array.from({ length: count - 1 }, (_, i) => `{"n${i}":1}`).join(',')}]}`;
  assert.ok(readJson(wide(1000)));
  assert.equal(readJson(wide(1001)), undefined);
});

test('a level under json is one further in, and each dot in a name is one', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const own of ['log', '_id']) {
    assert.ok(readJson(`{"${own}":${deep(18)}}`));
    assert.equal(readJson(`{"${own}":${deep(19)}}`), undefined);
  }
  const dotted = (parts: number) => Array.from({ length: parts }, () => 'a').join('.');
  assert.ok(readJson(`{"${dotted(20)}":1}`));
  assert.equal(readJson(`{"${dotted(21)}":1}`), undefined);
  assert.ok(readJson(`{"a":{"${dotted(19)}":1}}`));
  assert.equal(readJson(`{"a":{"${dotted(20)}":1}}`), undefined);
});

test('a text as long as --max-line may be is read, whatever it is made of', () => {
  const escapes = String.raw`\n`.repeat(2 ** 22);
  assert.equal(readJson(`{"a":"${escapes}"}`), `"a":"${escapes}"`);
});

test('below json all members stand apart from those of other formats, but for the ones that loggers have in common', () => {
  const text = '{"level":30,"status":"ok","msg":"x","host":{"a":1},"severity":[1],"message":{"a":1}}';
  assert.equal(
    readJson(text, 'json'),
    '"json":{"status":"ok","host":{"a":1},"severity":[1],"message":{"a":1}},"level":30,"msg":"x"',
  );
  assert.equal(readJson('{"level":null,"msg":""}', 'json'), '"level":null,"msg":""');
  assert.equal(readJson('{"level":1,"level":{}}', 'json'), '"json":{"level":{}}');
  assert.equal(readJson('{}', 'json'), undefined);
});

test('below the container: by its service if it has one, without dots, never blank', () => {
  const of = (changes: Partial<typeof container>) =>
    readJson('{"a":1,"msg":"x"}', 'container', { ...container, ...changes });
  assert.equal(of({}), '"json":{"prod1":{"a":1}},"msg":"x"');
  assert.equal(of({ service: 'shop-web' }), '"json":{"shop-web":{"a":1}},"msg":"x"');
  assert.equal(of({ name: 'shop.api.v2' }), '"json":{"shop_api_v2":{"a":1}},"msg":"x"');
  assert.equal(of({ service: ' ', name: 'web' }), '"json":{"web":{"a":1}},"msg":"x"');
  assert.equal(of({ service: '"\ud800' }), '"json":{"\\"\ufffd":{"a":1}},"msg":"x"');
  assert.match(String(of({ service: 'x'.repeat(10_000) })), /^"json":\{"x{128}":/);
});

test('objects around the members count as levels', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const [where, most] of [
    ['json', 19],
    ['container', 18],
  ] as const) {
    assert.ok(readJson(deep(most), where));
    assert.equal(readJson(deep(most + 1), where), undefined);
    assert.equal(readJson(`{"level":${deep(most)}}`, where), undefined);
    assert.ok(readJson(`{"level":${deep(most - 1)}}`, where));
  }
});
