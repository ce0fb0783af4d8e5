import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CriEnvelope } from '../../../src/source/kubernetes/envelope.ts';
import { readCriLine } from '../../../src/source/kubernetes/read-envelope.ts';
import { makeBlock, Rig } from '../../parse/rig.ts';

const read = (line: string) => readCriLine(Buffer.from(line));

function documents(bytes: Buffer) {
  const rig = new Rig({ envelope: new CriEnvelope() });
  rig.parse(makeBlock(bytes));
  return rig.documents();
}

test('the text begins behind exactly one blank, and F adds the newline', () => {
  assert.deepEqual(read('2024-06-10T06:13:20.5Z stdout F   two blanks'), {
    text: '  two blanks\n',
    stream: 'stdout',
    time: '2024-06-10T06:13:20.5Z',
    isPart: false,
  });
  assert.equal(read('2024-06-10T06:13:20.5Z stderr F ')?.text, '\n');
});

test('the first tag alone decides whether the text goes on', () => {
  for (const [tags, isPart] of [
    ['P', true],
    ['F', false],
    ['P:F', true],
    ['F:P:x', false],
  ] as const)
    assert.equal(read(`2024-06-10T06:13:20Z stdout ${tags} a`)?.isPart, isPart, tags);
  for (const tags of ['', 'X', 'PF', 'p'])
    assert.equal(read(`2024-06-10T06:13:20Z stdout ${tags} a`), undefined);
});

test('the time of any zone is told in UTC', () => {
  for (const [time, utc] of [
    ['2024-06-10T06:13:20.123456789Z', '2024-06-10T06:13:20.123456789Z'],
    ['2024-06-10T00:13:20.120+01:00', '2024-06-09T23:13:20.120Z'],
    ['2024-12-31T20:13:20-10:00', '2025-01-01T06:13:20Z'],
    ['2024-06-10T06:13:20.000000000+00:00', '2024-06-10T06:13:20.000000000Z'],
    ['2024-06-10T06:13:20.1+05:45', '2024-06-10T00:28:20.1Z'],
  ] as const)
    assert.equal(read(`${time} stdout F a`)?.time, utc);
  for (const time of [
    '0000-01-01T00:00:00+01:00',
    '9999-12-31T23:00:00-01:00',
    '2024-02-30T00:00:00Z',
    'now',
  ])
    assert.equal(read(`${time} stdout F a`), undefined, time);
});

test('a line that lacks something is none', () => {
  for (const line of [
    '',
    '2024-06-10T06:13:20Z',
    '2024-06-10T06:13:20Z stdout F',
    '2024-06-10T06:13:20Z std F a',
  ])
    assert.equal(read(line), undefined, line);
});

test('parts cut within a character are joined by their bytes', () => {
  const bytes = Buffer.from('a🚀b');
  for (let at = 0; at <= bytes.length; at++) {
    const part = (tag: string, text: Buffer) =>
      Buffer.concat([Buffer.from(`2024-06-10T06:13:20Z stdout ${tag} `), text, Buffer.from('\n')]);
    const [found, ...others] = documents(
      Buffer.concat([part('P', bytes.subarray(0, at)), part('F', bytes.subarray(at))]),
    );
    assert.equal(found?.source.message, 'a🚀b');
    assert.equal(found?.source.event, undefined);
    assert.equal(others.length, 0);
  }
});

test('a text that is no UTF-8 is told as far as can be, with its bytes beside it', () => {
  const line = Buffer.from('2024-06-10T06:13:20Z stdout F caf\xe9\n', 'latin1');
  const [found] = documents(line);
  assert.equal(found?.source.message, 'caf\ufffd');
  assert.equal(found?.source.stream, 'stdout');
  assert.equal(found?.source.event.malformed, undefined);
  assert.equal(Buffer.from(found?.source.event.original_base64, 'base64').toString('latin1'), 'caf\xe9\n');
});
