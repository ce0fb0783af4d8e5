import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { stopSignal } from '../../src/commands/stop-signal.ts';

function listen() {
  const source = new EventEmitter();
  const clock = { now: 1000 };
  const ends: number[] = [];
  const signal = stopSignal(
    source,
    () => clock.now,
    () => ends.push(clock.now),
  );
  return { source, clock, ends, signal };
}

for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${name} is a wish to stop`, async () => {
    const { source, ends, signal } = listen();
    source.emit(name, name);
    assert.equal(await signal, name);
    assert.deepEqual(ends, []);
  });
}

test('the same key pressed once may come twice: from the terminal and passed on by npm', async () => {
  const { source, clock, ends, signal } = listen();
  source.emit('SIGINT', 'SIGINT');
  clock.now += 499;
  source.emit('SIGINT', 'SIGINT');
  assert.equal(await signal, 'SIGINT');
  assert.deepEqual(ends, []);
});

test('a second wish ends at once, by whichever signal', async () => {
  const { source, clock, ends } = listen();
  source.emit('SIGTERM', 'SIGTERM');
  clock.now += 500;
  source.emit('SIGINT', 'SIGINT');
  assert.deepEqual(ends, [1500]);
});
