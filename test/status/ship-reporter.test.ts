import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCounters } from '../../src/status/counters.ts';
import { ShipReporter } from '../../src/status/reporters/ship-reporter.ts';
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

test('an answer about something else is a warning with cause and remedy, told once a minute per kind and host', () => {
  const { reporter, counters, lines } = setUp();
  const trouble = { host: 'http://es01:9200', status: 201, cause: 'the item of _id "a"', remedy: 'check' };
  reporter.retried(3, { ...trouble, mismatch: 'id' });
  reporter.retried(3, { ...trouble, cause: 'the item of _id "b"', mismatch: 'id' });
  reporter.retried(3, { ...trouble, mismatch: 'index' });
  reporter.retried(3, { ...trouble, host: 'http://es02:9200', mismatch: 'id' });
  const msg = 'An answer names another document or index than was sent, sending again, nothing is lost';
  const line = { level: WARN, documents: 3, ...trouble, msg };
  assert.deepEqual(lines, [line, line, { ...line, host: 'http://es02:9200' }]);
  assert.equal(counters.retried, 12);
});

test('a refused document is an error that names it, without its text', () => {
  const { reporter, counters, lines } = setUp();
  const letter = {
    id: 'k.1',
    container: 'prod1',
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
      [ERROR, 'Refused documents cannot be kept, shipping pauses so that nothing is lost'],
      [INFO, 'Refused documents can be kept again, shipping goes on'],
      [20, 'Currently running 6 workers. Queue size: 250'],
    ],
  );
});

test('a failure store is counted each time, warned of at first and then once an hour', () => {
  const { reporter, counters, lines, clock } = setUp();
  const example = { id: 'k.1.x', index: 'logs-docker-default' };
  reporter.failureStored(2, example);
  clock.now = 3_599_000;
  reporter.failureStored(3, example);
  clock.now = 3_600_000;
  reporter.failureStored(1, example);
  assert.equal(counters.failureStored, 6);
  assert.deepEqual(
    lines.map(({ level, documents, search, leftOut }) => [level, documents, search, leftOut]),
    [
      [WARN, 2, 'logs-docker-default::failures', undefined],
      [WARN, 1, 'logs-docker-default::failures', 1],
    ],
  );
});
