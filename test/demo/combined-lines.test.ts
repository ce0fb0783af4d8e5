import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines } from '../../src/demo/combined-lines.ts';
import { seededRandom } from '../support/lines.ts';

const AT = Date.UTC(2026, 7, 6, 14, 3, 9, 250);
/** Apache's combined format; a quote inside a field is written `\"`. */
const COMBINED =
  /^([0-9a-f.:]+) - (\S+) \[(\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000)\] "([A-Z]+ \S+ HTTP\/1\.1)" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"$/;

function make(count: number, seed = 1, run?: string): string[] {
  const line = combinedLines({ random: seededRandom(seed), ...(run === undefined ? {} : { run }) });
  return Array.from({ length: count }, (_, i) => line(AT + i));
}

test('every line is in the combined format, at the time given', () => {
  for (const line of make(5000)) {
    const fields = COMBINED.exec(line);
    assert.ok(fields, line);
    assert.match(fields[3]!, /^06\/Aug\/2026:14:03:(09|1\d) \+0000$/);
  }
});

test('the same random numbers give the same lines, others give others', () => {
  assert.deepEqual(make(50, 7), make(50, 7));
  assert.notDeepEqual(make(50, 7), make(50, 8));
});

test('the log looks like one: both address families, users, quotes, empty bodies, errors', () => {
  const lines = make(5000).map((line) => COMBINED.exec(line)!);
  const share = (is: (fields: RegExpExecArray) => boolean): number => lines.filter(is).length / lines.length;
  const between = (value: number, least: number, most: number): void =>
    assert.ok(value > least && value < most, `${value} should be between ${least} and ${most}`);
  between(
    share((f) => f[1]!.includes(':')),
    0.02,
    0.5,
  );
  between(
    share((f) => f[2] !== '-'),
    0,
    0.3,
  );
  between(
    share((f) => f[5] === '200'),
    0.8,
    0.95,
  );
  between(
    share((f) => Number(f[5]) >= 500),
    0.001,
    0.03,
  );
  between(
    share((f) => f[7] === '-'),
    0.3,
    0.5,
  );
  between(
    share((f) => f[8]!.includes('\\"')),
    0,
    0.3,
  );
  for (const f of lines) assert.equal(f[6] === '-', f[5] === '304', f[0]);
});

test('no address of a real host appears', () => {
  for (const line of make(2000)) assert.match(line, /^(203\.0\.113\.|198\.51\.100\.|2001:db8:)/);
});

test('numbered lines carry their number and their run, whatever the path', () => {
  const lines = make(500, 3, 'r1');
  lines.forEach((line, i) => {
    const [, target] = /"[A-Z]+ (\S+) HTTP/.exec(line)!;
    assert.match(target!, new RegExp(`[?&]n=${i + 1}&run=r1$`));
    assert.equal(target!.split('?').length, 2);
  });
});
