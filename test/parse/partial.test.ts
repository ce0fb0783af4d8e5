import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combined } from '../../src/parse/combined-format.ts';
import type { Stream } from '../../src/parse/envelope.ts';
import { makeFrame } from '../../src/parse/frame.ts';
import { Joiner, LogEvent } from '../../src/parse/partial.ts';
import { container, makeSource, TIME } from './rig.ts';

const frameOf = (id: string) =>
  makeFrame(makeSource({ container: { ...container, id } }), 'h', () => true, [combined()]);

function makeEvent(id: string, stream: Stream, log = 'part'): LogEvent {
  const envelope = { log, stream, time: TIME };
  const event = new LogEvent(frameOf(id), 0, envelope);
  event.add(envelope, 'K', 0, 100);
  return event;
}

test('an event joins texts, counts their bytes and keeps the ranges of all parts', () => {
  const event = makeEvent('c1', 'stdout', 'öne ');
  event.add({ log: 'two ', stream: 'stdout', time: '2024-06-10T06:13:21Z' }, 'K', 100, 150);
  event.add({ log: 'three', stream: 'stdout', time: '2024-06-10T06:13:22Z' }, 'K', 200, 250);
  event.add({ log: ' four', stream: 'stdout', time: '2024-06-10T06:13:23Z' }, 'NEXT', 0, 50);
  assert.equal(event.text, 'öne two three four');
  assert.equal(event.bytes, 19);
  assert.equal(event.parts, 4);
  assert.equal(event.offset, 0);
  assert.equal(event.time, TIME);
  assert.equal(event.newest, '2024-06-10T06:13:23Z');
  assert.deepEqual([event.key, event.to, event.containerId, event.stream], ['NEXT', 50, 'c1', 'stdout']);
  assert.deepEqual(event.spans, [
    { key: 'K', from: 0, to: 150 },
    { key: 'K', from: 200, to: 250 },
    { key: 'NEXT', from: 0, to: 50 },
  ]);
});

test('one event per container and stream', () => {
  const joiner = new Joiner();
  const events = [
    makeEvent('c1', 'stdout'),
    makeEvent('c1', 'stderr'),
    makeEvent('c1', ''),
    makeEvent('c2', 'stdout'),
  ];
  for (const event of events) joiner.keep(event);
  assert.deepEqual([...joiner.all()], events);
  assert.equal(joiner.of('c1')?.get('stderr'), events[1]);
  assert.equal(joiner.of('c3'), undefined);
});

test('what is taken is gone', () => {
  const joiner = new Joiner();
  const event = makeEvent('c1', 'stdout');
  joiner.keep(event);
  assert.equal(joiner.take('c1', 'stderr'), undefined);
  assert.equal(joiner.take('c2', 'stdout'), undefined);
  assert.equal(joiner.take('c1', 'stdout'), event);
  assert.equal(joiner.take('c1', 'stdout'), undefined);
  assert.equal(joiner.of('c1'), undefined, 'nothing is kept for a container without unfinished events');
});
