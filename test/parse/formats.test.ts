import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import { container, makeBlock, makeSource, parseText, Rig, TIME } from './rig.ts';

const line = (text: string) => `${JSON.stringify({ log: `${text}\n`, stream: 'stdout', time: TIME })}\n`;
const ACCESS = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5';

function fieldsOf(text: string, options: Parameters<typeof parseText>[1]): string[] {
  const own = ['stream', '@timestamp', 'log', 'container', 'host'];
  const [document] = parseText(line(text), options);
  return Object.keys(document?.source ?? {}).filter((name) => !own.includes(name));
}

test('formats are tried in their order, and what is of none is a message', () => {
  const patterns = [new Pattern('(?<brace>\\{).*'), new Pattern('(?<first>\\S+) .*')];
  const fields = (text: string, ...formats: ('combined' | 'json' | 'pattern' | 'plain')[]) =>
    fieldsOf(text, { formats, patterns });
  assert.deepEqual(fields('{"a":1}', 'json', 'pattern'), ['a']);
  assert.deepEqual(fields('{"a":1}', 'pattern', 'json'), ['brace']);
  assert.deepEqual(fields('{"a":1}', 'plain', 'json'), ['message']);
  assert.deepEqual(fields(ACCESS, 'json', 'combined', 'pattern'), [
    'ip',
    'timestamp',
    'request',
    'status',
    'bytes',
  ]);
  assert.deepEqual(fields(ACCESS, 'pattern', 'combined'), ['first']);
  assert.deepEqual(fields('word', 'json', 'combined', 'pattern'), ['message']);
  assert.deepEqual(fields('word'), ['message'], 'without any format');
});

test('without a choice lines are access lines or messages', () => {
  assert.deepEqual(fieldsOf('{"a":1}', {}), ['message']);
  assert.deepEqual(fieldsOf(ACCESS, {}), ['ip', 'timestamp', 'request', 'status', 'bytes']);
});

test('plain is a format: its lines are not dropped', () => {
  assert.deepEqual(fieldsOf('word', { formats: ['plain'], filter: dropUnmatched }), ['message']);
  assert.deepEqual(fieldsOf('word', { formats: ['json'], filter: dropUnmatched }), []);
});

test('a container’s label overrides the choice, unknown names in it are told once', () => {
  const unknown: string[] = [];
  const onUnknownFormat = ({ name }: { name: string }, format: string) => unknown.push(`${name}: ${format}`);
  const rig = new Rig({ formats: ['plain'], onUnknownFormat });
  for (const format of ['json', ' combined , json', 'yaml,json', 'yaml', '']) {
    const source = makeSource({ container: { ...container, labels: { 'logagent.format': format } } });
    rig.parse(makeBlock(line('{"a":1}').repeat(2), { source }));
  }
  assert.deepEqual(
    rig.documents().map(({ source }) => 'a' in source),
    [true, true, true, true, true, true, false, false, false, false],
  );
  assert.deepEqual(unknown, ['prod1: yaml', 'prod1: yaml', 'prod1: ']);
});

test('a line that is joined from parts is of a format as a whole', () => {
  const parts = ['{"a":', '"b"}\n'].map(
    (log) => `${JSON.stringify({ log, stream: 'stdout', time: TIME })}\n`,
  );
  const [document] = parseText(parts.join(''), { formats: ['json'] });
  assert.equal(document?.source.a, 'b');
});
