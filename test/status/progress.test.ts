import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { reportProgress } from '../../src/status/progress.ts';
import { INFO, recorder, WARN } from './recorder.ts';

const quiet = {
  shipped: 0,
  simplified: 0,
  refused: 0,
  retried: 0,
  queue: 0,
  shippers: 5,
  lagBytes: 0,
  delayMs: 3,
  address: 'http://127.0.0.1:9280/logs',
  containers: ['prod1'],
  ready: true,
};

test('a line for every ten seconds in which something happened, none for the others', () => {
  mock.timers.enable({ apis: ['setInterval'] });
  const { log, lines } = recorder();
  let now = { ...quiet, shipped: 1000 };
  const stop = reportProgress(log, () => now);
  mock.timers.tick(30_000);
  now = { ...quiet, shipped: 1000, queue: 7, ready: false, reason: 'no host answers' } as typeof now;
  mock.timers.tick(10_000);
  stop();
  mock.timers.tick(10_000);
  mock.timers.reset();
  const common = {
    level: INFO,
    shipped: 1000,
    simplified: 0,
    refused: 0,
    shippers: 5,
    lagBytes: 0,
    delayMs: 3,
    msg: 'Shipping',
  };
  assert.deepEqual(lines, [
    { ...common, perSecond: 100, queue: 0 },
    {
      ...common,
      level: WARN,
      perSecond: 0,
      queue: 7,
      reason: 'no host answers',
      msg: 'Nothing can be delivered at the moment, lines wait in the log files',
    },
  ]);
});
