import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combined } from '../../src/parse/combined-format.ts';
import { documentLines, idOf, wellFormed } from '../../src/parse/document.ts';
import { makeFrame } from '../../src/parse/frame.ts';
import { asMessage } from '../../src/parse/plain.ts';
import { container, makeSource, TIME } from './rig.ts';

const frame = makeFrame(makeSource(), 'host1', () => false, [combined()]);
const rest = `"file":{"path":"/containers/ab/ab-json.log"}},"container":{"id":"${container.id}","name":"prod1","image":"nginx:1.27"},"host":{"name":"host1"}}\n`;

test('action line and source line, byte for byte', () => {
  assert.equal(
    documentLines(frame, 4711, idOf(frame, 4711, '123456789'), {
      fields: asMessage('a\n"b"'),
      stream: 'stderr',
      time: TIME,
    }),
    '{"create":{"_id":"KEY-OF-16-BYTES_.4711.123456789"}}\n' +
      `{"message":"a\\n\\"b\\"","stream":"stderr","@timestamp":"${TIME}","log":{"offset":4711,${rest}`,
  );
});

test('what is not known is left out; marks say what was wrong', () => {
  assert.equal(
    documentLines(frame, 0, idOf(frame, 0, 'x0123abcd'), {
      fields: asMessage(''),
      stream: '',
      time: '',
      marks: { malformed: true, cut: true },
    }),
    '{"create":{"_id":"KEY-OF-16-BYTES_.0.x0123abcd"}}\n' +
      `{"message":"","event":{"malformed":true,"cut":true},"log":{"offset":0,${rest}`,
  );
});

test('offsets beyond 32 bits are exact', () => {
  const offset = 2 ** 53 - 1;
  const content = { fields: asMessage(''), stream: '', time: '' } as const;
  const lines = documentLines(frame, offset, idOf(frame, offset, '000000000'), content).split('\n');
  assert.equal(JSON.parse(lines[0]!).create._id, 'KEY-OF-16-BYTES_.9007199254740991.000000000');
  assert.equal(JSON.parse(lines[1]!).log.offset, offset);
});

test('halves of surrogate pairs are replaced, pairs stay', () => {
  assert.equal(wellFormed('a\ud800b\udc00c🚀\udc00\ud83d'), 'a\ufffdb\ufffdc🚀\ufffd\ufffd');
});
