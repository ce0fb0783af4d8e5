import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { stampOf } from '../../src/log/stamp.ts';
import { Parser } from '../../src/parse/parser.ts';
import { Intake } from '../../src/pipeline/intake.ts';
import { Outbox } from '../../src/pipeline/outbox.ts';
import { UnfinishedEvents } from '../../src/pipeline/unfinished-events.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { container, documentsOf, line, makeBlock, makeSource, messages } from '../parse/rig.ts';
import { openState, temporaryFolder } from '../state/folder.ts';

const CONTAINER = container.id;
/** A file keeps all its notes when it is read again: none stands beyond. */
const SIZE = 2 ** 20;
const old = makeSource({ key: 'OLD' });
const live = makeSource({ key: 'NEW' });

/** Tail's sink before a real parser and a real state; `settle` delivers what has been read. */
function setUp(t: TestContext) {
  const { state } = openState(t, temporaryFolder(t));
  const outbox = new Outbox({
    ...{ batchBytes: 2 ** 16, budgetBytes: 2 ** 18, time: { now: () => 0, after: () => () => {} } },
    ...{ beforeDeparture() {}, depart() {}, onRoom() {} },
  });
  const parser = new Parser({
    ...{ hostName: 'host1', maxEventBytes: 2 ** 20, envelope: new DockerEnvelope(0) },
    labels: () => true,
    notes: state,
  });
  const disk = { works: true };
  const unfinished = new UnfinishedEvents({
    unfinished: () => parser.unfinished(),
    isRead: () => true,
    boundaries: (events) => disk.works && state.boundaries(events),
    finish: (id, stream) => parser.finish(id, stream, outbox.writer),
    ...{ timeout: 1000, time: { now: () => 0, after: () => () => {} } },
  });
  const intake = new Intake({ state, parser, outbox, unfinished });
  const delivered: (string | undefined)[] = [];
  const settle = () => {
    const batch = outbox.writer.seal();
    if (batch === undefined) return;
    delivered.push(...messages(documentsOf(batch)));
    intake.settle(batch);
  };
  const under = () => [...parser.unfinished()].map(({ key, stream, to }) => `${key} ${stream} ${to}`);
  const notes = (key: string) => state.resume(CONTAINER, key)?.notes;
  const waiting = () => [...intake.takeWaiting()];
  return { intake, state, disk, delivered, settle, under, notes, waiting };
}

test('what has been read is not settled until its batch is', (t) => {
  const { intake, state, settle } = setUp(t);
  const text = line('one\n') + line('part ');
  intake.begin(old, 0);
  assert.equal(intake.block(makeBlock(text, { source: old })), text.length);
  intake.skip(old, text.length, text.length + 50, stampOf(Buffer.alloc(50)));
  assert.equal(intake.unsettledBytes, text.length + 50);
  settle();
  assert.equal(intake.unsettledBytes, line('part ').length);
  const { offset, settled } = state.resume(CONTAINER, 'OLD') ?? {};
  assert.deepEqual([offset, settled?.toJSON()], [line('one\n').length, [text.length, text.length + 50]]);
});

test('a generation begins with the streams of the container’s events that are unfinished in older ones', (t) => {
  const { intake, notes } = setUp(t);
  const other = makeSource({ key: 'OTHER', container: { ...container, id: 'cd'.repeat(32) } });
  intake.begin(other, 0);
  intake.block(makeBlock(line('elsewhere ', 'stdout'), { source: other }));
  intake.begin(old, 0);
  intake.block(makeBlock(line('whole\n') + line('part ', 'stderr'), { source: old }));
  assert.deepEqual(notes('OLD'), NO_NOTES);
  intake.begin(live, 0);
  assert.deepEqual(notes('NEW')?.rests, [{ stream: 'stderr' }]);
  intake.block(makeBlock(line('first\n') + line('rest\n', 'stderr'), { source: live }));
  assert.deepEqual(notes('NEW')?.rests, [{ stream: 'stderr', at: line('first\n').length }]);
});

test('a generation that begins again under another name does not go on with its own event', (t) => {
  const { intake, notes } = setUp(t);
  intake.begin(old, 0);
  intake.block(makeBlock(line('part '), { source: old }));
  intake.begin(makeSource({ key: 'OLD', container: { ...container, name: 'other' } }), line('part ').length);
  assert.deepEqual(notes('OLD'), NO_NOTES);
});

test('before a generation is read again its unfinished events are dropped: they come again', (t) => {
  const { intake, state, delivered, settle, under, waiting } = setUp(t);
  const text = line('one\n') + line('two ') + line('err ', 'stderr');
  intake.begin(old, 0);
  intake.block(makeBlock(text, { source: old }));
  settle();
  assert.equal(intake.restart(container, 'OLD', SIZE), true);
  assert.deepEqual([under(), waiting(), intake.unsettledBytes], [[], [], 0]);
  assert.equal(state.resume(CONTAINER, 'OLD')?.offset, 0);
  intake.begin(old, 0);
  intake.block(makeBlock(text + line('new\n'), { source: old }));
  intake.silent(container);
  settle();
  assert.deepEqual(delivered, ['one', 'one', 'two new', 'err ']);
  const end = (text + line('new\n')).length;
  assert.equal(state.resume(CONTAINER, 'OLD')?.offset, end);
  assert.equal(intake.unsettledBytes, 0);
});

test('an event that began in another generation ends where it is, with a boundary, before its own is read again', (t) => {
  const { intake, delivered, settle, under, notes, waiting } = setUp(t);
  intake.begin(old, 0);
  intake.block(makeBlock(line('begun '), { source: old }));
  intake.begin(live, 0);
  intake.block(makeBlock(line('went on '), { source: live }));
  assert.equal(intake.restart(container, 'NEW', SIZE), false, 'its document is on its way');
  assert.deepEqual(waiting(), [CONTAINER]);
  assert.deepEqual(under(), []);
  assert.deepEqual(notes('NEW')?.boundaries, [line('went on ').length]);
  settle();
  assert.deepEqual(delivered, ['begun went on ']);
  assert.equal(intake.restart(container, 'NEW', SIZE), true);
  assert.deepEqual(waiting(), []);

  // Read again, the rest is the same event, and what comes behind it another.
  const source = makeSource({ key: 'NEW', notes: notes('NEW') ?? assert.fail() });
  intake.begin(source, 0);
  intake.block(makeBlock(line('went on ') + line('new\n'), { source }));
  settle();
  assert.deepEqual(delivered.slice(1), ['went on ', 'new']);
});

test('while its boundary can’t be written such an event stays, and its generation waits', (t) => {
  const { intake, disk, settle, under } = setUp(t);
  intake.begin(old, 0);
  intake.block(makeBlock(line('begun '), { source: old }));
  intake.begin(live, 0);
  intake.block(makeBlock(line('went on '), { source: live }));
  disk.works = false;
  assert.equal(intake.restart(container, 'NEW', SIZE), false);
  assert.deepEqual(under(), [`NEW stdout ${line('went on ').length}`]);
  settle();
  assert.equal(intake.restart(container, 'NEW', SIZE), false);
  disk.works = true;
  assert.equal(intake.restart(container, 'NEW', SIZE), false);
  settle();
  assert.equal(intake.restart(container, 'NEW', SIZE), true);
});

test('a generation waits while anything of it is on its way, and for nothing of others', (t) => {
  const { intake, state, settle, waiting } = setUp(t);
  intake.begin(old, 0);
  intake.begin(live, 0);
  intake.block(makeBlock(line('old\n'), { source: old }));
  assert.equal(intake.restart(container, 'NEW', SIZE), true, 'nothing of it has been read');
  assert.equal(intake.restart(container, 'OLD', SIZE), false);
  assert.deepEqual(waiting(), [CONTAINER]);
  assert.equal(intake.restart(container, 'OLD', SIZE), false);
  assert.deepEqual(waiting(), [CONTAINER]);
  settle();
  assert.equal(state.resume(CONTAINER, 'OLD')?.offset, line('old\n').length);
  assert.equal(intake.restart(container, 'OLD', SIZE), true);
  assert.deepEqual([waiting(), state.resume(CONTAINER, 'OLD')?.offset], [[], 0]);
});

test('the event of another generation stays when one is read again', (t) => {
  const { intake, delivered, settle, under } = setUp(t);
  intake.begin(old, 0);
  intake.begin(live, 0);
  intake.block(makeBlock(line('one '), { source: live }));
  assert.equal(intake.restart(container, 'OLD', SIZE), true);
  assert.deepEqual(under(), [`NEW stdout ${line('one ').length}`]);
  intake.block(makeBlock(line('two\n'), { source: live, from: line('one ').length }));
  settle();
  assert.deepEqual(delivered, ['one two']);
});

test('there is room while the budget is not spent and the state can be written', (t) => {
  const { intake, state } = setUp(t);
  assert.equal(intake.hasRoom(), true);
  intake.begin(old, 0);
  // A budget of four batches.
  for (let from = 0; intake.hasRoom(); from += 50_000) {
    assert.ok(from < 2 ** 20);
    intake.block(makeBlock(line(`${'x'.repeat(40_000)}\n`), { source: old, from }));
  }
  assert.equal(intake.hasRoom(), false);
  assert.equal(state.healthy, true);
});

test('a container is held back until it is wanted again, or nothing of it is left to be read', (t) => {
  const { intake, state } = setUp(t);
  const mayReadOn = t.mock.method(state.heldBack, 'mayReadOn', () => false);
  const other = { ...container, id: 'b'.repeat(64) };
  assert.deepEqual([intake.wants(container), intake.wants(other)], [false, false]);
  assert.deepEqual(intake.heldBack, [container.name]);
  intake.lookAtHeldBack((id) => id === other.id);
  assert.deepEqual(intake.heldBack, [container.name]);
  intake.lookAtHeldBack(() => true);
  assert.deepEqual(intake.heldBack, []);
  intake.wants(other);
  assert.deepEqual(intake.heldBack, [container.name]);
  mayReadOn.mock.mockImplementation(() => true);
  assert.ok(intake.wants(other));
  assert.deepEqual(intake.heldBack, []);
});

test('a container that has stopped ends what it had begun by then, and nothing that came later', (t) => {
  const { intake, delivered, settle, under } = setUp(t);
  const [before, end, after] = ['10:00:00.25', '10:00:00.250000001', '10:00:00.3'].map(
    (at) => `2024-05-01T${at}Z`,
  );
  const part = (text: string, stream: 'stdout' | 'stderr', time: string | undefined): string =>
    `${JSON.stringify({ log: text, stream, time })}\n`;
  intake.begin(old, 0);
  intake.block(
    makeBlock(part('earlier ', 'stderr', before) + part('begun ', 'stdout', after), { source: old }),
  );
  intake.silent(container, end);
  settle();
  assert.deepEqual(delivered, ['earlier ']);
  assert.equal(under().length, 1);
  intake.silent(container, before);
  assert.equal(under().length, 1);
  intake.silent(container, after);
  settle();
  assert.deepEqual(delivered, ['earlier ', 'begun ']);
});
