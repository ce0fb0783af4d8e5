import assert from 'node:assert/strict';
import { test } from 'node:test';
import { JsonFormats } from '../../src/parse/formats/json.ts';
import type { JsonFields } from '../../src/parse/json/places.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { container } from './rig.ts';

const readJson = (text: string, where: JsonFields = 'root', of = container) =>
  new JsonFormats(where, usualSchema).of(of).read(text);

test('members stay as they are, without white space', () => {
  assert.equal(
    readJson(' {"level": 30, "req":{"id" : [{}, []]},\t"ok":true,"none":null} '),
    '"level":30,"req":{"id":[{},[]]},"ok":true,"none":null',
  );
});

test('numbers keep their digits', () => {
  for (const number of ['9007199254740993', '1e99', '-0', '0.10', '12345678901234567890.5E-7']) {
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

test('below json all members stand apart from those of other formats, but for what a line tells of itself', () => {
  const text = '{"level":30,"status":"ok","msg":"x","host":{"a":1},"severity":[1],"message":{"a":1}}';
  assert.equal(
    readJson(text, 'json'),
    '"json":{"status":"ok","host":{"a":1},"severity":[1],"message":{"a":1}},"level":"info","level_value":30,"message":"x"',
  );
  assert.equal(readJson('{"level":null,"msg":""}', 'json'), '"json":{"level":null},"message":""');
  assert.equal(readJson('{"level":30,"level":{}}', 'json'), '"json":{"level":{}}');
  assert.equal(readJson('{}', 'json'), undefined);
});

test('an error is an object with a message, as some loggers write it and others not', () => {
  const text = '{"err":"no stock","error":"","exception":{"message":"x"},"errors":"y","a":{"err":"z"}}';
  const members =
    '"err":{"message":"no stock"},"error":{"message":""},"exception":{"message":"x"},"errors":"y","a":{"err":"z"}';
  assert.equal(readJson(text, 'json'), `"json":{${members}}`);
  assert.equal(readJson(text, 'container'), `"json":{"web":{${members}}}`.replace('web', container.name));
  assert.equal(readJson('{"err":"no stock"}'), '"err":"no stock"');
  assert.equal(
    readJson('{"err":"x","err.type":"y","error":1}', 'json'),
    '"json":{"err":{"message":"x"},"err_type":"y","error":1}',
  );
});

test('values that Elasticsearch never takes are texts under another name', () => {
  for (const [text, fields] of [
    ['{"a":18446744073709551616}', '"a_text":"18446744073709551616"'],
    ['{"a":9223372036854775807,"b":-9223372036854775808}', undefined],
    ['{"a":1e400,"b":-1e400}', '"a_text":"1e400","b_text":"-1e400"'],
    ['{"a":[1,"x",{}]}', String.raw`"a_text":"[1,\"x\",{}]"`],
    ['{"a":[[1],["x"]],"b":[1,null,[2]]}', String.raw`"a_text":"[[1],[\"x\"]]","b":[1,null,[2]]`],
    ['{"a":{"b":[1,true]}}', '"a":{"b_text":"[1,true]"}'],
    ['{"a":[{"b":1e400}],"a_text":1}', '"a":[{"b_text":"1e400"}],"a_text":1'],
    ['{"a_text":1,"a":1e400,"a_text_":2}', '"a_text":1,"a_text__":"1e400","a_text_":2'],
  ] as const) {
    assert.equal(readJson(text), fields ?? text.slice(1, -1), text);
  }
});

test('a dotted name that another member contradicts has underscores', () => {
  for (const [text, fields] of [
    ['{"a":1,"a.b":2}', '"a":1,"a_b":2'],
    ['{"a.b.c":1,"a.b":2,"a_b_c":3}', '"a_b_c_":1,"a.b":2,"a_b_c":3'],
    ['{"x":{"a.b":1,"a":{"c":2}}}', '"x":{"a_b":1,"a":{"c":2}}'],
    ['{"a.b":1,"ab":2,"a.c":3}', '"a.b":1,"ab":2,"a.c":3'],
  ] as const) {
    assert.equal(readJson(text), fields, text);
  }
});

test('hundreds of ids as names are one text', () => {
  const ids = (count: number) =>
    `{${Array.from({ length: count }, (_, i) => `"user-${i}":{"n":${i}}`).join(',')}}`;
  const users = ids(490);
  assert.equal(
    readJson(`{"msg":"x","users":${users}}`, 'json'),
    `"json":{"users_text":${JSON.stringify(users)}},"message":"x"`,
  );
  assert.equal(
    readJson(`${ids(490).slice(0, -1)},"msg":"x","a":1}`, 'json'),
    `"json":{"a":1,"members_text":${JSON.stringify(users)}},"message":"x"`,
  );
  assert.equal(readJson(`{"users":${ids(64)}}`), `"users":${ids(64)}`);
  assert.equal(readJson(`{"list":[${ids(65)}]}`), `"list_text":${JSON.stringify(`[${ids(65)}]`)}`);
  assert.ok(readJson(`{"a":${ids(2000)},"b":${ids(2000)}}`), 'they do not count as names of fields');
  assert.equal(readJson(`{"a":${ids(6000)}}`), undefined, 'each has a name within');
  const words = Array.from({ length: 100 }, (_, i) => 'x'.repeat(i + 1));
  const plain = words.map((word) => `"${word}":1`).join(',');
  assert.equal(readJson(`{${plain}}`), plain, 'of a line the members that look like ids alone');
});

test('below the container: by its service if it has one, without dots, never blank', () => {
  const of = (changes: Partial<typeof container>) =>
    readJson('{"a":1,"msg":"x"}', 'container', { ...container, ...changes });
  assert.equal(of({}), '"json":{"prod1":{"a":1}},"message":"x"');
  assert.equal(of({ service: 'shop-web' }), '"json":{"shop-web":{"a":1}},"message":"x"');
  assert.equal(of({ name: 'shop.api.v2' }), '"json":{"shop_api_v2":{"a":1}},"message":"x"');
  assert.equal(of({ service: ' ', name: 'web' }), '"json":{"web":{"a":1}},"message":"x"');
  assert.equal(of({ service: '"\ud800' }), '"json":{"\\"\ufffd":{"a":1}},"message":"x"');
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
