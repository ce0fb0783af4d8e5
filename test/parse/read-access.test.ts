import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AccessFields, bothWays, fieldsOf, readMembers } from './access-rig.ts';

const read = (text: string): AccessFields | undefined => fieldsOf(readMembers(text));

const line = (changes: Partial<Record<'ip' | 'ident' | 'auth' | 'time' | 'request' | 'rest', string>>) => {
  const { ip = '192.0.2.7', ident = '-', auth = '-', time = '17/May/2015:10:05:03 +0000' } = changes;
  return `${ip} ${ident} ${auth} [${time}] "${changes.request ?? 'GET / HTTP/1.1'}" ${changes.rest ?? '200 12 "-" "-"'}`;
};

test('a combined line with everything', () => {
  const text =
    '192.0.2.7 id-1 frank [17/May/2015:10:05:03 +0200] "GET /a?b=c HTTP/1.1" 200 203023 "http://shop.example/" "Mozilla/5.0 (X11)"';
  const members =
    '"ip":"192.0.2.7","ident":"id-1","auth":"frank","timestamp":"2015-05-17T10:05:03+02:00","request":"GET /a?b=c HTTP/1.1",' +
    '"status":200,"bytes":203023,"referrer":"http://shop.example/","agent":"Mozilla/5.0 (X11)"';
  assert.equal(readMembers(text), members);
});

test('a dash is left out', () => {
  const timestamp = '2015-05-17T10:05:03+00:00';
  assert.deepEqual(read('- - - [17/May/2015:10:05:03 +0000] "-" 408 - "-" "-"'), {
    timestamp,
    status: 408,
  });
  assert.deepEqual(read('- - - [17/May/2015:10:05:03 +0000] "-" - - "-" "-"'), { timestamp });
});

test('the common format has neither referrer nor agent', () => {
  assert.deepEqual(read(line({ rest: '304 -' })), {
    ip: '192.0.2.7',
    timestamp: '2015-05-17T10:05:03+00:00',
    request: 'GET / HTTP/1.1',
    status: 304,
  });
});

test('addresses, names and users of every kind', () => {
  assert.equal(read(line({ ip: '2001:db8::17' }))?.ip, '2001:db8::17');
  assert.equal(read(line({ ip: 'unix:' }))?.ip, 'unix:');
  assert.equal(read(line({ auth: 'SHOP\\\\frank' }))?.auth, 'SHOP\\\\frank');
  assert.equal(read(line({ auth: 'jürgen@example.org' }))?.auth, 'jürgen@example.org');
  assert.equal(read(line({ auth: '--' }))?.auth, '--', 'only a lone dash is left out');
});

test('a client that is a name is no address', () => {
  for (const name of [
    'crawler.example.org',
    'localhost',
    '192-0-2-7.example',
    'web1',
    'bücher.example',
    'a',
  ]) {
    const { ip, 'client.domain': domain } = bothWays(line({ ip: name })) ?? {};
    assert.deepEqual([ip, domain], [undefined, name]);
  }
  for (const address of ['192.0.2.7', '8.8.8.8', '203.0.113.255', '192.0.2.7:5678', '::1', 'fe80::1%eth0']) {
    const { ip, 'client.domain': domain } = bothWays(line({ ip: address })) ?? {};
    assert.deepEqual([ip, domain], [address, undefined]);
  }
});

test('quoted fields keep the escapes of the server', () => {
  const escaped = String.raw`GET /\"quoted\"\\ HTTP/1.1`;
  assert.equal(read(line({ request: escaped }))?.request, escaped);
  assert.equal(read(line({ request: String.raw`\x16\x03\x01` }))?.request, String.raw`\x16\x03\x01`);
  assert.equal(read(line({ request: '' }))?.request, '');
  assert.equal(read(line({ request: 'GET /é🚀\t\u0001' }))?.request, 'GET /é🚀\t\u0001');
  assert.equal(
    read(line({ rest: '200 1 "" "a \\" 200 2 \\"b\\" \\"c"' }))?.agent,
    'a \\" 200 2 \\"b\\" \\"c',
  );
});

test('months, days and zones', () => {
  assert.equal(read(line({ time: '29/Feb/2024:23:59:59 -0730' }))?.timestamp, '2024-02-29T23:59:59-07:30');
  assert.equal(read(line({ time: '01/Dec/1999:00:00:00 +1400' }))?.timestamp, '1999-12-01T00:00:00+14:00');
});

test('a time by ISO 8601', () => {
  for (const time of [
    '2026-08-06T14:03:09+02:00',
    '2026-08-06T12:03:09Z',
    '2026-08-06T12:03:09.123456789-07:30',
  ])
    assert.equal(bothWays(line({ time }))?.timestamp, time);
});

test('what is not wholly such a line is none', () => {
  for (const text of [
    '',
    'hello world',
    line({ time: '30/Feb/2024:00:00:00 +0000' }),
    line({ time: '29/Feb/2023:00:00:00 +0000' }),
    line({ time: '17/Mai/2015:10:05:03 +0000' }),
    line({ time: '17/May/2015:24:05:03 +0000' }),
    line({ time: '17/May/2015:10:05:60 +0000' }),
    line({ time: '17/May/2015:10:05:03 +9900' }),
    line({ time: '17/May/2015:10:05:03' }),
    line({ time: '2026-02-30T14:03:09+02:00' }),
    line({ time: '2026-08-06T14:03:09+0200' }),
    line({ time: '2026-08-06T14:03:09.+02:00' }),
    line({ time: '2026-08-06T14:03:09' }),
    line({ ip: '' }),
    line({ ip: 'two words', ident: 'x', auth: 'y' }),
    line({ ident: 'x', auth: 'two words' }),
    line({ auth: 'an [odd one' }),
    line({ auth: 'Mary  Doe' }),
    line({ request: 'an unescaped " quote' }),
    line({ request: 'a backslash at the end\\' }),
    line({ rest: '20 12 "-" "-"' }),
    line({ rest: '099 12 "-" "-"' }),
    line({ rest: '2000 12 "-" "-"' }),
    line({ rest: '200 012 "-" "-"' }),
    line({ rest: '200 -1 "-" "-"' }),
    line({ rest: '200 1.5 "-" "-"' }),
    line({ rest: '200 1234567890123456 "-" "-"' }),
    // Lines that have lost their end.
    line({ rest: '200 12 "-" "Mozilla/5.0 (compatible' }),
    line({ rest: '200 12 "-" "-" "203.0.113' }),
    line({ rest: '200 12 "-" "-" x\\' }),
    ` ${line({})}`,
  ]) {
    assert.equal(bothWays(text), undefined, text);
  }
});

test('numbers keep every digit', () => {
  assert.equal(read(line({ rest: '200 999999999999999' }))?.bytes, 999_999_999_999_999);
  assert.equal(read(line({ rest: '200 0' }))?.bytes, 0);
});

test('long and hostile text is read in one go', () => {
  const long = 'x\\"'.repeat(2_000_000);
  assert.equal(read(line({ request: long }))?.request, long);
  assert.equal(read(`a b c [17/May/2015:10:05:03 +0000] "${'\\\\'.repeat(2_000_000)}`), undefined);
  assert.equal(read('a '.repeat(2_000_000)), undefined);
  assert.equal(read(`a - ${'a '.repeat(2_000_000)}`), undefined);
  assert.equal(read('a, '.repeat(2_000_000)), undefined);
  assert.equal(read(line({ rest: `200 1 "-" "-" ${'" '.repeat(1_999_999)}` })), undefined);
  assert.equal(
    read(line({ rest: `200 1 "-" "-" ${'1 '.repeat(2_000_000)}` }))?.extra,
    '1 '.repeat(2_000_000),
  );
  assert.equal(read(line({ request: 'x\\"'.repeat(8_000_000) })), undefined, 'a message');
});
