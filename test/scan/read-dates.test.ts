import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDay, isTime, isZone } from '../../src/scan/calendar.ts';
import { isRfc3339 } from '../../src/scan/read-dates.ts';

test('days that exist', () => {
  assert.ok(isDay(2023, 1, 31));
  assert.ok(isDay(2024, 2, 29));
  assert.ok(isDay(2000, 2, 29));
  assert.ok(isDay(1, 1, 1), 'Go’s zero time');
});

test('days that do not', () => {
  assert.ok(!isDay(2023, 2, 29));
  assert.ok(!isDay(1900, 2, 29));
  assert.ok(!isDay(2024, 4, 31));
  assert.ok(!isDay(2024, 0, 1));
  assert.ok(!isDay(2024, 13, 1));
  assert.ok(!isDay(2024, 1, 0));
  assert.ok(!isDay(-1, 1, 1));
  assert.ok(!isDay(2024, 1, -1));
});

test('times and zones', () => {
  assert.ok(isTime(0, 0, 0) && isTime(23, 59, 59));
  assert.ok(!isTime(24, 0, 0) && !isTime(0, 60, 0) && !isTime(0, 0, 60) && !isTime(-1, 0, 0));
  assert.ok(isZone(0, 0) && isZone(14, 0) && isZone(5, 45));
  assert.ok(!isZone(15, 0) && !isZone(0, 60) && !isZone(-1, 0));
});

test('RFC 3339 as Go writes it', () => {
  for (const good of [
    '2024-06-10T06:13:20.123456789Z',
    '2024-06-10T06:13:20.1Z',
    '2024-06-10T06:13:20Z',
    '0001-01-01T00:00:00Z',
    '2024-06-10T06:13:20.5+02:00',
  ]) {
    assert.ok(isRfc3339(good), good);
  }
  for (const bad of [
    '',
    '2024-06-10',
    '2024-06-10 06:13:20Z',
    '2024-06-10T06:13:20',
    '2024-06-10T06:13:20.Z',
    '2024-06-10T06:13:20.1234567890Z',
    '2024-02-30T06:13:20Z',
    '2024-06-10T24:00:00Z',
    '2024-06-10T06:13:20+24:00',
    '2024-06-10T06:13:20Z\n',
    'x2024-06-10T06:13:20Z',
  ]) {
    assert.ok(!isRfc3339(bad), bad);
  }
});
