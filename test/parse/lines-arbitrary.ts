import fc from 'fast-check';
import { envelope } from '../support/docker-envelope.ts';

/** Characters that some layer gives a meaning, ones that it must not, and everything else. */
const character = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...'abcXYZ019 -/:.') },
  { weight: 4, arbitrary: fc.constantFrom(...'"\\[]{}<>&,\'') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('\n', '\r', '\t', '\b', '\f', '\v', '\0', '\u001b', '\u007f', '\u0085'),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('é', '€', '🚀', '\u2028', '\u2029', '\ufffd', '\ufeff', '\ud800', '\udc00'),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }) },
);
export const anyText = fc.array(character, { maxLength: 30 }).map((characters) => characters.join(''));

const mostly = <T>(usual: fc.Arbitrary<T>, odd: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 8, arbitrary: usual }, { weight: 1, arbitrary: odd });

const word = mostly(
  fc.constantFrom('-', '192.0.2.7', '2001:db8::1', 'host.example', 'frank', 'SHOP\\\\jo'),
  anyText,
);
const clock = mostly(
  fc.constantFrom('17/May/2015:10:05:03 +0000', '29/Feb/2024:23:59:59 -0730', '01/Dec/1999:00:00:00 +1400'),
  fc.oneof(
    anyText,
    fc.constantFrom('30/Feb/2024:00:00:00 +0000', '17/may/2015:10:05:03 +0000', '17/May/2015:10:05:60 +9900'),
  ),
);
const quoted = mostly(
  fc.constantFrom(
    '-',
    '',
    'GET /a?b=c&d=<e> HTTP/1.1',
    '\\x16\\x03',
    'a \\"b\\" c',
    'trailing \\\\',
    'http://ex.ample/é🚀',
  ),
  anyText,
);
const status = mostly(
  fc.constantFrom('200', '404', '999'),
  fc.constantFrom('099', '20', '2000', '-', '', 'OK'),
);
const size = mostly(
  fc.constantFrom('-', '0', '1', '203023', '999999999999999'),
  fc.constantFrom('01', '-1', '1.5', '1000000000000000', '99999999999999999999', ''),
);
/** Words that a virtual host, a list of addresses or a user of several words are made of. */
const frontWord = fc.constantFrom(
  ...[
    '-',
    '-',
    '192.0.2.7',
    '192.0.2.7,',
    '2001:db8::1,',
    'unknown,',
    '10.0.0.2,10.0.0.3',
    'a,',
    '-,',
    '-,a',
    ',',
    ',,',
  ],
  ...[
    'shop.example:443',
    '::1',
    'Mary',
    'Doe',
    '""',
    '[x]',
    `${'1'.repeat(64)},`,
    `${'1'.repeat(65)},`,
    'é,',
  ],
);
/** What may follow the usual fields: that of other servers, pieces of it, anything. */
const token = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(
      ...[
        '"-"',
        '-',
        '"203.0.113.5, 10.0.0.2"',
        '"3.21"',
        '3.21',
        '0.004',
        '"0.004"',
        '1.2345',
        '0',
        '4404',
        '01',
      ],
      ...[
        '3ms',
        '0ms',
        '1234ms',
        '12.5us',
        '1µs',
        '7ns',
        '1234567890s',
        '2s',
        '03ms',
        '1.ms',
        'rt=0.004',
        'rt=7',
      ],
      ...[
        'rt=',
        'rt=x',
        '"web@docker"',
        '"http://192.0.2.9:9000"',
        '[default-web-80]',
        '[]',
        '[-]',
        '[a b]',
        '"',
      ],
      ...['\\', '\\"', '"a \\" rt=1.5 b"', 'k="a rt=2.5"', '\\\\', '', '\t', '10.0.0.5:8080, 10.0.0.6:8080'],
    ),
  },
  { weight: 1, arbitrary: anyText },
);
const tail = fc
  .tuple(
    fc.constantFrom('', ' "-" "-"', ' - "curl/8"', ' "http://shop.example/" "a"', ' - -'),
    fc.oneof(
      fc.array(token, { minLength: 1, maxLength: 5 }).map((tokens) => tokens.join(' ')),
      fc.constantFrom(
        '4404 "web@docker" "http://192.0.2.9:9000" 3ms',
        '4404 - - 0ms',
        '85 0.004 [default-web-80] [] 10.0.0.5:8080 612 0.004 200 7f3a',
      ),
    ),
  )
  .map(([pair, more]) => `${pair} ${more}`);
const after = mostly(
  fc.tuple(quoted, quoted).map(([referrer, agent]) => ` "${referrer}" "${agent}"`),
  fc.oneof(anyText, fc.constantFrom('', ' "-"', ' "-" "-" 0.005', ' - -', ' "a" "b"x'), tail, tail, tail),
);
/** What stands before the time: mostly client, ident and user. */
const front = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.tuple(word, word, word).map((words) => words.join(' ')),
  },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(frontWord, word), { minLength: 3, maxLength: 6 })
      .map((words) => words.join(' ')),
  },
);
export const accessText = fc
  .tuple(front, clock, quoted, status, size, after)
  .map(
    ([client, time, request, code, bytes, rest]) =>
      `${client} [${time}] "${request}" ${code} ${bytes}${rest}`,
  );

/** Texts that a container may print: access lines, broken access lines, anything. */
const text = fc.oneof({ weight: 3, arbitrary: accessText }, { weight: 1, arbitrary: anyText });
const textEnd = fc.oneof(
  { weight: 12, arbitrary: fc.constant('\n') },
  { weight: 2, arbitrary: fc.constant('\r\n') },
  { weight: 3, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: fc.constant('\r') },
);
const log = fc.tuple(text, textEnd).map(([body, end]) => body + end);
export const stream = fc.constantFrom('stdout' as const, 'stdout' as const, 'stderr' as const);
export const goodTime = fc.constantFrom(
  '2024-06-10T06:13:20.123456789Z',
  '2024-06-10T06:13:20.12Z',
  '2024-06-10T06:13:20Z',
  '0001-01-01T00:00:00Z',
);

/** A whole line's envelope, exactly as Docker writes it when no log-opts add `attrs`. */
export const dockerLine = fc
  .tuple(text, fc.constantFrom('\n', '\r\n'), stream, goodTime)
  .map(([body, end, name, time]) => envelope(Buffer.from(body + end), name, time));

/** The same JSON string with some characters written as escapes that are not Docker's. */
function escapeOdd(value: string, positions: readonly number[]): string {
  const units = value.split('').map((unit, i) => {
    if (!positions.includes(i)) return JSON.stringify(unit).slice(1, -1);
    if (unit === '/') return '\\/';
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return `"${units.join('')}"`;
}

const oddEscapes = fc
  .tuple(log, fc.array(fc.nat(90), { maxLength: 4 }), stream, goodTime)
  .map(
    ([value, positions, name, time]) =>
      `{"log":${escapeOdd(value, positions)},"stream":"${name}","time":"${time}"}\n`,
  );
const dockerAnything = fc
  .tuple(
    log,
    fc.oneof(stream, fc.constant('' as const)),
    goodTime,
    fc.option(fc.constantFrom('{}', '{"tag":"a","b.c":"\\n"}'), { nil: undefined }),
  )
  .map(([value, name, time, attrs]) => envelope(Buffer.from(value), name, time, attrs));
const oddMembers = fc
  .tuple(
    log,
    fc.constantFrom('stdout', 'stderr', 'stdwhat', ''),
    fc.oneof(
      goodTime,
      fc.constantFrom(
        '',
        'now',
        '2024-06-31T00:00:00Z',
        '2024-06-10T06:13:20+02:00',
        '2024-06-10T06:13:20.Z',
      ),
    ),
    fc.constantFrom('', ' ', '\r', '}', ','),
  )
  .map(([value, name, time, tail]) => `${JSON.stringify({ log: value, stream: name, time })}${tail}\n`);
const junk = fc.oneof(
  anyText.map((value) => `${value}\n`),
  fc.constantFrom('\n', '\r\n', '\0\0\0\n', '{}\n', '[]\n', 'null\n', '{"log":"cut\n', '{"log":"\n'),
);

/** One line of a log file: most often as Docker writes it, else something near it, else anything. */
export const fileLine = fc.oneof(
  { weight: 6, arbitrary: dockerLine },
  { weight: 4, arbitrary: dockerAnything },
  { weight: 2, arbitrary: oddEscapes },
  { weight: 1, arbitrary: oddMembers },
  { weight: 1, arbitrary: junk },
);

/** Changes at random places: bytes set, inserted, repeated, removed. */
const damage = fc.array(
  fc.tuple(
    fc.nat(),
    fc.constantFrom('set', 'insert', 'remove', 'repeat'),
    fc.oneof(fc.constantFrom(0, 0x0a, 0x22, 0x5c, 0x75, 0x7b, 0x7d, 0x80, 0xff), fc.nat(255)),
    fc.integer({ min: 1, max: 20 }),
  ),
  { minLength: 1, maxLength: 6 },
);

function damaged(bytes: Buffer, changes: readonly (readonly [number, string, number, number])[]): Buffer {
  for (const [place, how, value, length] of changes) {
    const at = place % (bytes.length + 1);
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)];
    if (how === 'set') bytes = Buffer.concat([head, Buffer.of(value), tail.subarray(1)]);
    if (how === 'insert') bytes = Buffer.concat([head, Buffer.of(value), tail]);
    if (how === 'remove') bytes = Buffer.concat([head, tail.subarray(length)]);
    if (how === 'repeat') bytes = Buffer.concat([head, tail.subarray(0, length), tail]);
  }
  return bytes;
}

/** A log file's bytes, good or damaged. */
export const fileBytes = fc
  .tuple(fc.array(fileLine, { minLength: 1, maxLength: 8 }), fc.option(damage, { nil: undefined, freq: 2 }))
  .map(([lines, changes]) => damaged(Buffer.from(lines.join('')), changes ?? []));
