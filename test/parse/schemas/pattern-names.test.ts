import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PatternFormat } from '../../../src/parse/formats/pattern.ts';
import { Pattern } from '../../../src/parse/formats/pattern-source.ts';
import type { SchemaName } from '../../../src/parse/schemas/names.ts';
import { SCHEMAS } from '../../../src/parse/schemas/schemas.ts';
import { agree } from '../texts/agree.ts';

const fieldsOf = (source: string, text: string, name: SchemaName): object => {
  const schema = SCHEMAS[name];
  const format = new PatternFormat(new Pattern(source, undefined, schema), [], schema);
  agree(format, text);
  return JSON.parse(`{${format.read(text)}}`);
};

test('a pattern’s short names are the schema’s, and others are as they are', () => {
  const source = '%{IP:ip} %{LOGLEVEL:level} %{WORD:shop.name} %{NUMBER:took:float} %{GREEDYDATA:message}';
  const text = '203.0.113.9 WARN blog 0.5 it is "slow"';
  const [ip, level, message] = ['203.0.113.9', 'WARN', 'it is "slow"'];
  const own = { shop: { name: 'blog' }, took: 0.5 };
  assert.deepEqual(fieldsOf(source, text, 'short'), { ip, level, message, ...own });
  assert.deepEqual(fieldsOf(source, text, 'ecs'), { 'source.ip': ip, 'log.level': level, message, ...own });
  assert.deepEqual(fieldsOf(source, text, 'otel'), {
    'attributes.client.address': ip,
    severity_text: level,
    'body.text': message,
    'attributes.shop.name': 'blog',
    'attributes.took': 0.5,
  });
});

test('grok’s access line has the fields of the format combined', () => {
  const line = '203.0.113.9 - ann [06/Aug/2026:14:03:09 +0200] "GET / HTTP/1.1" 200 12 "-" "curl/8"';
  assert.deepEqual(fieldsOf('%{COMBINEDAPACHELOG}', line, 'ecs'), {
    'source.ip': '203.0.113.9',
    'user.name': 'ann',
    timestamp: '2026-08-06T14:03:09+02:00',
    request: 'GET / HTTP/1.1',
    'http.response.status_code': 200,
    'http.response.body.bytes': 12,
    'user_agent.original': 'curl/8',
  });
});

test('what is no time, or no number, has a name of its own in each schema', () => {
  const source = '%{DATA:timestamp};%{DATA:status:int}';
  assert.deepEqual(fieldsOf(source, 'noon;ok', 'ecs'), { time: 'noon', status_text: 'ok' });
  assert.deepEqual(fieldsOf(source, 'noon;ok', 'otel'), {
    'attributes.time': 'noon',
    'attributes.status_text': 'ok',
  });
  assert.deepEqual(fieldsOf(source, '2024-06-10T06:13:20Z;200', 'otel'), {
    'attributes.timestamp': '2024-06-10T06:13:20Z',
    'attributes.http.response.status_code': 200,
  });
});

test('names that meet by the schema are told', () => {
  const make = (source: string, name: SchemaName) => new Pattern(source, undefined, SCHEMAS[name]);
  const twice = '%{IP:ip} %{IP:source.ip}';
  assert.equal(make(twice, 'short').names.length, 2);
  assert.throws(() => make(twice, 'ecs'), {
    name: 'PatternError',
    message:
      'has the fields "ip" and "source.ip", which are "source.ip" and "source.ip" with --schema ecs and can\'t be in one document. Give one of them another name',
  });
  const within = '%{WORD:shop} %{WORD:shop.name}';
  assert.throws(() => make(within, 'otel'), /a field "shop.name", and another one is what stands before/);
  const object = 'has a field "source", and "source" is an object with --schema ecs. Give it another name';
  assert.throws(() => make('%{WORD:source}', 'ecs'), { name: 'PatternError', message: object });
  assert.throws(() => make('%{WORD:http}', 'otel'), /"attributes.http" is an object with --schema otel/);
  assert.equal(make('%{WORD:http} %{WORD:client}', 'short').names.length, 2);
  assert.throws(() => make('%{USER:user} %{USER:auth}', 'otel'), /with --schema otel/);
});

test('names of the agent are refused in each schema', () => {
  for (const name of ['short', 'ecs', 'otel'] as const)
    for (const field of ['log.offset', 'container', 'event.cut', 'json'])
      assert.throws(
        () => new Pattern(`%{WORD:${field}}`, undefined, SCHEMAS[name]),
        /are not for fields of a line/,
      );
  assert.throws(
    () => new Pattern('%{WORD:ecs.version}', undefined, SCHEMAS.ecs),
    /ecs, .* are not for fields/,
  );
});
