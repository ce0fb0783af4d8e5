import assert from 'node:assert/strict';
import { test } from 'node:test';
import { documentLines, idOf } from '../../src/parse/document.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { plain } from '../../src/parse/formats/plain.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeSource, TIME } from './rig.ts';

const frame = makeFrame(makeSource(), 'host1', () => false, [combined(usualSchema.access)], usualSchema);
const fieldsOf = (text: string) => plain(usualSchema.message).read(text) as string;
const rest = `"file":{"path":"/containers/ab/ab-json.log"}},"container":{"id":"${container.id}","name":"prod1","image":"nginx:1.27"},"host":{"name":"host1"}}\n`;

test('action line and source line, byte for byte', () => {
  assert.equal(
    documentLines(
      frame,
      { offset: 4711, id: idOf(frame.source.key, 4711, '123456789'), time: TIME },
      {
        fields: fieldsOf('a\n"b"'),
        isMatched: false,
        stream: 'stderr',
        time: TIME,
      },
    ),
    '{"create":{"_id":"KEY-OF-16-BYTES_.4711.123456789"}}\n' +
      `{"message":"a\\n\\"b\\"","stream":"stderr","@timestamp":"${TIME}","log":{"offset":4711,${rest}`,
  );
});

test('what is not known is left out; marks say what was wrong', () => {
  assert.equal(
    documentLines(
      frame,
      { offset: 0, id: idOf(frame.source.key, 0, 'x0123abcd'), time: '' },
      {
        fields: fieldsOf(''),
        isMatched: false,
        stream: '',
        time: '',
        marks: { malformed: true, cut: true },
      },
    ),
    '{"create":{"_id":"KEY-OF-16-BYTES_.0.x0123abcd"}}\n' +
      `{"message":"","event":{"malformed":true,"cut":true},"log":{"offset":0,${rest}`,
  );
});

test('offsets beyond 32 bits are exact', () => {
  const offset = 2 ** 53 - 1;
  const content = { fields: fieldsOf(''), isMatched: false, stream: '', time: '' } as const;
  const id = idOf(frame.source.key, offset, '000000000');
  const lines = documentLines(frame, { offset, id, time: '' }, content).split('\n');
  assert.equal(JSON.parse(lines[0]!).create._id, 'KEY-OF-16-BYTES_.9007199254740991.000000000');
  assert.equal(JSON.parse(lines[1]!).log.offset, offset);
});
