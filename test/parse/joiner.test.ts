import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stream } from '../../src/log/stream.ts';
import { Joiner } from '../../src/parse/events/joiner.ts';
import { LogEvent } from '../../src/parse/events/log-event.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { Rests } from '../../src/parse/rests.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeSource, TIME } from './rig.ts';

function makeEvent(id: string, stream: Stream): LogEvent {
  const frame = makeFrame(
    makeSource({ container: { ...container, id } }),
    'h',
    () => true,
    [combined(usualSchema.access)],
    usualSchema,
  );
  return new LogEvent(frame, 0, { text: 'part', stream, time: TIME, isPart: true }, 'no');
}

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

test('an event that is taken is gone', () => {
  const joiner = new Joiner();
  const event = makeEvent('c1', 'stdout');
  joiner.keep(event);
  assert.equal(joiner.take('c1', 'stderr'), undefined);
  assert.equal(joiner.take('c2', 'stdout'), undefined);
  assert.equal(joiner.take('c1', 'stdout'), event);
  assert.equal(joiner.take('c1', 'stdout'), undefined);
  assert.equal(joiner.of('c1'), undefined, 'nothing is kept for a container without unfinished events');
});

test('a rest is taken once, at its place', () => {
  const rests = new Rests([
    { stream: 'stdout', at: 100 },
    { stream: 'stderr', at: 100 },
    { stream: 'stdout', at: 300 },
  ]);
  assert.equal(rests.take('stdout', 50), undefined);
  assert.equal(rests.take('stdout', 100)?.stream, 'stdout');
  assert.equal(rests.take('stdout', 100), undefined);
  assert.equal(rests.take('', 100), undefined);
  assert.equal(rests.take('stderr', 200), undefined, 'its line was not there');
  assert.equal(rests.isEmpty, false);
  assert.equal(rests.take('stdout', 300)?.stream, 'stdout');
  assert.equal(rests.isEmpty, true);
});

test('a rest whose place is not known is the first line of its stream, wherever reading goes on', () => {
  const rests = new Rests([{ stream: 'stdout' }, { stream: 'stderr', at: 5 }]);
  rests.passTo(1000);
  assert.equal(rests.take('stderr', 1000), undefined, 'it has been passed');
  assert.equal(rests.take('stdout', 2000)?.stream, 'stdout');
  assert.equal(rests.isEmpty, true);
});

test('what begins at the offset where reading goes on is read', () => {
  const rests = new Rests([
    { stream: 'stdout', at: 999 },
    { stream: 'stdout', at: 1000 },
  ]);
  rests.passTo(1000);
  assert.equal(rests.take('stdout', 1000)?.stream, 'stdout');
  rests.passTo(5000);
  assert.equal(rests.isEmpty, true);
});
