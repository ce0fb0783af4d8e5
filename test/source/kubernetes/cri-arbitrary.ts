import fc from 'fast-check';
import { loggersText } from '../../parse/json-arbitrary.ts';
import { anyText, fileLine, stream } from '../../parse/lines-arbitrary.ts';

const ACCESS = '192.0.2.7 - frank [17/May/2015:10:05:03 +0000] "GET /a HTTP/1.1" 200 5 "-" "curl \\"8\\""';

const text = fc
  .oneof(
    anyText,
    fc.constant(ACCESS),
    loggersText,
    fc.tuple(anyText, fc.nat(40)).map(([all, times]) => all.repeat(times)),
  )
  .map((all) => all.replaceAll('\n', '|'));

/** Of containerd and CRI-O, and some that are none. */
export const time = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      '2024-06-10T06:13:20.123456789Z',
      '2024-06-10T06:13:20.12Z',
      '2024-06-10T06:13:20Z',
      '2024-06-10T06:13:21.123456789+01:00',
      '2024-06-10T06:14:21.1234+01:00',
      '2024-06-10T06:13:20.000000000+00:00',
      '2024-03-01T01:59:59.9-10:00',
      '2024-12-31T23:30:00-00:30',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '0000-01-01T00:00:00+00:01',
      '9999-12-31T23:59:59.5-01:00',
      '2024-06-10T06:13:20.+01:00',
      '2024-06-10T06:13:20.1234567891Z',
      '2024-06-10T06:13:60+01:00',
      '2024-06-31T06:13:20+01:00',
      '2024-06-10T06:13:20+15:00',
      '2024-06-10 06:13:20Z',
      'yesterday',
    ),
  },
);
const tag = fc.oneof(
  { weight: 6, arbitrary: fc.constant('F') },
  { weight: 2, arbitrary: fc.constant('P') },
  { weight: 1, arbitrary: fc.constantFrom('F:x', 'P:x:y', 'X', '', 'FP', 'f') },
);
const newline = fc.oneof(
  { weight: 12, arbitrary: fc.constant('\n') },
  { weight: 1, arbitrary: fc.constant('\r\n') },
);

const line = fc
  .tuple(time, stream, tag, text, newline)
  .map(([when, name, tags, all, end]) => Buffer.from(`${when} ${name} ${tags} ${all}${end}`));
/** Two lines, the first of which ends within a character or not. */
const cutWithin = fc
  .tuple(stream, fc.constantFrom('é', '€', '🚀', 'abcd'), fc.nat(4))
  .map(([name, character, at]) => {
    const bytes = Buffer.from(character.repeat(2));
    const begin = (end: string) => Buffer.from(`2024-06-10T06:13:20.5Z ${name} ${end} `);
    const lf = Buffer.from('\n');
    return Buffer.concat([begin('P'), bytes.subarray(0, at), lf, begin('F'), bytes.subarray(at), lf]);
  });
const binary = fc
  .uint8Array({ maxLength: 30 })
  .map((bytes) => Buffer.concat([Buffer.from('2024-06-10T06:13:20Z stdout F '), bytes, Buffer.from('\n')]));
const short = fc.constantFrom('\n', '2024-06-10T06:13:20Z\n', '2024-06-10T06:13:20Z stdout F\n', '\0\0\n');

/** Bytes of a log file of a container runtime for Kubernetes: good lines, parts, what Docker writes, and anything. */
export const criLog = fc
  .array(
    fc.oneof(
      { weight: 12, arbitrary: line },
      { weight: 2, arbitrary: cutWithin },
      { weight: 1, arbitrary: binary },
      { weight: 1, arbitrary: fileLine.map((all) => Buffer.from(all)) },
      { weight: 1, arbitrary: short.map((all) => Buffer.from(all)) },
      { weight: 1, arbitrary: anyText.map((all) => Buffer.from(`${all}\n`)) },
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((lines) => Buffer.concat(lines));
