import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCounters } from '../../src/status/counters.ts';
import { age, Readings, type Sources } from '../../src/status/readings.ts';

const NOW = Date.parse('2024-01-02T12:00:10Z');
const tail = {
  followedContainers: 1,
  heldDescriptors: 2,
  descriptorsShort: false,
  heldDeletedFiles: 0,
  heldDeletedBytes: 0,
  givenUpBytes: 0,
  givenUpLines: 0,
};
const letters = { letters: 3, bytes: 300, limitBytes: 1000 };

function readings({
  oldest = '',
  trouble = undefined as string | undefined,
  healthy = true,
  store = false,
  stands = undefined as string | undefined,
  heldBack = [] as string[],
}) {
  const counters = {
    ...newCounters(),
    shipped: 7,
    delay: 4,
    containers: new Map([['a1', 'prod1']]),
  };
  const sources: Sources = {
    address: 'http://es01:9200/logs',
    counters,
    budgetLimit: 5000,
    pipeline: {
      ...{ tail, waiting: 20, lagBytes: 100, oldest, budgetUsed: 50, heldBack },
      pool: { running: 5, inFlight: 30, trouble },
    },
    state: { healthy, deadLetters: { size: () => letters } },
    store: store ? { dropped: 9 } : undefined,
    standstill: { reason: stands },
    clock: () => NOW,
  };
  return new Readings(sources);
}

test('queue: documents that wait and those in flight', () => {
  const { shipped, queue, shippers, containers, ready } = readings({}).snapshot;
  assert.deepEqual(
    { shipped, queue, shippers, containers, ready },
    { shipped: 7, queue: 50, shippers: 5, containers: ['prod1'], ready: true },
  );
});

test('delay: that of the last batch, or the age of the oldest document in memory', () => {
  assert.equal(readings({}).snapshot.delayMs, 4);
  assert.equal(readings({ oldest: '2024-01-02T12:00:03.5Z' }).snapshot.delayMs, 6500);
  assert.equal(readings({ oldest: '2024-01-02T12:00:10Z' }).snapshot.delayMs, 4);
  assert.equal(age('2024-01-02T12:00:11Z', NOW), 0, 'a clock that is ahead');
});

test('not ready: a state folder that takes no offsets comes before trouble with the hosts', () => {
  assert.equal(readings({}).unready, undefined);
  const trouble = 'http://es01:9200: connection refused';
  assert.equal(readings({ trouble }).unready, trouble);
  const { ready, reason } = readings({ trouble, healthy: false }).snapshot;
  assert.deepEqual([ready, reason], [false, 'offsets cannot be saved in the state folder']);
});

test('not ready: containers that are not read on for their dead letters, when nothing else is wrong', () => {
  const heldBack = ['prod1', 'prod2', 'prod3'];
  assert.match(
    readings({ heldBack }).unready ?? '',
    /the share of container prod1 and 2 others, which is not/,
  );
  const trouble = 'http://es01:9200: connection refused';
  assert.equal(readings({ heldBack, trouble }).unready, trouble);
});

test('not ready: documents that stand still are the reason when nothing else is known', () => {
  const stands = 'no document has been acknowledged for 10 s';
  assert.equal(readings({ stands }).unready, stands);
  assert.equal(
    readings({ stands, trouble: 'http://es01:9200: connection refused' }).unready?.slice(0, 4),
    'http',
  );
  assert.equal(readings({ stands }).measures.snapshot.ready, false);
});

test('measures: each part as it is, nothing dropped without a store', () => {
  const measures = readings({}).measures;
  assert.deepEqual(measures.budget, { usedBytes: 50, limitBytes: 5000 });
  assert.deepEqual(measures.deadLetters, letters);
  assert.equal(measures.tail, tail);
  assert.equal(measures.storeDropped, 0);
  assert.equal(readings({ store: true }).measures.storeDropped, 9);
});
