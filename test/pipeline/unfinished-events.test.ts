import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type UnfinishedEvent, UnfinishedEvents } from '../../src/pipeline/unfinished-events.ts';

function setUp() {
  const events: UnfinishedEvent[] = [];
  const done: string[] = [];
  const boundaries: Pick<UnfinishedEvent, 'key' | 'to' | 'stream'>[] = [];
  const disk = { works: true, read: true };
  const clock = { now: 0 };
  const timers: { at: number; run: () => void }[] = [];
  const unfinishedEvents = new UnfinishedEvents({
    unfinished: () => events,
    isRead: () => disk.read,
    boundaries: (ends) => {
      for (const { key, to, stream } of ends) boundaries.push({ key, to, stream });
      const places = ends.map(({ key, to }) => `${key} ${to}`).join(', ');
      done.push(`boundary ${places}${disk.works ? '' : ' failed'}`);
      return disk.works;
    },
    finish: (containerId, stream) => {
      done.push(`finish ${containerId} ${stream}`);
      const at = events.findIndex((event) => event.containerId === containerId && event.stream === stream);
      events.splice(at, 1);
    },
    timeout: 5000,
    time: {
      now: () => clock.now,
      after: (milliseconds, run) => {
        timers.push({ at: clock.now + milliseconds, run });
        return () => timers.splice(0);
      },
    },
  });
  return { unfinishedEvents, events, done, boundaries, disk, clock, timers };
}

const part: UnfinishedEvent = {
  containerId: 'c1',
  stream: 'stdout',
  key: 'k1',
  to: 100,
  crosses: false,
  isWhole: false,
  isEmpty: false,
  newest: '2024-05-01T10:00:00.25Z',
};

test('an event does not end while there is something to read, which may be its rest', () => {
  const { unfinishedEvents, events, done, disk, clock } = setUp();
  events.push(part);
  unfinishedEvents.look();
  disk.read = false;
  clock.now = 60_000;
  unfinishedEvents.look();
  assert.deepEqual(done, []);
  disk.read = true;
  unfinishedEvents.look();
  assert.deepEqual(done, ['boundary k1 100', 'finish c1 stdout']);
});

test('an event that has not grown for the time-out ends, its boundary first', () => {
  const { unfinishedEvents, events, done, clock } = setUp();
  events.push(part);
  unfinishedEvents.look();
  clock.now = 4999;
  unfinishedEvents.look();
  assert.deepEqual(done, []);
  clock.now = 5000;
  unfinishedEvents.look();
  assert.deepEqual(done, ['boundary k1 100', 'finish c1 stdout']);
});

test('an event that grows has its time begin again', () => {
  const { unfinishedEvents, events, done, clock } = setUp();
  events.push(part);
  unfinishedEvents.look();
  clock.now = 4000;
  events[0] = { ...part, to: 200 };
  unfinishedEvents.look();
  clock.now = 8000;
  unfinishedEvents.look();
  assert.deepEqual(done, []);
  clock.now = 9000;
  unfinishedEvents.look();
  assert.deepEqual(done, ['boundary k1 200', 'finish c1 stdout']);
});

test('a silent container ends its own events at once, both streams', () => {
  const { unfinishedEvents, events, done, boundaries } = setUp();
  events.push(part, { ...part, stream: 'stderr', to: 90 }, { ...part, containerId: 'c2', key: 'k2' });
  unfinishedEvents.silent('c1');
  assert.deepEqual(done, ['boundary k1 100, k1 90', 'finish c1 stdout', 'finish c1 stderr']);
  assert.deepEqual(
    events.map(({ containerId }) => containerId),
    ['c2'],
  );
  assert.deepEqual(boundaries, [
    { key: 'k1', to: 100, stream: 'stdout' },
    { key: 'k1', to: 90, stream: 'stderr' },
  ]);
});

test('a container that has been started again owes what had been printed before it ended, and nothing else', () => {
  const { unfinishedEvents, events, done, disk } = setUp();
  events.push(part, { ...part, stream: 'stderr', to: 90, newest: '2024-05-01T10:00:00.3Z' });
  disk.works = false;
  unfinishedEvents.silent('c1', '2024-05-01T10:00:00.250000001Z');
  assert.deepEqual(done, ['boundary k1 100 failed']);
  assert.equal(unfinishedEvents.owes, true);
  disk.works = true;
  unfinishedEvents.look();
  assert.deepEqual(done.slice(1), ['boundary k1 100', 'finish c1 stdout']);
  assert.equal(unfinishedEvents.owes, false);
});

test('without its boundary on disk an event is not emitted, and is tried again', () => {
  const { unfinishedEvents, events, done, disk, clock } = setUp();
  events.push(part);
  disk.works = false;
  unfinishedEvents.silent('c1');
  unfinishedEvents.look();
  clock.now = 5000;
  unfinishedEvents.look();
  disk.works = true;
  unfinishedEvents.look();
  assert.deepEqual(done, [...Array(3).fill('boundary k1 100 failed'), 'boundary k1 100', 'finish c1 stdout']);
});

test('what is whole and could not be noted is owed until it can, however long that takes and whatever may be read', () => {
  const { unfinishedEvents, events, done, disk } = setUp();
  events.push(part, { ...part, containerId: 'c2', key: 'k2' });
  disk.works = false;
  disk.read = false;
  unfinishedEvents.silent('c1');
  assert.equal(unfinishedEvents.owes, true);
  unfinishedEvents.look();
  assert.equal(unfinishedEvents.owes, true);
  disk.works = true;
  unfinishedEvents.look();
  assert.equal(unfinishedEvents.owes, false);
  assert.deepEqual(done, [...Array(2).fill('boundary k1 100 failed'), 'boundary k1 100', 'finish c1 stdout']);
});

test('what is owed is not owed any more when its event is gone', () => {
  const { unfinishedEvents, events, disk } = setUp();
  events.push(part);
  disk.works = false;
  unfinishedEvents.silent('c1');
  events.pop();
  unfinishedEvents.look();
  assert.equal(unfinishedEvents.owes, false);
});

test('an event that is ended has its boundary first, and says whether that could be noted', () => {
  const { unfinishedEvents, events, done, disk } = setUp();
  events.push(part);
  disk.works = false;
  assert.equal(unfinishedEvents.end(part), false);
  assert.deepEqual(done, ['boundary k1 100 failed']);
  assert.equal(events.length, 1);
  disk.works = true;
  assert.equal(unfinishedEvents.end(part), true);
  assert.deepEqual(done.slice(1), ['boundary k1 100', 'finish c1 stdout']);
});

test('an event of whole lines ends soon after there is nothing more to read, all of them by one write', () => {
  const { unfinishedEvents, events, done, clock, timers } = setUp();
  events.push(
    { ...part, isWhole: true },
    { ...part, isWhole: true, stream: 'stderr', to: 90 },
    { ...part, containerId: 'c2' },
  );
  unfinishedEvents.rest();
  assert.deepEqual(
    timers.map(({ at }) => at),
    [400],
  );
  clock.now = 400;
  timers.pop()?.run();
  assert.deepEqual(done, ['boundary k1 100, k1 90', 'finish c1 stdout', 'finish c1 stderr']);
  assert.deepEqual(timers, []);
});

test('what has grown has its time begin again; what has no line yet waits for one; after a stop nothing ends', () => {
  const { unfinishedEvents, events, done, clock, timers } = setUp();
  events.push({ ...part, isWhole: true });
  unfinishedEvents.rest();
  clock.now = 400;
  events[0] = { ...part, isWhole: true, to: 200 };
  timers.pop()?.run();
  assert.deepEqual(done, []);
  events[0] = { ...part, isWhole: true, isEmpty: true };
  clock.now = 60_000;
  timers.pop()?.run();
  assert.deepEqual([done, timers], [[], []]);
  events[0] = { ...part, isWhole: true };
  unfinishedEvents.rest();
  unfinishedEvents.stop();
  clock.now = 120_000;
  unfinishedEvents.look();
  assert.deepEqual([done, timers], [[], []]);
});

test('the same place in the next generation is not the same: the event has grown', () => {
  const { unfinishedEvents, events, done, clock } = setUp();
  events.push(part);
  unfinishedEvents.look();
  clock.now = 4000;
  events[0] = { ...part, key: 'k2', crosses: true };
  unfinishedEvents.look();
  clock.now = 8000;
  unfinishedEvents.look();
  assert.deepEqual(done, []);
  clock.now = 9000;
  unfinishedEvents.look();
  assert.deepEqual(done, ['boundary k2 100', 'finish c1 stdout']);
});
