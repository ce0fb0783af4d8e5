import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Log, setUp } from './waves-rig.ts';

type Rig = ReturnType<typeof setUp>;

/** A line of each every 20 ms, for so many milliseconds. */
async function streamAll({ write, pass }: Rig, logs: readonly Log[], milliseconds = 2000): Promise<void> {
  for (let ms = 0; ms < milliseconds; ms += 20) {
    for (const log of logs) write(log, 100);
    await pass(20);
  }
}

/** How long a line that is written now waits for its look. */
async function waited({ write, pass, looks, now }: Rig, log: Log): Promise<number> {
  const before = looks.length;
  const at = now();
  write(log, 100);
  await pass(250);
  const look = looks.slice(before).find(([looked]) => looked === log);
  return (look?.[1] ?? Number.POSITIVE_INFINITY) - at;
}

test('after quiet no line waits for the next wave, though logs are hot still', async () => {
  for (const hot of [1, 100]) {
    const rig = setUp();
    const logs = Array.from({ length: hot }, () => new Log());
    await streamAll(rig, logs);
    await rig.pass(410);
    assert.equal(logs[0]?.watched, false);
    assert.equal(await waited(rig, new Log()), 0);
    await rig.pass(250);
    assert.ok((await waited(rig, logs[0] as Log)) <= 10);
  }
});

test('what comes to a watched log after a linger of quiet does not wait for the end of the pause', async () => {
  const rig = setUp();
  const log = new Log();
  await rig.stream(log, { each: 1, bytes: 100, count: 157 });
  assert.deepEqual(rig.times().slice(-1), [155]);
  // The wave at 315 finds the last line, and the pause after it lasts until 515.
  await rig.pass(210);
  assert.equal(await waited(rig, log), 0);
});

test('while the sink has no room a log of which more comes stays hot: to watch it in between would cost more', async () => {
  const rig = setUp();
  const log = new Log();
  await streamAll(rig, [log]);
  rig.sink.room = false;
  const { changes } = log;
  await streamAll(rig, [log], 20_000);
  assert.equal(log.changes, changes);
});

test('a log whose file is missing is hot no more in the end, and is not looked at as often as it is glanced at', async () => {
  const rig = setUp();
  const log = new Log();
  await streamAll(rig, [log]);
  log.missing = true;
  const before = rig.looks.length;
  await rig.pass(2500);
  assert.equal(log.watched, true);
  assert.ok(rig.looks.length - before < 25, `${rig.looks.length - before} looks`);
});

test('a watched log that is rotated a hundred times a second is looked at by itself: hot ones are not glanced at as often', async () => {
  const rig = setUp();
  const hot = Array.from({ length: 300 }, () => new Log());
  await streamAll(rig, hot);
  for (const log of hot) log.glances = 0;
  const rotated = new Log();
  for (let ms = 0; ms < 1000; ms += 10) {
    rotated.inode++;
    rig.waves.heard(rotated, true);
    assert.equal(rotated.seen, rotated.inode);
    await rig.pass(10);
  }
  const most = Math.max(...hot.map(({ glances }) => glances));
  assert.ok(most < 30, `${most} glances`);
});

test('of a hot log no file is missed that is replaced after 30 ms, once rotation is known: two of them are never unseen', async () => {
  for (const others of [0, 100, 300]) {
    const rig = setUp();
    const one = new Log();
    const hot = [one, ...Array.from({ length: others }, () => new Log())];
    await streamAll(rig, hot);
    one.inode++;
    await rig.pass(201);
    let missed = 0;
    for (let ms = 0; ms < 3000; ms += 10) {
      if (ms % 20 === 0) for (const log of hot) rig.write(log, 100);
      if (ms % 30 === 0) {
        if (one.inode !== one.seen) missed++;
        one.inode++;
        if (one.watched) rig.waves.heard(one, true);
      }
      await rig.pass(10);
    }
    assert.equal(missed, 0, `beside ${others} others`);
  }
});
