import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCounters } from '../../src/status/counters.ts';
import { ShipReporter } from '../../src/status/ship-reporter.ts';
import { ERROR, INFO, recorder, WARN } from './recorder.ts';

function setUp() {
  const { log, lines } = recorder();
  const counters = newCounters();
  const clock = { now: 0 };
  return { reporter: new ShipReporter(log, counters, () => clock.now), counters, lines, clock };
}

test('counts what was delivered without a log line', () => {
  const { reporter, counters, lines } = setUp();
  reporter.delivered(10, 2, 4000, 5);
  reporter.delivered(1, 0, 400, 5);
  assert.deepEqual(
    [counters.shipped, counters.duplicates, counters.bytes, counters.retried, counters.refused],
    [11, 2, 4400, 0, 0],
  );
  assert.deepEqual(lines, []);
});

test('a retry is a warning, told once a minute per cause', () => {
  const { reporter, counters, lines, clock } = setUp();
  const trouble = { host: 'http://es01:9200', status: 429, cause: 'es_rejected_execution_exception' };
  for (let i = 0; i < 5; i++) reporter.retried(100, trouble);
  clock.now = 60_000;
  reporter.retried(7, trouble);
  assert.equal(counters.retried, 507);
  assert.deepEqual(lines, [
    { level: WARN, documents: 100, ...trouble, msg: 'Sending documents again, nothing is lost' },
    { level: WARN, documents: 7, ...trouble, leftOut: 4, msg: 'Sending documents again, nothing is lost' },
  ]);
});

test('what only an operator can mend is an error with the remedy', () => {
  const { reporter, lines } = setUp();
  reporter.retried(3, {
    host: 'http://es01:9200',
    status: 401,
    cause: 'missing credentials',
    remedy: 'give an API key',
  });
  assert.equal(lines[0]?.level, ERROR);
  assert.equal(lines[0]?.remedy, 'give an API key');
});

test('a refused document is an error that names it, without its text', () => {
  const { reporter, counters, lines } = setUp();
  const letter = {
    id: 'k.1',
    index: 'logs',
    status: 400,
    reason: 'mapper_parsing_exception: no',
    document: '{"secret":1}',
  };
  reporter.refused([letter, { ...letter, id: 'k.2' }]);
  assert.equal(counters.refused, 2);
  assert.equal(lines.length, 1);
  assert.equal(lines[0]?.level, ERROR);
  assert.equal(lines[0]?.id, 'k.1');
  assert.doesNotMatch(JSON.stringify(lines), /secret/);
});

test('hosts, dead letters and shippers', () => {
  const { reporter, counters, lines } = setUp();
  reporter.hostDown({ host: 'http://es01:9200', status: 0, cause: 'connection refused' });
  assert.equal(counters.hostsDown, 1);
  reporter.hostUp('http://es01:9200');
  assert.equal(counters.hostsDown, 0);
  reporter.deadLettersStuck('the dead letters are full');
  reporter.deadLettersAgain();
  reporter.shippers(6, 250);
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    [
      [WARN, 'Elasticsearch host does not take requests, trying again until it does'],
      [INFO, 'Elasticsearch host takes requests again'],
      [ERROR, 'Refused documents cannot be kept, shipping stands still so that nothing is lost'],
      [INFO, 'Refused documents can be kept again, shipping goes on'],
      [20, 'Currently running 6 workers. Queue size: 250'],
    ],
  );
});
