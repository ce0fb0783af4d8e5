import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readEnvelope } from '../../src/parse/envelope.ts';

const time = '2024-06-10T06:13:20.123456789Z';

test('a usual line', () => {
  assert.deepEqual(readEnvelope(`{"log":"hello \\"you\\"\\n","stream":"stdout","time":"${time}"}`), {
    log: 'hello "you"\n',
    stream: 'stdout',
    time,
  });
});

test('keys that Docker leaves out or adds', () => {
  assert.deepEqual(readEnvelope(`{"stream":"stderr","time":"${time}"}`), { log: '', stream: 'stderr', time });
  assert.deepEqual(readEnvelope(`{"log":"x","time":"${time}"}`), { log: 'x', stream: '', time });
  assert.deepEqual(readEnvelope(`{"time":"0001-01-01T00:00:00Z"}`), {
    log: '',
    stream: '',
    time: '0001-01-01T00:00:00Z',
  });
  assert.deepEqual(readEnvelope(`{"log":"x","stream":"stdout","attrs":{"a":1},"time":"${time}"}`), {
    log: 'x',
    stream: 'stdout',
    time,
    attrs: { a: 1 },
  });
});

test('white space and another order of keys are JSON too', () => {
  assert.deepEqual(readEnvelope(` { "time" : "${time}" , "log" : "x\\n" }\r`), {
    log: 'x\n',
    stream: '',
    time,
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
    assert.equal(readEnvelope(line), undefined, line);
  }
});
