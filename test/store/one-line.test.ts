import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lineNames } from '../../src/parse/schemas/line-names.ts';
import { oneLine as lineOf } from '../../src/store/one-line.ts';

const oneLine = (source: string): string => lineOf(source, lineNames);

const head = { '@timestamp': '2024-01-02T03:04:05.6Z', container: { id: 'c'.repeat(64), name: 'prod1' } };

test('time, container and message', () => {
  assert.equal(
    oneLine(JSON.stringify({ ...head, message: 'hello world ' })),
    '2024-01-02T03:04:05.6Z prod1 hello world',
  );
  assert.equal(oneLine('{"@timestamp":"T","container.name":"web","message":"m"}'), 'T web m');
  assert.equal(oneLine(`{"container":{"id":"${'a'.repeat(64)}"},"message":"m"}`), 'aaaaaaaaaaaa m');
});

test('combined fields come as the format writes them', () => {
  const request = {
    ip: '10.0.0.1',
    auth: 'ann',
    timestamp: '2024-01-02T03:04:05Z',
    request: 'GET / HTTP/1.1',
    status: 200,
    bytes: 12,
    agent: 'curl/8',
  };
  assert.equal(
    oneLine(JSON.stringify({ ...head, ...request })),
    '2024-01-02T03:04:05.6Z prod1 10.0.0.1 - ann [2024-01-02T03:04:05Z] "GET / HTTP/1.1" 200 12 "-" "curl/8"',
  );
});

test('a document of another shape comes as its JSON; junk as it is', () => {
  assert.equal(oneLine('{"level":30,"msg":"x"}'), '{"level":30,"msg":"x"}');
  assert.equal(oneLine('no json \u001b[2J'), 'no json \\x1b[2J');
});

test('what a terminal would obey becomes visible', () => {
  const message =
    '\u001b]0;title\u0007 red \u001b[31m \u009b2J \r over \n two \t tab \u202e rtl \u2028 del \u007f nul \u0000';
  assert.equal(
    oneLine(JSON.stringify({ message })),
    '\\x1b]0;title\\x07 red \\x1b[31m \\x9b2J \\r over \\n two \\t tab \\u202e rtl \\u2028 del \\x7f nul \\x00',
  );
  assert.equal(oneLine('lone \ud800 but 🎉 日本 é'), 'lone \\ud800 but 🎉 日本 é');
});

test('whatever a document holds, its line is one line without control characters', () => {
  fc.assert(
    fc.property(fc.object(), fc.string({ unit: 'binary' }), (object, message) => {
      for (const source of [JSON.stringify(object), JSON.stringify({ ...object, message }), message]) {
        assert.doesNotMatch(oneLine(source), /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }
    }),
  );
});
