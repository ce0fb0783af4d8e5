import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { readUtcTime } from '../../src/scan/read-dates.ts';
import { ZonedTimes } from '../../src/scan/zoned-times.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';

const FRACTION_AT = 60;

/** The copied time, its nine digits and how far it read; undefined for a refusal. */
function run(times: ZonedTimes, text: string) {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${text} stdout F a text that is long enough`);
  scan.target = Buffer.alloc(100, '.');
  if (!times.copy(scan, FRACTION_AT) || scan.source[scan.at] !== 0x20) return undefined;
  const { target } = scan;
  const digits = target.toString('latin1', FRACTION_AT, FRACTION_AT + 9);
  return { time: target.toString('latin1', 0, scan.out), digits, at: scan.at };
}

const two = (most: number) =>
  fc.integer({ min: 0, max: most }).map((value) => String(value).padStart(2, '0'));
const time = fc
  .tuple(
    fc.constantFrom(
      '2024-06-10T06:13',
      '2024-06-10T06:14',
      '2024-02-29T23:59',
      '2023-02-29T00:00',
      '0000-01-01T00:00',
    ),
    two(61),
    fc.oneof(
      fc.constantFrom('', '.', '.1', '.123456789', '.000000000'),
      fc.nat().map((value) => `.${value}`),
    ),
    fc.constantFrom('Z', '+00:00', '+01:00', '-10:00', '+05:45', '-00:30', '+15:00', '+0100', ''),
  )
  .map(([minute, second, fraction, zone]) => `${minute}:${second}${fraction}${zone}`);

test('times are told as the reference tells them, whatever came before', () => {
  fc.assert(
    fc.property(fc.array(time, { minLength: 1, maxLength: 10 }), (all) => {
      const times = new ZonedTimes();
      for (const text of all) {
        const copied = run(times, text);
        const utc = readUtcTime(text);
        assert.equal(copied?.time, utc, text);
        if (copied === undefined || utc === undefined) continue;
        assert.equal(copied.at, text.length);
        assert.equal(copied.digits, (/\.(\d+)/.exec(utc)?.[1] ?? '').padEnd(9, '0'));
      }
    }),
    { numRuns: 3000 },
  );
});
