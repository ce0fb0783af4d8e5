import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combinedLines, seededRandom } from './lines.ts';

/** Apache's own definition of the format, by groups: `%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-agent}i"`. */
const COMBINED =
  /^(\S+) (\S+) (\S+) \[(\d\d)\/(\w{3})\/(\d{4}):([\d:]{8}) ([+-]\d{4})\] "([^"]*)" (\d{3}) (\d+|-) "([^"]*)" "([^"]*)"$/;

test('lines are combined lines and their fields say the same', () => {
  const make = combinedLines(seededRandom(7));
  for (let i = 0; i < 500; i++) {
    const { text, fields } = make(`token-${i}`);
    const [, ip, , auth, day, month, year, time, zone, request, status, bytes, referrer, agent] =
      COMBINED.exec(text) ?? assert.fail(`not combined: ${text}`);
    const instant = Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
    assert.equal(Date.parse(fields?.timestamp ?? ''), instant);
    const { timestamp: _, ...others } = fields ?? assert.fail('no fields');
    const read = { ip, auth, request, status: Number(status), bytes: Number(bytes), referrer, agent };
    const present = Object.entries(read).filter(([, value]) => value !== '-' && !Number.isNaN(value));
    assert.deepEqual(others, Object.fromEntries(present));
    assert.ok(request?.includes(`token-${i}`));
  }
});

test('the same seed makes the same lines, another seed others', () => {
  const lines = (seed: number) => Array.from({ length: 5 }, combinedLinesOf(seed));
  assert.deepEqual(lines(1), lines(1));
  assert.notDeepEqual(lines(1), lines(2));
});

function combinedLinesOf(seed: number): () => object {
  const make = combinedLines(seededRandom(seed));
  return () => make('t');
}
