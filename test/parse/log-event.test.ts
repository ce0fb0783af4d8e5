import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampOf } from '../../src/log/stamp.ts';
import type { Stream } from '../../src/log/stream.ts';
import { LogEvent } from '../../src/parse/events/log-event.ts';
import { combined } from '../../src/parse/formats/combined.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeSource, TIME } from './rig.ts';

const frame = makeFrame(
  makeSource({ key: 'K' }),
  'h',
  () => true,
  [combined(usualSchema.access)],
  usualSchema,
);

/** The line of a part, which may have NULs before it. */
function partLine(from: number, length: number, nuls = 0) {
  const bytes = Buffer.concat([Buffer.alloc(nuls), Buffer.alloc(length, `${from}`)]);
  return { bytes, from, begin: from + nuls };
}

const line = (text: string, time = TIME, stream: Stream = 'stdout') => ({ text, stream, time, isPart: true });

test('an event joins texts, counts their bytes and keeps the ranges of all parts', () => {
  const first = line('öne ');
  const event = new LogEvent(frame, 0, first, 'no');
  const lines = [partLine(0, 100), partLine(100, 50), partLine(200, 50), partLine(0, 40)];
  event.add(first, 'K', lines[0]!);
  event.add(line('two ', '2024-06-10T06:13:21Z'), 'K', lines[1]!);
  event.add(line('three', '2024-06-10T06:13:22Z'), 'K', lines[2]!);
  assert.equal(event.crosses, false);
  event.add(line(' four', '2024-06-10T06:13:23Z'), 'NEXT', lines[3]!);
  assert.equal(event.text, 'öne two three four');
  assert.equal(event.bytes, 19);
  assert.equal(event.parts, 4);
  assert.equal(event.offset, 0);
  assert.equal(event.time, TIME);
  assert.equal(event.newest, '2024-06-10T06:13:23Z');
  assert.equal(event.crosses, true);
  const { key, to, containerId, stream } = event;
  assert.deepEqual([key, to, containerId, stream], ['NEXT', 40, container.id, 'stdout']);
  const stamps = lines.map(({ bytes }) => stampOf(bytes));
  assert.deepEqual(event.spans, [
    { key: 'K', from: 0, to: 150, stamp: stamps[1] },
    { key: 'K', from: 200, to: 250, stamp: stamps[2] },
    { key: 'NEXT', from: 0, to: 40, stamp: stamps[3] },
  ]);
});

test('its id is the place where it ends: generation, offset and time of its last part, whatever came before', () => {
  const event = new LogEvent(frame, 7, line('one'), 'no');
  event.add(line('one'), 'K', partLine(7, 10));
  assert.equal(event.id, 'K.7.123456789');
  event.add(line('two', '2024-06-10T06:13:21.5Z'), 'K', partLine(17, 10, 400));
  assert.equal(event.id, 'K.417.500000000', 'the line begins behind NULs');
  event.add(line('three', '2024-06-10T06:13:22Z'), 'NEXT', partLine(0, 10));
  assert.equal(event.id, 'NEXT.0.000000000');

  const rest = new LogEvent(frame, 0, line('three'), 'rest');
  rest.add(line('three', '2024-06-10T06:13:22Z'), 'NEXT', partLine(0, 10));
  assert.equal(rest.id, event.id, 'what is left of it ends there too');
});

test('an event of one line has the id that the line has', () => {
  const event = new LogEvent(frame, 4711, line('whole\n'), 'no');
  event.add(line('whole\n'), 'K', partLine(4711, 10));
  assert.equal(event.id, 'K.4711.123456789');
  assert.equal(event.offset, 4711);
});
