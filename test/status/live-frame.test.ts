import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { frame } from '../../src/status/live/live-frame.ts';
import type { Snapshot } from '../../src/status/snapshot.ts';

const snapshot: Snapshot = {
  shipped: 1_234_567,
  perSecond: 212,
  queue: 12,
  shippers: 5,
  lagBytes: 34_567,
  delayMs: 4.3,
  simplified: 0,
  refused: 0,
  retried: 0,
  address: 'http://127.0.0.1:9280/logs',
  containers: ['prod1'],
  ready: true,
};
const PLAIN = { colours: false, unicode: true };
const rates = [0, 1, 100, 200, 300, 400, 500, 600, 700, 800, 400];

test('80 columns', () => {
  assert.deepEqual(frame(snapshot, rates, 80, PLAIN), [
    ' ▁▁▂▃▄▅▆▇█▄ 212/s',
    'shipped 1,234,567  queue 12  shippers 5  lag 33.8 KiB  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
    "curl 'http://127.0.0.1:9280/logs/_search?q=status:500&pretty'",
  ]);
});

test('a terminal that shows ASCII alone', () => {
  const ascii = { colours: false, unicode: false };
  assert.deepEqual(frame({ ...snapshot, containers: ['prod1', 'web-frontend'] }, rates, 45, ascii), [
    ' ..:-=+*#@= 212/s',
    'shipped 1,234,567  queue 12  shippers 5',
    'lag 33.8 KiB  delay 4 ms',
    'prod1, web-fr~ -> http://127.0.0.1:9280/logs',
  ]);
  assert.doesNotMatch(frame(snapshot, rates, 80, ascii).join(''), /[^ -~]/);
});

test('40 columns: two lines of numbers, no half command', () => {
  assert.deepEqual(frame(snapshot, rates, 40, PLAIN), [
    ' ▁▁▂▃▄▅▆▇█▄ 212/s',
    'shipped 1,234,567  queue 12  shippers 5',
    'lag 33.8 KiB  delay 4 ms',
    'prod1 → http://127.0.0.1:9280/logs',
  ]);
});

test('16 columns: the newest bars, the most important numbers', () => {
  assert.deepEqual(frame(snapshot, rates, 16, PLAIN), [
    '▁▂▃▄▅▆▇█▄ 212/s',
    'shipped 1,234,…',
    'queue 12',
    'http://127.0.0…',
  ]);
});

test('what went wrong stands near the front', () => {
  const lines = frame({ ...snapshot, refused: 3, retried: 1200 }, rates, 80, PLAIN);
  assert.equal(lines[1], 'shipped 1,234,567  refused 3  queue 12  shippers 5  lag 33.8 KiB  delay 4 ms');
  assert.equal(lines[2], 'sent again 1,200');
});

test('not ready: the reason instead of an address', () => {
  const reason = 'http://es01:9200: connection refused';
  assert.deepEqual(frame({ ...snapshot, ready: false, reason }, rates, 80, PLAIN).slice(2), [
    'waiting: http://es01:9200: connection refused',
  ]);
  assert.deepEqual(frame({ ...snapshot, ready: false }, rates, 80, PLAIN).slice(2), [
    'waiting: not connected yet',
  ]);
});

test('many containers are cut before the address, none are named as such', () => {
  const containers = ['web-frontend-1', 'web-frontend-2', 'payments', 'inventory'];
  assert.equal(
    frame({ ...snapshot, containers, shipped: 7, lagBytes: 0 }, rates, 60, PLAIN)[2],
    'web-frontend-1, web-frontend-… → http://127.0.0.1:9280/logs',
  );
  assert.equal(
    frame({ ...snapshot, containers: [] }, rates, 80, PLAIN)[2],
    'no container yet → http://127.0.0.1:9280/logs',
  );
});

test('the command is safe to copy, and no password is shown', () => {
  const address = "http://elastic:secret@es01:9200/logs';rm -rf x;'";
  const lines = frame({ ...snapshot, address }, rates, 120, PLAIN);
  assert.equal(lines[3], "curl 'http://es01:9200/logs%27;rm -rf x;%27/_search?q=status:500&pretty'");
  assert.ok(!lines.join('').includes('secret'));
});

test('units', () => {
  const stats = (change: Partial<Snapshot>) => frame({ ...snapshot, ...change }, [], 200, PLAIN)[1]!;
  assert.match(stats({ lagBytes: 0 }), /lag 0 B /);
  assert.match(stats({ lagBytes: 1023 }), /lag 1023 B /);
  assert.match(stats({ lagBytes: 150 * 1024 ** 2 }), /lag 150 MiB /);
  assert.match(stats({ lagBytes: 5 * 1024 ** 5 }), /lag 5120 TiB /);
  assert.match(stats({ delayMs: -3 }), /delay 0 ms$/);
  assert.match(stats({ delayMs: 1500 }), /delay 1\.5 s$/);
  assert.match(stats({ delayMs: 120_000 }), /delay 2 min$/);
  assert.match(stats({ delayMs: 7_200_000 }), /delay 2\.0 h$/);
});

test('colours add nothing but colours', () => {
  const plain = frame({ ...snapshot, refused: 1, retried: 1 }, rates, 80, PLAIN);
  const coloured = frame({ ...snapshot, refused: 1, retried: 1 }, rates, 80, { ...PLAIN, colours: true });
  assert.deepEqual(coloured.map(stripVTControlCharacters), plain);
  assert.ok(coloured[1]!.includes('refused \u001b[0m\u001b[31m1\u001b[0m'));
});

test('any names, any width: every line fits, and no control character passes', () => {
  const anything = fc.string({ unit: 'binary', maxLength: 60 });
  const snapshots = fc.record({
    shipped: fc.nat(),
    perSecond: fc.nat(),
    queue: fc.nat(),
    shippers: fc.nat(),
    lagBytes: fc.maxSafeNat(),
    delayMs: fc.double({ noNaN: true, min: -1e9, max: 1e9 }),
    simplified: fc.nat(),
    refused: fc.nat(),
    retried: fc.nat(),
    address: anything,
    containers: fc.array(anything, { maxLength: 4 }),
    ready: fc.boolean(),
    reason: anything,
  });
  fc.assert(
    fc.property(
      snapshots,
      fc.integer({ min: 1, max: 200 }),
      fc.array(fc.nat(), { maxLength: 80 }),
      (any, columns, bars) => {
        const lines = frame(any, bars, columns, PLAIN);
        assert.ok(lines.length >= 2 && lines.length <= 4);
        for (const line of lines) {
          assert.match(line, /^[ -~→…▁▂▃▄▅▆▇█]*$/u);
          assert.ok(line.length <= Math.max(1, columns - 1), `${line.length} in ${columns}`);
        }
      },
    ),
  );
});
