import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readJsonLine } from '../../src/parse/json-line.ts';

test('members stay as they are, without white space', () => {
  assert.equal(
    readJsonLine(' {"level": 30, "req":{"id" : [1, {}, []]},\t"ok":true,"none":null} '),
    '"level":30,"req":{"id":[1,{},[]]},"ok":true,"none":null',
  );
});

test('numbers keep their digits', () => {
  for (const number of ['9007199254740993', '1e999', '-0', '0.10', '12345678901234567890.5E-7']) {
    assert.equal(readJsonLine(`{"n":${number}}`), `"n":${number}`);
  }
});

test('strings are escaped anew, halves of surrogate pairs replaced', () => {
  assert.equal(
    readJsonLine(String.raw`{"a":"\u0041\/\ud83d\ude80 \u2028","\u0062":"\ud800x"}`),
    '"a":"A/🚀 \u2028","b":"\ufffdx"',
  );
});

test('of two members with one name the last one counts, in the place of the first', () => {
  assert.equal(readJsonLine('{"a":1,"b":{"c":1,"c":2},"a":3}'), '"a":3,"b":{"c":2}');
  assert.equal(readJsonLine('{"a":1,"\\u0061":2}'), '"a":2');
  assert.equal(readJsonLine('{"__proto__":1,"__proto__":{"x":2}}'), '"json":{"__proto__":{"x":2}}');
});

test('names of the agent and of Elasticsearch go under json', () => {
  for (const name of ['@timestamp', 'stream', 'log', 'container', 'host', 'event', 'json', '_id', '_']) {
    assert.equal(readJsonLine(`{"${name}":1,"a":2}`), `"a":2,"json":{"${name}":1}`);
  }
  for (const name of ['log.offset', 'container.id', 'host.name', 'event.malformed', 'stream.x', '_x.y']) {
    assert.equal(readJsonLine(`{"${name}":1}`), `"json":{"${name}":1}`);
  }
  for (const name of ['hostname', 'logger', 'lo', 'a.log', 'message', '@version', 'time', 'Host']) {
    assert.equal(readJsonLine(`{"${name}":1}`), `"${name}":1`);
  }
  assert.equal(
    readJsonLine('{"a":{"host":1,"_id":2}}'),
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
  for (const text of others) assert.equal(readJsonLine(text), undefined, text);
});

test('names that Elasticsearch refuses make the line a message', () => {
  for (const name of ['', ' ', '.', '.a', 'a.', 'a..b', 'a. .b', '\u00a0']) {
    assert.equal(readJsonLine(JSON.stringify({ [name]: 1 })), undefined, name);
    assert.equal(readJsonLine(JSON.stringify({ a: [{ [name]: 1 }] })), undefined, name);
  }
});

test('so does more than Elasticsearch’s limits allow', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  assert.ok(readJsonLine(deep(20)));
  assert.equal(readJsonLine(deep(21)), undefined);
  assert.equal(readJsonLine(deep(100_000)), undefined);
  assert.equal(readJsonLine(`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`), undefined);
  const wide = (count: number) =>
    `{"a":[${Array.from({ length: count - 1 }, (_, i) => `{"n${i}":1}`).join(',')}]}`;
  assert.ok(readJsonLine(wide(1000)));
  assert.equal(readJsonLine(wide(1001)), undefined);
});

test('a level under json is one further in, and each dot in a name is one', () => {
  const deep = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  for (const own of ['log', '_id']) {
    assert.ok(readJsonLine(`{"${own}":${deep(18)}}`));
    assert.equal(readJsonLine(`{"${own}":${deep(19)}}`), undefined);
  }
  const dotted = (parts: number) => Array.from({ length: parts }, () => 'a').join('.');
  assert.ok(readJsonLine(`{"${dotted(20)}":1}`));
  assert.equal(readJsonLine(`{"${dotted(21)}":1}`), undefined);
  assert.ok(readJsonLine(`{"a":{"${dotted(19)}":1}}`));
  assert.equal(readJsonLine(`{"a":{"${dotted(20)}":1}}`), undefined);
});

test('a text as long as --max-line may be is read, whatever it is made of', () => {
  const escapes = String.raw`\n`.repeat(2 ** 22);
  assert.equal(readJsonLine(`{"a":"${escapes}"}`), `"a":"${escapes}"`);
});
