import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope as readLine } from '../../../src/source/docker/read-envelope.ts';

/** A line with parts of any length. */
const read = (line: string | Buffer, partBytes = 0) => readLine(Buffer.from(line), partBytes);

const time = '2024-06-10T06:13:20.123456789Z';

test('a usual line', () => {
  assert.deepEqual(read(`{"log":"hello \\"you\\"\\n","stream":"stdout","time":"${time}"}`), {
    text: 'hello "you"\n',
    stream: 'stdout',
    time,
    isPart: false,
  });
});

test('keys that Docker leaves out or adds', () => {
  assert.deepEqual(read(`{"stream":"stderr","time":"${time}"}`), {
    text: '',
    stream: 'stderr',
    time,
    isPart: true,
  });
  assert.deepEqual(read(`{"log":"x","time":"${time}"}`), { text: 'x', stream: '', time, isPart: true });
  assert.deepEqual(read(`{"time":"0001-01-01T00:00:00Z"}`), {
    text: '',
    stream: '',
    time: '0001-01-01T00:00:00Z',
    isPart: true,
  });
  assert.deepEqual(read(`{"log":"x","stream":"stdout","attrs":{"a":1},"time":"${time}"}`), {
    text: 'x',
    stream: 'stdout',
    time,
    attrs: { a: 1 },
    isPart: true,
  });
});

test('white space and another order of keys are JSON too', () => {
  assert.deepEqual(read(` { "time" : "${time}" , "log" : "x\\n" }\r`), {
    text: 'x\n',
    stream: '',
    time,
    isPart: false,
  });
});

test('anything else is not an envelope', () => {
  for (const line of [
    '',
    '   ',
    'plain text',
    '"string"',
    '42',
    'null',
    '[]',
    `[{"log":"x","time":"${time}"}]`,
    '{}',
    '{"log":"no time\\n","stream":"stdout"}',
    `{"log":"bad time","time":"yesterday"}`,
    `{"log":"bad time","time":12}`,
    `{"log":1,"time":"${time}"}`,
    `{"log":null,"time":"${time}"}`,
    `{"log":"x","stream":"stdwhat","time":"${time}"}`,
    `{"log":"x","stream":1,"time":"${time}"}`,
    `{"log":"x","attrs":"text","time":"${time}"}`,
    `{"log":"x","attrs":null,"time":"${time}"}`,
    `{"log":"x","attrs":["a"],"time":"${time}"}`,
    `{"log":"x","attrs":{"a":{"b":"would be another field"}},"time":"${time}"}`,
    `{"log":"x","time":"${time}","more":"would be lost"}`,
    `{"log":"x","__proto__":{"a":1},"time":"${time}"}`,
    `{"log":"cut off`,
    `{"log":"raw\u0000control","time":"${time}"}`,
    `{"log":"bad escape \\x","time":"${time}"}`,
    `{"log":"x","time":"${time}"}}`,
    `\u0000{"log":"x","time":"${time}"}`,
  ]) {
    assert.equal(read(line), undefined, line);
  }
});

test('a text without newline is a part when it fills the buffer, else the last words of a stream', () => {
  const isPart = (text: string) => read(JSON.stringify({ log: text, stream: 'stdout', time }), 6)?.isPart;
  assert.equal(isPart('12345'), false);
  assert.equal(isPart('123456'), true);
  assert.equal(isPart('12345\n'), false);
  assert.equal(isPart('ööö'), true, 'bytes count, not characters');
});

test('a line that is not UTF-8 is not an envelope', () => {
  const line = Buffer.from(`{"log":"\xff\\n","stream":"stdout","time":"${time}"}`, 'latin1');
  assert.equal(read(line), undefined);
});
