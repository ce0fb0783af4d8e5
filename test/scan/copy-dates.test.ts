import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MONTHS } from '../../src/scan/calendar.ts';
import { copyAccessTime, copyUtcTime } from '../../src/scan/copy-dates.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';

function run(text: string, step: (scan: EscapedScanner) => boolean): string | undefined {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(text);
  scan.target = Buffer.alloc(100);
  if (!step(scan)) return undefined;
  return `${scan.target.toString('utf8', 0, scan.out)}|${text.slice(scan.at)}`;
}

/** Where the fraction is written again. */
const FRACTION_AT = 60;
const dockerTime = (scan: EscapedScanner): boolean => copyUtcTime(scan, FRACTION_AT);

test('an access log’s time becomes ISO 8601', () => {
  assert.equal(run('17/May/2015:10:05:03 +0000] "', copyAccessTime), '2015-05-17T10:05:03+00:00|] "');
  assert.equal(run('29/Feb/2024:23:59:59 -0730]', copyAccessTime), '2024-02-29T23:59:59-07:30|]');
  MONTHS.forEach((name, i) => {
    const month = String(i + 1).padStart(2, '0');
    assert.equal(run(`01/${name}/2024:00:00:00 +1400`, copyAccessTime), `2024-${month}-01T00:00:00+14:00|`);
  });
});

test('other access times are refused', () => {
  const good = '17/May/2015:10:05:03 +0000';
  const others = [
    '30/Feb/2024:00:00:00 +0000',
    '17/may/2015:10:05:03 +0000',
    '17/May/2015:10:05:60 +0000',
    '17/May/2015:10:05:03 +1500',
    '7/May/2015:10:05:03 +0000 ',
    '17/May/2015:10:05:03 x0000',
    '00/May/2015:10:05:03 +0000',
  ];
  for (const text of others) assert.equal(run(text, copyAccessTime), undefined, text);
  for (let i = 0; i < good.length; i++) {
    assert.equal(run(good.slice(0, i), copyAccessTime), undefined);
    assert.equal(run(`${good.slice(0, i)}\n${good.slice(i + 1)}`, copyAccessTime), undefined);
    assert.equal(run(`${good.slice(0, i)}x${good.slice(i + 1)}`, copyAccessTime), undefined);
  }
});

test('Docker’s time is copied with all its digits', () => {
  for (const time of [
    '2024-06-10T06:13:20.123456789Z',
    '2024-06-10T06:13:20.1Z',
    '2024-06-10T06:13:20Z',
    '0001-01-01T00:00:00Z',
  ]) {
    assert.equal(run(`${time}"}`, dockerTime), `${time}|"}`);
  }
});

test('the fraction of Docker’s time is written a second time, with all nine digits', () => {
  for (const [time, digits] of [
    ['2024-06-10T06:13:20.123456789Z', '123456789'],
    ['2024-06-10T06:13:20.012Z', '012000000'],
    ['2024-06-10T06:13:20Z', '000000000'],
  ] as const) {
    const scan = new EscapedScanner(dockerEscapeLength);
    scan.source = Buffer.from(`${time}"}`);
    scan.target = Buffer.alloc(100, '?');
    assert.ok(dockerTime(scan));
    assert.equal(scan.target.toString('latin1', FRACTION_AT - 1, FRACTION_AT + 10), `?${digits}?`);
  }
});

test('other times are refused', () => {
  const good = '2024-06-10T06:13:20.5Z';
  const others = [
    '2024-06-10T06:13:20.Z',
    '2024-06-10T06:13:20.1234567890Z',
    '2024-06-31T06:13:20Z',
    '2024-06-10T24:13:20Z',
    '2024-06-10T06:13:20+00:00',
    '2024-06-10 06:13:20Z',
  ];
  for (const text of others) assert.equal(run(text, dockerTime), undefined, text);
  for (let i = 0; i < good.length; i++) {
    assert.equal(run(good.slice(0, i), dockerTime), undefined);
    assert.equal(run(`${good.slice(0, i)}\n${good.slice(i + 1)}`, dockerTime), undefined);
  }
});
