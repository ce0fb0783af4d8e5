import fc from 'fast-check';
import { OwnNames } from '../../src/parse/json/own-names.ts';
import { wellFormed } from '../../src/parse/json/well-formed.ts';
import { roleNamed } from '../../src/parse/roles/role-names.ts';
import { SCHEMAS } from '../../src/parse/schemas/schemas.ts';

/** Of all schemas, and of objects that some of their fields are in. */
const own = [
  ...new Set(Object.values(SCHEMAS).flatMap((schema) => new OwnNames(schema).all)),
  ...['http', 'user.name', 'body'],
];

const space = fc.oneof(
  { weight: 12, arbitrary: fc.constant('') },
  { weight: 3, arbitrary: fc.constantFrom(' ', '  ') },
  { weight: 1, arbitrary: fc.constantFrom('\t', '\r', '\n', '\u00a0', '\ufeff') },
);

/** Pieces of the inside of a JSON string, as they are written. */
const piece = fc.oneof(
  { weight: 10, arbitrary: fc.constantFrom('a', 'Z', '0', ' ', '/', '{', '}', '[', ':', ',', '<&>') },
  { weight: 4, arbitrary: fc.constantFrom('\\"', '\\\\', '\\/', '\\b', '\\f', '\\n', '\\r', '\\t') },
  { weight: 3, arbitrary: fc.constantFrom('\\u00e9', '\\u003c', '\\u0000', '\\u2028', '\\uD83D\\uDE80') },
  { weight: 3, arbitrary: fc.constantFrom('é', '€', '🚀', '\u2028', '\ufffd', '\u007f') },
  { weight: 1, arbitrary: fc.constantFrom('\\ud800', '\\udc00', '\\ud83dx', '\\ud83d\\n', '\\ud83d\\u0041') },
);
const broken = fc.constantFrom(
  '\\',
  '\\x',
  '\\u12',
  '\\u00zz',
  '"',
  '\n',
  '\t',
  '\u0000',
  '\u001b',
  '\\U0041',
);
const inside = (odd: number) =>
  fc
    .array(fc.oneof({ weight: 200, arbitrary: piece }, { weight: odd, arbitrary: broken }), { maxLength: 8 })
    .map((pieces) => pieces.join(''));
/** What loggers write as level or time, and something near it. */
const told = fc.oneof(
  fc.constantFrom('"info"', '"WARNING"', '"Information"', '"audit"', '""', '" "', `"${'x'.repeat(33)}"`),
  fc.constantFrom('"2024-06-10T06:13:20.123Z"', '"2024-06-10T06:13:21Z"', '"2024-06-10T06:13:61Z"'),
  fc.constantFrom(
    '"2024-06-10 06:13:20,123"',
    '"2024-06-10T06:13:20.1234567+02:00"',
    '"2024-02-30T06:13:20Z"',
  ),
  fc.constantFrom('"2024-06-10T06:13:20+0200"', '"2024-06-10T06:13:20+14:60"', '"2024-06-10T06:13:20.Z"'),
  fc.constantFrom(
    '"2024-06-10T06:13:20 UTC"',
    '"2024-06-10T06:13:20.0123456789Z"',
    '"2024-06-10"',
    '"2024-06"',
  ),
  fc.constantFrom(
    '1718000000',
    '1718000000123',
    '1718000001.123456789012',
    '1718000000123456789',
    '17180000001',
  ),
  fc.constantFrom('0', '6', '9', '10', '35', '60', '70', '250', '300', '1000', '-30', '30.0', '3e1'),
);
const string = fc.oneof(
  { weight: 3, arbitrary: inside(1).map((text) => `"${text}"`) },
  { weight: 1, arbitrary: told },
);

const number = fc.oneof(
  fc.constantFrom('0', '-0', '30', '1718000000123', '12.5', '1e999', '-1.5E-7', '1E+5', '0.10', '0e0'),
  fc.constantFrom('123456789012345678901234567890', '9007199254740993', '0.1000000000000000055'),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
);
const notNumber = fc.constantFrom('01', '-', '1.', '.5', '1e', '+1', '0x1', '1e+', '--1', '00', 'NaN');
const word = fc.constantFrom('true', 'false', 'null');
const notWord = fc.constantFrom('True', 'nul', 'undefined', '', 'truefalse');

const name = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      'level',
      'time',
      'msg',
      'message',
      'severity',
      'pid',
      'a',
      'b',
      'a.b',
      'log.level',
      '@t',
      'ts',
      'event',
      'err',
      'error',
    ),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom(...own, ...own.map((name) => `${name}.x`), 'hosts', 'lo', 'logs'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('__proto__', 'constructor', '_id', '_', '@version', 'é', 'length', 'x y'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      ' ',
      '.',
      'a.',
      '.a',
      'a..b',
      'a. .b',
      '\u00a0',
      '\\u0061',
      'l\\u006fg',
      '\\n',
    ),
  },
  { weight: 1, arbitrary: inside(1) },
);

const { value } = fc.letrec<{ value: string; object: string; array: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', maxDepth: 4 },
    { weight: 6, arbitrary: string },
    { weight: 4, arbitrary: number },
    { weight: 2, arbitrary: word },
    { weight: 2, arbitrary: tie('object') },
    { weight: 2, arbitrary: tie('array') },
  ),
  object: objectOf(tie('value')),
  array: fc
    .tuple(fc.array(spaced(tie('value')), { maxLength: 4 }), space)
    .map(([all, end]) => `[${all.join(',')}${end}]`),
}));

function spaced(arbitrary: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(space, arbitrary, space).map((parts) => parts.join(''));
}

function objectOf(member: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const one = fc
    .tuple(spaced(name.map((text) => `"${text}"`)), spaced(member))
    .map((parts) => parts.join(':'));
  return fc.tuple(fc.array(one, { maxLength: 6 }), space).map(([all, end]) => `{${all.join(',')}${end}}`);
}

/** Nested so many times: around the limit, and far beyond it. */
const deep = fc
  .tuple(fc.constantFrom(1, 18, 19, 20, 21, 5000), fc.boolean())
  .map(([depth, arrays]) =>
    arrays
      ? `{"a":${'['.repeat(depth)}${']'.repeat(depth)}}`
      : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
  );
/** With so many names: around all limits. */
const wide = fc
  .constantFrom(63, 64, 65, 66, 999, 1000, 1001)
  .map((count) => `{${Array.from({ length: count }, (_, i) => `"n${i}":${i}`).join(',')}}`);

/** A text that is most often a JSON object, else something near it. */
export const jsonText = fc.oneof(
  { weight: 20, arbitrary: spaced(objectOf(value)) },
  { weight: 2, arbitrary: objectOf(fc.oneof(value, notNumber, notWord)) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(objectOf(value), fc.constantFrom('}', ',', 'x', '{}', '"'))
      .map((parts) => parts.join('')),
  },
  { weight: 2, arbitrary: fc.tuple(objectOf(value), fc.nat(40)).map(([text, end]) => text.slice(0, end)) },
  { weight: 1, arbitrary: spaced(value) },
  { weight: 1, arbitrary: deep },
  { weight: 1, arbitrary: wide },
);

/** A line as pino and others write them: no name twice, nothing that Elasticsearch would refuse, no odd escapes. */
export const loggersText = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(
        'level',
        'time',
        'pid',
        'hostname',
        'msg',
        '@timestamp',
        'message',
        'stream',
        'log.level',
        'err',
        '_x',
      ),
      fc.oneof(
        told,
        fc.string({ unit: 'grapheme' }).map((text) => JSON.stringify(wellFormed(text))),
        fc.constantFrom(
          '30',
          '1718000000123',
          '12.5',
          'true',
          'null',
          '[]',
          '{}',
          '[{"a":"b"},null]',
          '{"type":"Error"}',
        ),
      ),
    ),
    // Of two with one role only the decoded way can tell which has it.
    { selector: ([text]) => roleNamed(text)?.role ?? text, minLength: 1 },
  )
  .map((members) => `{${members.map(([text, json]) => `"${text}":${json}`).join(',')}}`);
