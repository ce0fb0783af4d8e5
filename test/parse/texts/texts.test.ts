import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FormatName } from '../../../src/parse/formats/format-names.ts';
import { escapeLog } from '../../support/docker-envelope.ts';
import { makeBlock, Rig, TIME } from '../rig.ts';
import { examples } from './examples.ts';

const OWN = ['stream', '@timestamp', 'log', 'container', 'host'];

/** The fields of a line's text, and which format `auto` found. */
function fieldsOf(text: string, formats: readonly FormatName[] = ['auto'], inParts = false) {
  const learnt: string[] = [];
  const onFormat = (_: unknown, name: string) => learnt.push(name);
  const rig = new Rig({ formats, jsonFields: 'json', colours: 'strip', onFormat });
  const parts = inParts ? [text.slice(0, 5), `${text.slice(5)}\n`] : [`${text}\n`];
  const line = (part: string) =>
    `{"log":${escapeLog(Buffer.from(part))},"stream":"stdout","time":"${TIME}"}\n`;
  rig.parse(makeBlock(parts.map(line).join('')));
  const [document] = rig.documents();
  const fields = Object.entries(document?.source ?? {}).filter(([name]) => !OWN.includes(name));
  return { fields: Object.fromEntries(fields), learnt };
}

for (const { format, by, line, fields } of examples) {
  test(`${format}, as ${by} has it`, () => {
    assert.deepEqual(fieldsOf(line), { fields, learnt: [format] });
    assert.deepEqual(fieldsOf(line, [format as FormatName]), { fields, learnt: [] });
  });
}

test('prose and what is near a format are messages', () => {
  for (const text of [
    '',
    ' ',
    'Starting up',
    'x = 1',
    'retry=3 of the order 4711',
    'the sum: a=1 b=2',
    'a=1',
    'msg="not closed level=info',
    'INFO',
    'Error: no stock',
    'LIMITED:offer: one day only',
    '2024-06-10',
    '2024-06-10 06:13:20,123',
    '2024-06-10 06:13:20,123 HELLO world',
    '2024-13-10 06:13:20,123 INFO world',
    '2024-06-10 Everything is fine',
    '12:30 is lunch time',
    'I0610 was a robot',
    'Jun 10 is a day',
    '[x] done',
    '<b>bold</b>',
    '<999>1 2024-06-10T06:13:20Z a b c d - x',
    '{not json}',
    '    at com.example.Orders.store(Orders.java:42)',
  ]) {
    const { fields, learnt } = fieldsOf(text);
    assert.deepEqual(fields, text === '' ? { message: '' } : { message: text }, text);
    assert.deepEqual(learnt, [], text);
  }
});

test('both ways of auto say the same of what begins with a date', () => {
  const dates = [
    '2024-06-10 06:13:20',
    '2024-06-10  6:13:20',
    '2024-06-10 6:13:20',
    '2024-06-10T06:13:20.123456789+02:00',
  ];
  const rests = [
    '] [INFO] x',
    ' [INFO] x',
    ' [7] [INFO] x',
    ' - a - INFO - x',
    ' UTC [3] LOG:  x',
    ' +02 [3] LOG:  x',
    ' 7 [Note] x',
  ];
  rests.push(
    ' [Note] x',
    'Z [Warning] x',
    ' INFO x',
    ' X',
    ' Info x',
    ' "x"',
    ' {x',
    '',
    ' ',
    '  Z INFO x',
    ' I',
    ' Z INFO a - x',
  );
  for (const text of dates.flatMap((date) => rests.map((rest) => date + rest))) {
    const fast = fieldsOf(text);
    // What stands in a part of a line is joined, and read the decoded way.
    assert.deepEqual(fast, fieldsOf(text, ['auto'], true), text);
  }
});
