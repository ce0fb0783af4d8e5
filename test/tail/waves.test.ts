import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KIB, Log, setUp } from './waves-rig.ts';

test('a lone line is looked at when its event comes, however often', async () => {
  const { times, stream } = setUp();
  await stream(new Log(), { each: 206, bytes: 100, count: 4 });
  assert.deepEqual(times(), [0, 206, 412, 618]);
});

test('in a stream pauses double up to the linger, and what came is looked at once after each', async () => {
  const { times, stream } = setUp();
  await stream(new Log(), { each: 1, bytes: 100, count: 600 });
  assert.deepEqual(times(), [0, 5, 15, 35, 75, 155, 315, 515]);
});

test('lines that are not far apart become a stream too', async () => {
  const { times, stream } = setUp();
  await stream(new Log(), { each: 20, bytes: 100, count: 40 });
  assert.deepEqual(times().slice(0, 4), [0, 20, 40, 60]);
  assert.ok(times().length < 12, times().join(' '));
});

test('a pause in which nothing came ends in quiet: the next line is looked at when it comes', async () => {
  const { waves, times, stream, pass } = setUp();
  const log = new Log();
  await stream(log, { each: 1, bytes: 100, count: 100 });
  await pass(5000);
  const before = times().length;
  waves.heard(log);
  assert.equal(times().length, before + 1);
});

test('without a linger each event is looked after', async () => {
  const { times, stream } = setUp(0);
  await stream(new Log(), { each: 1, bytes: 100, count: 5 });
  assert.deepEqual(times(), [0, 1, 2, 3, 4]);
});

test('of a file that is written fast no more than 256 KiB are unread for long, whenever it becomes fast', async () => {
  const { waves, pass, stream } = setUp();
  const log = new Log();
  await stream(log, { each: 1, bytes: 100, count: 3000 });
  let most = 0;
  for (let ms = 0; ms < 500; ms++) {
    log.unread += 30 * KIB;
    if (log.watched) waves.heard(log);
    most = Math.max(most, log.unread);
    await pass(1);
  }
  assert.ok(most <= 256 * KIB + 11 * 30 * KIB, `${most} bytes were unread`);
});

test('of a watched file that becomes fast no more than that is unread either', async () => {
  const { waves, pass } = setUp();
  const log = new Log();
  let most = 0;
  for (let ms = 0; ms < 400; ms++) {
    log.unread += ms < 100 ? 100 : 30 * KIB;
    waves.heard(log);
    most = Math.max(most, log.unread);
    await pass(1);
  }
  assert.ok(most <= 256 * KIB + 8 * 30 * KIB, `${most} bytes were unread`);
});

test('many files that are written to slowly make pauses that fill a batch', async () => {
  const { waves, pass, looks } = setUp();
  const logs = Array.from({ length: 100 }, () => new Log());
  for (let ms = 0; ms < 3000; ms++) {
    for (const log of logs) {
      log.unread += 200;
      if (log.watched) waves.heard(log);
    }
    await pass(1);
  }
  const [first] = logs;
  const times = looks.flatMap(([log, at]) => (log === first && at > 2000 ? at : []));
  const gaps = times.slice(1).map((at, i) => at - (times[i] ?? 0));
  // 20 KB a millisecond.
  assert.ok(gaps.length > 0 && gaps.every((gap) => gap >= 45 && gap <= 60), gaps.join(' '));
});

test('a file with news again and again is not watched, and is watched again after it has been quiet', async () => {
  const { stream, pass, waves, times } = setUp();
  const log = new Log();
  await stream(log, { each: 20, bytes: 100, count: 100 });
  assert.equal(log.watched, false);
  log.unread = 0;
  await pass(2500);
  assert.equal(log.watched, true);
  const before = times().length;
  waves.heard(log);
  assert.equal(times().length, before + 1, 'it is quiet');
});

test('what is written to a file that is not watched is found by the next wave', async () => {
  const { stream, pass, looks } = setUp();
  const log = new Log();
  await stream(log, { each: 20, bytes: 100, count: 100 });
  await pass(400);
  log.unread = 1;
  const before = looks.length;
  await pass(201);
  assert.equal(looks.length, before + 1);
  assert.equal(log.unread, 0);
});

test('another file at the path of one that is not watched is found by a glance', async () => {
  const { stream, pass, looks } = setUp();
  const log = new Log();
  await stream(log, { each: 20, bytes: 100, count: 101 });
  log.unread = Number.POSITIVE_INFINITY;
  const before = looks.length;
  await pass(11);
  assert.equal(looks.length, before + 1);
});

test('an event that may tell of a rotation is looked after at once', async () => {
  const { stream, waves, looks } = setUp();
  const log = new Log();
  await stream(log, { each: 5, bytes: 100, count: 60 });
  const before = looks.length;
  waves.heard(log, true);
  assert.equal(looks.length, before + 1);
});

test('while files are rotated pauses become shorter', async () => {
  const { waves, pass, times } = setUp();
  const log = new Log();
  for (let ms = 0; ms < 2000; ms++) {
    if (ms % 10 === 0) log.inode++;
    log.unread = 100;
    waves.heard(log);
    await pass(1);
  }
  const gaps = times()
    .slice(1)
    .map((at, i) => at - (times()[i] ?? 0));
  assert.ok(Math.max(...gaps.slice(10)) <= 20, gaps.join(' '));
});

test('a container that is gone is looked at no more, and after the end nothing is', async () => {
  const { waves, pass, stream, looks } = setUp();
  const log = new Log();
  await stream(log, { each: 20, bytes: 100, count: 100 });
  log.removed = true;
  log.unread = 100;
  const before = looks.length;
  await pass(1000);
  assert.equal(looks.length, before);
  const other = new Log();
  await stream(other, { each: 1, bytes: 100, count: 10 });
  assert.equal(waves.some, true);
  waves.close();
  const last = looks.length;
  waves.heard(other);
  await pass(1000);
  assert.equal(looks.length, last);
});
