import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { COPIED } from '../../src/parse/formats/format.ts';
import { floatJson, intJson } from '../../src/parse/formats/grok/convert.ts';
import { NAMES } from '../../src/parse/formats/grok/names.ts';
import { PatternFormat } from '../../src/parse/formats/pattern.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import { escapeLog } from '../support/docker-envelope.ts';
import { fault } from './pattern-fault.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 1000);

/** The fields by both ways, which must agree; undefined for another format. */
function fields(source: string, text: string, definitions = NAMES): unknown {
  const format = new PatternFormat(new Pattern(source, definitions), []);
  const members = format.read(text);
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`);
  scan.target = Buffer.alloc(4000);
  if (format.copy(scan) === COPIED) {
    assert.equal(scan.target.toString('utf8', 0, scan.out).slice(0, -1), members);
  }
  return members === undefined ? undefined : JSON.parse(`{${members}}`);
}

/** For each name what it describes wholly, and what it does not. */
const MEANT: Readonly<Record<string, readonly [readonly string[], readonly string[]]>> = {
  INT: [
    ['0', '-12', '+7'],
    ['', '1.5', 'x'],
  ],
  NUMBER: [
    ['0', '-1.5', '.5', '1e9'],
    ['1.2.3', '-', 'x'],
  ],
  POSINT: [
    ['1', '10'],
    ['0', '-1'],
  ],
  NONNEGINT: [['0', '10'], ['-1']],
  BASE16NUM: [
    ['0xAf', 'ff'],
    ['xyz', '0x'],
  ],
  VERSION: [
    ['1', '1.2.3', '2.0.0-rc.1'],
    ['v', '.1'],
  ],
  WORD: [['a_1'], ['a b', 'a-b', '']],
  NOTSPACE: [['a,b;'], ['a b', '']],
  SPACE: [['', ' \t'], ['a']],
  DATA: [['', 'a b'], []],
  QUOTEDSTRING: [
    ['"a \\" b"', "'x'", '``'],
    ['"a', '"a"b"'],
  ],
  UUID: [['4bf92f35-77b3-4da6-a3ce-929d0e0e4736'], ['4bf92f35']],
  USER: [
    ['frank', 'a.b-c_1'],
    ['a b', 'a@b'],
  ],
  EMAILADDRESS: [['a.b+c@shop.example'], ['a@', '@b']],
  LOGLEVEL: [
    ['INFO', 'warn', 'Error', 'CRITICAL', 'Information'],
    ['INFOS', 'x'],
  ],
  JAVACLASS: [
    ['com.example.Shop$Order', 'Main'],
    ['1a', 'a..b'],
  ],
  PROG: [
    ['su', 'postfix/smtpd'],
    ['a b', 'su[1]'],
  ],
  IPV4: [
    ['0.0.0.0', '255.255.255.255'],
    ['256.1.1.1', '1.2.3', '1.2.3.4.5'],
  ],
  IPV6: [
    ['::', '::1', '1::', 'fe80::1%eth0', '2001:db8::8a2e:370:7334', '1:2:3:4:5:6:7:8', '::ffff:1.2.3.4'],
    ['1:2:3:4:5:6:7', ':', '1::2::3', '12345::', '1:2:3:4:5:6:7:8:9'],
  ],
  IP: [['192.0.2.7', '::1'], ['host']],
  HOSTNAME: [
    ['web-1', 'shop.example', 'shop.example.'],
    ['-', 'a b'],
  ],
  IPORHOST: [['192.0.2.7', 'shop.example'], ['a/b']],
  HOSTPORT: [['shop.example:80', '192.0.2.7:80'], ['shop.example']],
  MAC: [['00:1b:44:11:3a:b7'], ['00:1b']],
  PATH: [['/var/log/x.log', 'C:\\logs\\x.log', '/'], ['var']],
  URI: [
    ['https://shop.example:8443/a/b?x=1&y=2', 'redis://cache:6379'],
    ['/a', 'shop'],
  ],
  URIPATHPARAM: [['/a', '/a?x=1'], ['a']],
  MONTH: [
    ['Jan', 'September', 'Sept', 'May'],
    ['Foo', '1'],
  ],
  MONTHNUM: [
    ['1', '01', '12'],
    ['13', '0'],
  ],
  MONTHDAY: [
    ['1', '01', '31'],
    ['32', '0'],
  ],
  DAY: [['Mon', 'Sunday'], ['Mo']],
  YEAR: [['2024', '24'], ['202']],
  HOUR: [['0', '09', '23'], ['24']],
  MINUTE: [['00', '59'], ['60']],
  SECOND: [['0', '59', '60', '59,123', '59.123456'], ['61']],
  TIME: [
    ['06:13:20', '6:13:20.5'],
    ['06:13', '25:00:00'],
  ],
  TZ: [
    ['UTC', 'CEST'],
    ['utc', 'Z'],
  ],
  ISO8601_TIMEZONE: [['Z', '+02:00', '-0530'], ['+2']],
  TIMESTAMP_ISO8601: [
    ['2024-06-10T06:13:20.123Z', '2024-06-10 06:13:20,123', '2024-06-10 06:13'],
    ['2024-13-10 06:13:20', '2024-06-10'],
  ],
  HTTPDATE: [['10/Jun/2024:06:13:20 +0200'], ['10/06/2024:06:13:20 +0200']],
  SYSLOGTIMESTAMP: [['Jun 10 06:13:20', 'Jun  1 06:13:20'], ['10 Jun 06:13:20']],
  DATESTAMP: [['06/10/2024 06:13:20', '10.06.2024-06:13:20'], ['2024']],
  TIMESTAMP: [['2024-06-10T06:13:20Z', '10/Jun/2024:06:13:20 +0200', 'Jun 10 06:13:20'], ['x']],
  REQUEST: [['GET / HTTP/1.1', ''], ['a"b']],
  QUOTE: [['"'], ["'"]],
};

test('names describe what they say', () => {
  for (const [name, [good, bad]] of Object.entries(MEANT)) {
    const pattern = new Pattern(`%{${name}:x}`);
    for (const text of good) assert.ok(pattern.read(text), `${name} ${text}`);
    for (const text of bad) assert.equal(pattern.read(text), undefined, `${name} ${text}`);
  }
});

test('every name is a regular expression for both engines, and none can be set off', () => {
  const texts = ['1', ':', 'a', '/', '.', '1.', 'a:', '"', '\\', ' '].map((fuse) => fuse.repeat(4000));
  for (const name of NAMES.keys()) {
    const pattern = new Pattern(`%{${name}:x}%{${name}}*!%{GREEDYDATA}`);
    const begin = performance.now();
    for (const text of texts) pattern.read(text);
    assert.ok(performance.now() - begin < 20_000, name);
  }
});

test('access and syslog lines have the fields of the formats of the same kind', () => {
  const line = '192.0.2.7 - frank [10/Jun/2024:06:13:20 +0200] "GET /x HTTP/1.1" 200 -';
  const common = {
    ip: '192.0.2.7',
    auth: 'frank',
    timestamp: '2024-06-10T06:13:20+02:00',
    request: 'GET /x HTTP/1.1',
    status: 200,
  };
  for (const name of ['COMMONLOG', 'COMMONAPACHELOG', 'HTTPD_COMMONLOG'])
    assert.deepEqual(fields(`%{${name}}`, line), common);
  for (const name of ['COMBINEDAPACHELOG', 'HTTPD_COMBINEDLOG'])
    assert.deepEqual(fields(`%{${name}} %{NUMBER:took:float}`, `${line} "-" "curl/8" 0.25`), {
      ...common,
      agent: 'curl/8',
      took: 0.25,
    });
  assert.deepEqual(fields('%{SYSLOGBASE} %{GREEDYDATA:message}', 'Jun 10 06:13:20 web-1 su[17]: failed'), {
    time: 'Jun 10 06:13:20',
    hostname: 'web-1',
    program: 'su',
    pid: 17,
    message: 'failed',
  });
});

test('names beside regular expressions, within brackets, escaped and counted', () => {
  assert.deepEqual(fields('(?<a>x)(%{INT:b},?)+ \\%{INT} 5%{2}', 'x1,2 %{{{ 5%%'.replace('{{{', '{INT}')), {
    a: 'x',
    b: '2',
  });
  assert.deepEqual(fields('%{INT:all}[%{INT}]', '12{'), { all: '12' });
  assert.deepEqual(
    fields('%{ORDER:order}', 'AB12', new Map([...NAMES, ['ORDER', '[A-Z]{2}%{INT:number:int}']])),
    { order: 'AB12', number: 12 },
  );
});

test('fields in objects, by dots and by brackets', () => {
  assert.deepEqual(
    fields(
      '%{IP:[source][ip]} %{WORD:verb} %{INT:source.port:int} (?<[http][status]>\\d+)(?: %{INT:http.x:int})?',
      '::1 GET 80 200',
    ),
    { source: { ip: '::1', port: 80 }, verb: 'GET', http: { status: '200' } },
  );
  assert.deepEqual(fields('%{WORD:source.port:int}', 'http'), { source: { port_text: 'http' } });
  assert.match(fault('%{INT:a} %{INT:a.b}'), /^has a field "a\.b", and another one is what stands before /);
  assert.match(fault('%{INT:[host][name]}'), /^has a group "host\.name", and .*Give the group another name$/);
  for (const name of ['a..b', '.a', '[a', '[a]b', 'a b', '', 'a'.repeat(3).split('').join('.').repeat(20)])
    assert.notEqual(fault(`%{INT:${name}}`), 'none', name);
});

test('several groups of one name: what took part, and an array of more', () => {
  const either = '(?:%{INT:a:int}|%{WORD:a:int})(?: %{INT:a:int})?';
  assert.deepEqual(fields(either, '1'), { a: 1 });
  assert.deepEqual(fields(either, '1 2'), { a: [1, 2] });
  assert.deepEqual(fields(either, 'x 2'), { a_text: ['x', '2'] });
});

test('numbers: what can not be one is a text beside', () => {
  assert.deepEqual(fields('%{DATA:n:int}', '007'), { n: 7 });
  assert.deepEqual(fields('%{DATA:n:long} %{DATA:m:double}', '+5 5'), { n: 5, m: 5 });
  assert.equal(new PatternFormat(new Pattern('%{INT:n:float}'), []).read('5'), '"n":5.0');
  for (const text of ['x', '1.5', '9223372036854775808', '1'.repeat(100)])
    assert.deepEqual(fields('%{DATA:n:int}', text), { n_text: text });
  for (const text of ['x', '1e400', '.', '1.2.3', 'NaN'])
    assert.deepEqual(fields('%{DATA:n:float}', text), { n_text: text });
  assert.deepEqual(fields('%{DATA:n:int},%{WORD:n_text}', 'x,y'), { n_text_text: 'x', n_text: 'y' });
  assert.deepEqual(fields('%{DATA:n:int},%{WORD:a}', ',y'), { a: 'y' }, 'an empty one tells nothing');
});

test('a timestamp is a time, or goes elsewhere', () => {
  const TIMES = {
    '2024-06-10T06:13:20.123456789+02:00': '2024-06-10T06:13:20.123456789+02:00',
    '2024-06-10 06:13:20,123': '2024-06-10T06:13:20.123',
    '2024-06-10 06:13': '2024-06-10T06:13:00',
    '2024/06/10 06:13:20': '2024-06-10T06:13:20',
    '10/Jun/2024:06:13:20 -0530': '2024-06-10T06:13:20-05:30',
    '10-Jun-2024 06:13:20.123': '2024-06-10T06:13:20.123',
    'Mon, 10 Jun 2024 06:13:20 GMT': '2024-06-10T06:13:20Z',
    'Mon Jun  1 06:13:20.5 2024': '2024-06-01T06:13:20.5',
    'Mon Jun 10 06:13:20 UTC 2024': '2024-06-10T06:13:20Z',
    '1718000000': '2024-06-10T06:13:20Z',
    '1718000000.25': '2024-06-10T06:13:20.25Z',
    '1718000000123': '2024-06-10T06:13:20.123Z',
  };
  for (const [written, timestamp] of Object.entries(TIMES)) {
    for (const name of ['timestamp', '@timestamp']) {
      assert.deepEqual(fields(`%{GREEDYDATA:${name}}`, written), { timestamp }, written);
    }
    assert.deepEqual(fields('(?<timestamp>.*)', written), { timestamp }, written);
  }
  for (const text of [
    '06:13:20',
    'Jun 10 06:13:20',
    'yesterday',
    '2024-02-30 06:13:20',
    '10/Foo/2024:06:13:20 +0000',
  ])
    assert.deepEqual(fields('%{DATA:timestamp}', text), { time: text });
  assert.deepEqual(fields('%{DATA:timestamp},%{DATA:time}', 'x,y'), { time_text: 'x', time: 'y' });
  assert.deepEqual(fields('%{DATA:timestamp},%{DATA:time:int}', 'x,y'), {
    time_text: 'x',
    time_text_text: 'y',
  });
});

test('whatever a timestamp, a number or a text is, the document is one that a mapping takes', () => {
  const text = fc.oneof(
    fc.string(),
    fc.constantFrom('0', '-0', '00', '1e5', '.5', '5.', '+.e5', '2024-06-10T06:13:20Z', '1718000000'),
    fc.date({ noInvalidDate: true }).map(String),
    fc.bigInt().map(String),
    fc.double().map(String),
  );
  const format = new PatternFormat(
    new Pattern('%{DATA:timestamp}\\u0000%{DATA:n:int}\\u0000%{DATA:x:float}\\u0000%{DATA:a.b}'),
    [],
  );
  fc.assert(
    fc.property(text, text, text, text, (...texts) => {
      const [timestamp, n, x, b] = texts.map((each) => each.replaceAll('\0', ' '));
      const members = format.read([timestamp, n, x, b].join('\0'));
      assert.ok(members !== undefined);
      const document = JSON.parse(`{${members}}`);
      const time = document.timestamp ?? '2024-06-10T06:13:20Z';
      assert.match(time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)?$/);
      assert.ok(!Number.isNaN(Date.parse(time)), time);
      assert.ok('timestamp' in document !== 'time' in document || timestamp === '');
      assert.ok(
        document.n === undefined || (typeof document.n === 'number' && Math.abs(document.n) <= 2 ** 63),
      );
      assert.ok('n' in document !== 'n_text' in document || n === '');
      assert.ok(document.x === undefined || Number.isFinite(document.x));
      assert.ok('x' in document !== 'x_text' in document || x === '');
      assert.equal(document.a.b, b?.toWellFormed());
    }),
    { numRuns },
  );
});

test('a number that is written for it is itself', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (n) => {
      assert.equal(intJson(String(n)), String(n));
    }),
    { numRuns },
  );
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (x) => {
      assert.ok(Number(floatJson(String(x))) === x);
    }),
    { numRuns },
  );
});

test('both engines find the same by any chain of names', () => {
  const name = fc.constantFrom(...NAMES.keys());
  const text = fc.constantFrom(
    '192.0.2.7 GET /x 200',
    'Jun 10 06:13:20 web-1 su[17]: x',
    '::1 "a b" 1.5 INFO',
  );
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), text, (list, begin) => {
      // Not `(…)?` around what may be empty: of such a group V8's engines say different things.
      const chain = list.map((each, i) => `(?:%{${each}:f${i}}[ ,])?`).join('');
      const pattern = new Pattern(`${chain}(?<rest>.*)`);
      const short = pattern.read(`${begin} -`);
      const long = pattern.read(`${begin} -${' '.repeat(5000)}`);
      assert.ok(short && long);
      const last = pattern.groups.findIndex(({ path }) => path === 'rest') + 1;
      // Behind the text stand spaces only, which some names take.
      const trimmed = (groups: typeof short) =>
        groups.slice(1, last).map((group) => group?.replace(/ +$/, '').replace(/ -$/, ''));
      assert.deepEqual(trimmed(long), trimmed(short), chain);
    }),
    { numRuns: Math.min(numRuns, 300) },
  );
});

test('mistakes are told with the remedy', () => {
  assert.equal(fault('%{NUMBR:took}'), 'has %{NUMBR}, and there is no such name. Did you mean NUMBER?');
  assert.match(
    fault('%{SHOPORDERID:x}'),
    /no such name\. docs\/formats\.md lists the names; --pattern-definition adds one$/,
  );
  assert.match(fault('%{INT:a:bool}'), /^has the type "bool", and a field's type is int, float or string\. /);
  for (const bad of ['%{INT:a', '%{}', '%{INT:a:int:b}', '%{ INT:a}'])
    assert.match(fault(bad), /Write %\{NAME\}, %\{NAME:field\} or %\{NAME:field:int\}/, bad);
  assert.match(fault('%{INT} %{WORD}'), /^has no named group\. Write .* or %\{LOGLEVEL:level\}/);
  assert.match(fault('%{INT:a}(?=x)'), /^can take too long on a hostile line/);
});

test('names that grow beyond any bound are told', () => {
  const grown = Array.from({ length: 30 }, (_, i) => [`N${i + 1}`, `%{N${i}}%{N${i}}`] as const);
  assert.throws(
    () => new Pattern('%{N30:x}', new Map([['N0', 'a'], ...grown])),
    /is longer than 65536 characters/,
  );
  assert.throws(() => new Pattern('%{A:x}', new Map([['A', 'b%{A}']])), /made of itself/);
});
