import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COPIED } from '../../../src/parse/formats/format.ts';
import { JsonFormats } from '../../../src/parse/formats/json.ts';
import { SCHEMAS } from '../../../src/parse/schemas/schemas.ts';
import { usualSchema } from '../../../src/parse/schemas/short.ts';
import { container } from '../rig.ts';
import { agree } from './agree.ts';

const name = fc.constantFrom(
  ...['a', 'b', 'level', 'msg', 'time', 'ts', 'severity', 'message', '@t', '_x', 'a.b', 'a.c', 'x/y', 'k-v'],
  ...['err', 'error', 'exception', 'err.b'],
  ...['a..b', 'a.', '.a', '1a', '-a', 'é', ''],
);
const value = fc.oneof(
  fc.constantFrom('1', '-1', '0', '01', '1.5', '1.', '1.50', '-', '123456789012345', '1234567890123456'),
  fc.constantFrom('true', 'false', 'truer', 'null', '', 'x', 'é', 'x\u00a0y', '<a&b>', 'a\\b', 'a"b', 'x\ty'),
  fc.constantFrom(
    'info',
    'WARN',
    '30',
    '2024-06-10T06:13:20Z',
    '2024-06-10T06:13:20.5+02:00',
    '1718000000.25',
  ),
  fc.constantFrom('"a b"', '""', '"a \\"b\\" c"', '"a\\nb"', '"a\\xb"', '"é<&>"', '"a\tb"', '"open', '"a"b'),
  fc.constantFrom(
    '"2024-06-10 06:13:20,123"',
    '"\\u001b[31mred"',
    '"\\ud800"',
    '"\u001b[31mred"',
    'x\r',
    '\u2028',
  ),
);
const pair = fc
  .tuple(name, fc.constantFrom('=', '=', '=', '=', '==', ' = ', ''))
  .chain(([key, equals]) => value.map((text) => `${key}${equals}${text}`));
const gap = fc.constantFrom(' ', ' ', ' ', '  ', '', '\t', ', ');
const line = fc
  .tuple(fc.array(fc.tuple(pair, gap), { maxLength: 6 }), fc.constantFrom('', ' ', '\r', 'x', ' x'))
  .map(([pairs, end]) => pairs.flat().join('') + end);
const usualName = fc.constantFrom('err', 'error', 'level', 'msg', 'time', 'a', 'b', 'c.d', 'took', 'caller');
const usual = fc
  .uniqueArray(fc.tuple(usualName, value), { selector: ([key]) => key, minLength: 2 })
  .map((pairs) => pairs.map(([key, text]) => `${key}=${text}`).join(' '));

for (const where of ['json', 'container', 'root'] as const) {
  test(`the fast way of logfmt says what the reference says, members in ${where}`, () => {
    const formats = Object.values(SCHEMAS).map((schema) =>
      new JsonFormats(where, schema).logfmtOf(container),
    );
    fc.assert(
      fc.property(fc.oneof(line, usual), fc.constantFrom(...formats), (text, format) => {
        agree(format, text);
      }),
      { numRuns: 3000 },
    );
  });
}

test('a pair without a name makes the text another one', () => {
  const format = new JsonFormats('json', usualSchema).logfmtOf(container);
  for (const text of ['a=1 =2', 'a=1 ==2', '=1 a=2']) assert.notEqual(agree(format, text), COPIED, text);
});

test('usual lines are read the fast way', () => {
  const format = new JsonFormats('json', usualSchema).logfmtOf(container);
  for (const text of [
    'time="2024-06-10T06:13:20Z" level=warning msg="order \\"4711\\" is slow" took=12.5 retry=true',
    'ts=1718000000.25 caller=shop/orders.go:42 level=info path=/x?a=1&b=2 http.status=200 err=  ',
  ])
    assert.equal(agree(format, text), COPIED, text);
});
