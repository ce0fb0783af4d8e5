import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COPIED, UNSURE } from '../../../src/parse/formats/format.ts';
import { Log4jCopier } from '../../../src/parse/formats/texts/log4j/copy-log4j.ts';
import { TextFormat } from '../../../src/parse/formats/texts/text-format.ts';
import { textReaders } from '../../../src/parse/formats/texts/texts.ts';
import { SCHEMAS } from '../../../src/parse/schemas/schemas.ts';
import { agree } from './agree.ts';

const formats = Object.values(SCHEMAS).map(
  (schema) => new TextFormat(textReaders.log4j, schema, new Log4jCopier(schema)),
);

const date = fc
  .tuple(
    fc.constantFrom(
      '2024-06-10 06:13',
      '2024-06-10T06:13',
      '2024-06-10 23:59',
      '2024-02-30 06:13',
      '2024-06-10_06:13',
    ),
    fc.constantFrom(':20', ':20', ':59', ':60', ':2', ''),
    fc.constantFrom('', ',123', '.123', '.123456789', '.1234567890', ',', '.'),
    fc.constantFrom(
      '',
      '',
      '',
      'Z',
      ' Z',
      ' UTC',
      '+02:00',
      ' +0200',
      '-14:59',
      '+15:00',
      ' +02',
      'X',
      ' UTCX',
      ']',
    ),
  )
  .map((parts) => parts.join(''));
const level = fc.constantFrom(
  'INFO',
  'LOG',
  'WARN',
  'ERROR',
  'SEVERE',
  'INFORMATION',
  'HELLO',
  'info',
  'DEBUG1',
  'INFOS',
  'EMERGENCY',
);
const thread = fc.constantFrom(
  '[main]',
  '[35]',
  '[INFO]',
  '[7] [INFO]',
  '[worker-7]',
  '[]',
  '[a "b"]',
  '[a\\b]',
  '[é]',
  '[a b',
  '[x][y]',
  '[<t>]',
  '[a\tb]',
);
const logger = fc.constantFrom(
  ...[
    'com.example.Orders',
    'orders',
    'a"b',
    'a<b>',
    'a\\b',
    'é',
    'a\u00a0b',
    'a\tb',
    'a\bb',
    '',
    '17 --- [x] [y] c.d',
    '[x] c',
  ],
);
const gap = fc.constantFrom(' ', ' ', ' ', '  ', ':', ': ', ' - ', '  -  ', ' -', '- ', '', '\t');
const message = fc.constantFrom('done', '', 'a - b', 'x: y', '"q" é <&>', 'a\tb', 'a\r', '- x', '\u2028 - x');
const piece = fc.oneof(level, thread, logger);
const line = fc.tuple(date, gap, piece, gap, piece, gap, logger, gap, message).map((parts) => parts.join(''));
const usual = fc
  .tuple(
    date,
    fc.oneof(fc.tuple(level, thread), fc.tuple(thread, level)),
    logger,
    fc.constantFrom(' - ', ': ', ' '),
    message,
  )
  .map(([time, [one, two], name, between, text]) => `${time} ${one} ${two} ${name}${between}${text}`);

test('the fast way of log4j says what the reference says', () => {
  fc.assert(
    fc.property(fc.oneof(line, usual), fc.constantFrom(...formats), (text, format) => {
      agree(format, text);
    }),
    { numRuns: 10_000 },
  );
});

test('usual layouts are read without decoding', () => {
  const schema = SCHEMAS.otel;
  const copier = new Log4jCopier(schema);
  const format = new TextFormat(textReaders.log4j, schema, copier);
  const over = { read: (text: string) => format.read(text), extraBytes: format.extraBytes };
  for (const text of [
    '2024-06-10 06:13:20,123 INFO  [worker-7] com.example.Orders - order "4711" stored',
    '2024-06-10T06:13:20.123+02:00 [main] WARN com.example.Orders: slow',
    '2024-06-10 06:13:20 UTC ERROR com.example.Orders - no stock',
    '2024-06-10 06:13:20 INFO: started',
  ]) {
    assert.equal(agree({ ...over, copy: (scan) => copier.copy(scan) }, text), COPIED, text);
  }
  const spring = '2024-06-10T06:13:20.123Z  INFO 17 --- [shop] [main] c.e.Orders : stored';
  assert.equal(agree({ ...over, copy: (scan) => copier.copy(scan) }, spring), UNSURE);
  assert.equal(agree(format, spring), COPIED);
});
