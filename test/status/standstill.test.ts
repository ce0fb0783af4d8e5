import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Movement, Standstill } from '../../src/status/standstill.ts';
import { INFO, recorder, WARN } from './recorder.ts';

function setUp() {
  const { log, lines } = recorder();
  const clock = { now: 5_000 };
  const seen = {
    settled: 0,
    waiting: 0,
    cause: undefined as string | undefined,
    known: undefined as string | undefined,
  };
  const movement = (): Movement => seen;
  const standstill = new Standstill({ log, now: () => clock.now, movement });
  /** Looks once a second. */
  const pass = (seconds: number): void => {
    for (let i = 0; i < seconds; i++) {
      clock.now += 1000;
      standstill.look();
    }
  };
  return { standstill, seen, clock, lines, pass };
}

test('documents wait and none is acknowledged: told within ten seconds, once, and when they move on', () => {
  const { standstill, seen, lines, pass } = setUp();
  Object.assign(seen, { settled: 7, waiting: 20 });
  pass(9);
  assert.equal(standstill.reason, undefined);
  assert.equal(lines.length, 0);
  pass(1);
  assert.match(
    standstill.reason ?? '',
    /^no document has been acknowledged for 9 s though 20 wait: requests are sent and not answered; look at GET _cluster/,
  );
  pass(30);
  assert.match(standstill.reason ?? '', /for 39 s/);
  assert.equal(lines.length, 1);
  assert.deepEqual(
    [lines[0]?.level, lines[0]?.waiting, lines[0]?.seconds, lines[0]?.cause],
    [WARN, 20, 9, 'requests are sent and not answered'],
  );
  assert.match(String(lines[0]?.remedy), /_cluster\/health/);
  seen.settled = 8;
  pass(1);
  assert.equal(standstill.reason, undefined);
  assert.deepEqual(lines[1], { level: INFO, msg: 'Documents are acknowledged again' });
  pass(20);
  assert.equal(lines.length, 3, 'a second time is told again');
});

test('the latest reason why documents were sent again is named', () => {
  const { standstill, seen, pass } = setUp();
  Object.assign(seen, { waiting: 1, cause: 'http://es01:9200: primary shard is not active' });
  pass(11);
  assert.match(standstill.reason ?? '', /1 wait: http:\/\/es01:9200: primary shard is not active; look at/);
});

test('nothing waits, or something is settled now and then: no standstill', () => {
  const { standstill, seen, lines, pass } = setUp();
  pass(60);
  assert.equal(standstill.reason, undefined, 'idle');
  seen.waiting = 5;
  for (let i = 0; i < 10; i++) {
    pass(8);
    seen.settled++;
  }
  pass(1);
  assert.equal(standstill.reason, undefined, 'slow');
  seen.waiting = 0;
  pass(1);
  seen.waiting = 1;
  pass(9);
  assert.equal(standstill.reason, undefined, 'the time without documents does not count');
  assert.deepEqual(lines, []);
});

test('what is known otherwise is not told twice, and told when it has gone and nothing moves', () => {
  const { seen, lines, pass } = setUp();
  Object.assign(seen, { waiting: 5, known: 'http://es01:9200: connection refused' });
  pass(20);
  assert.deepEqual(lines, []);
  seen.known = undefined;
  pass(1);
  assert.equal(lines.length, 1);
});

test('time in which this process was stopped is none that Elasticsearch had', () => {
  const { standstill, seen, clock, pass } = setUp();
  seen.waiting = 5;
  pass(2);
  clock.now += 3_600_000;
  pass(1);
  assert.equal(standstill.reason, undefined);
  pass(7);
  assert.match(standstill.reason ?? '', /for 10 s/);
});
