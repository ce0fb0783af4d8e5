import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DockerLayout } from '../../src/source/docker/layout.ts';
import { containersFolder, deaf, LogFolder, line, receives, startTail, until } from './harness.ts';

for (const [name, options] of [
  ['by rename', {}],
  ['with compression', { gzip: true }],
  ['by unlinking (max-file=1)', { maxFile: 1 }],
] as const) {
  test(`rotation ${name} while running loses and doubles nothing`, async (t) => {
    const dir = containersFolder(t);
    const prod = new LogFolder(dir, 'prod1');
    const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
    for (let n = 0; n < 20; n++) {
      prod.write(`a${n}`);
      if (n % 3 === 0) await receives(harness, prod.written);
      prod.write(`b${n}`, `c${n}`);
      // The read under way must see the file before it is gone: with max-file=1 there is no other chance.
      await until(() => harness.sink.lines.join('').length === prod.written.join('').length);
      prod.rotate(options);
    }
    prod.write('last');
    await receives(harness, prod.written);
    await until(() => harness.tail.heldDescriptors === 1);
    assert.equal(harness.events.all.filter((event) => event === 'rotated prod1').length > 0, true);
  });
}

test('several rotations between two looks are all found, in order', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('0');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  for (let round = 0; round < 5; round++) {
    for (let n = 0; n < 4; n++) {
      prod.write(`${round} ${n}`);
      prod.rotate({ gzip: n % 2 === 0 });
    }
    prod.write(`${round} last`);
    await receives(harness, prod.written);
  }
});

test('rotations without pause are read in order', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  for (let n = 0; n < 300; n++) {
    prod.write(...Array.from({ length: 1 + (n % 3) }, (_, line) => `${n} ${line}`));
    if (n % 2 === 0) prod.rotate({ gzip: true, maxFile: 160 });
    // Lets the loop take some steps, another number each time, so that a rotation meets each of them.
    for (let steps = 0; steps < n % 7; steps++) await new Promise(setImmediate);
  }
  await receives(harness, prod.written);
});

test('a file rotated away unread is read by its descriptor though its name is gone', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('0');
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  harness.sink.room = false;
  for (let n = 1; n < 6; n++) {
    prod.write(`${n}`);
    prod.rotate({ maxFile: 3 });
    const { size } = harness.sink.generations;
    await until(
      () => harness.events.all.filter((event) => event === 'rotated prod1').length === n,
      () => size,
    );
  }
  harness.sink.room = true;
  harness.tail.resume();
  await receives(harness, prod.written);
});

test('rotated, renamed and compressed while stopped: each file goes on at its own offset', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const first = await startTail(t, dir);
  await receives(first, prod.written);
  await first.stop();
  prod.write('3', '4');
  prod.rotate({ gzip: true });
  prod.write('5');
  prod.rotate({ gzip: true });
  prod.write('6');
  prod.rotate();
  prod.write('7');
  const second = await startTail(t, dir, { sink: first.sink });
  await receives(second, prod.written);
  await second.stop();
  const third = await startTail(t, dir, { sink: first.sink });
  prod.write('8');
  await receives(third, prod.written);
});

test('an inode used again by a new file does not hide it', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1', '2');
  const first = await startTail(t, dir);
  await receives(first, prod.written);
  await first.stop();
  // The same file cut short and filled again has the inode of the old one for certain.
  fs.truncateSync(prod.live);
  const lines = prod.write('3', '4', '5');
  assert.ok(fs.statSync(prod.live).size > prod.written.slice(0, 2).join('').length);
  const second = await startTail(t, dir, { sink: first.sink });
  await receives(second, [...prod.written.slice(0, 2), ...lines]);
});

test('a compressed sibling beside its plain one is left alone', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write('1');
  prod.rotate();
  prod.write('2');
  fs.writeFileSync(prod.sibling(1, '.gz'), gzipSync(fs.readFileSync(prod.sibling(1))).subarray(0, 15));
  const harness = await startTail(t, dir);
  await receives(harness, prod.written);
  assert.deepEqual(harness.events.all, ['found prod1 at 0']);
});

test('a half-written compressed sibling is waited for', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const texts = Array.from({ length: 5000 }, (_, n) => `${n} ${Math.sin(n)}`);
  prod.write(...texts);
  prod.rotate();
  prod.write('last');
  const whole = gzipSync(fs.readFileSync(prod.sibling(1)));
  fs.unlinkSync(prod.sibling(1));
  fs.writeFileSync(prod.sibling(1, '.gz'), whole.subarray(0, whole.length / 2));
  const harness = await startTail(t, dir, { scanIntervalMs: 20, watch: deaf });
  await until(() => harness.sink.lines.length > 100 && harness.scans.length > 5);
  assert.equal(harness.sink.texts.join('').includes('last'), false);
  fs.appendFileSync(prod.sibling(1, '.gz'), whole.subarray(whole.length / 2));
  await receives(harness, prod.written);
  assert.deepEqual(harness.events.all, ['found prod1 at 0']);
});

test('of a compressed sibling that was left half written what decodes is handed on, and reading goes on behind it', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write(...Array.from({ length: 5000 }, (_, n) => `${n} ${Math.sin(n)}`));
  prod.rotate();
  prod.write('last');
  const whole = gzipSync(fs.readFileSync(prod.sibling(1)));
  fs.unlinkSync(prod.sibling(1));
  fs.writeFileSync(prod.sibling(1, '.gz'), whole.subarray(0, whole.length / 2));
  const minuteAgo = Date.now() / 1000 - 60;
  fs.utimesSync(prod.sibling(1, '.gz'), minuteAgo, minuteAgo);
  const harness = await startTail(t, dir, { scanIntervalMs: 30 });
  const last = prod.written.at(-1)!;
  await until(() => harness.sink.texts.join('').endsWith(last));
  const brokenOff = 'broken off prod1 the compressed file ends in its midst, undefined bytes undefined lines';
  assert.ok(harness.events.all.includes(brokenOff));
  const text = harness.sink.texts.join('').slice(0, -last.length);
  assert.ok(text.length > 200_000);
  assert.ok(prod.written.join('').startsWith(text));
});

test('a large compressed sibling is read block by block and resumed by uncompressed offset', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.write(...Array.from({ length: 20_000 }, (_, n) => `${n} ${'x'.repeat(n % 200)}`));
  prod.rotate({ gzip: true });
  prod.write('last');
  const first = await startTail(t, dir, { blockBytes: 64 * 1024 });
  await until(() => first.sink.blocks.length > 3);
  first.sink.room = false;
  await first.stop();
  const before = first.sink.texts.join('').length;
  assert.ok(before < prod.written.join('').length);
  first.sink.room = true;
  const second = await startTail(t, dir, { sink: first.sink });
  await receives(second, prod.written);
  assert.equal(second.sink.begun[1]?.offset, before);
});

test('a compressed sibling of nothing is no trouble, and the scan is complete', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  prod.rotate({ gzip: true });
  prod.write('line');
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000 });
  await receives(harness, prod.written);
  assert.ok(harness.scans.length > 0);
  assert.deepEqual(
    harness.events.all.filter((event) => event.startsWith('unreadable')),
    [],
  );
});

/** A listing asks three times whether a file that has grown is compressed, the last time when it has read all of it. */
for (const question of [1, 2, 3])
  test(`moved away under its writer: what comes within the next listing is read as well, at question ${question}`, async (t) => {
    const dir = containersFolder(t);
    const prod = new LogFolder(dir, 'prod1');
    const former = prod.sibling(1);
    const layout = new DockerLayout(dir);
    let meanwhile = (): void => {};
    layout.isCompressed = (path) => {
      const isFormer = path === former;
      const isCompressed = DockerLayout.prototype.isCompressed.call(layout, path);
      if (isFormer) meanwhile();
      return isCompressed;
    };
    prod.write('1');
    const harness = await startTail(t, dir, { layout, watch: deaf, scanIntervalMs: 5 });
    await receives(harness, prod.written);
    fs.renameSync(prod.live, former);
    fs.writeFileSync(prod.live, '');
    await until(() => harness.events.all.includes('rotated prod1'));
    const append = (text: string): void => {
      const appended = line(text);
      prod.written.push(appended);
      fs.appendFileSync(former, appended);
    };
    let asked = 0;
    meanwhile = () => {
      if (++asked === question) append('within');
    };
    append('2');
    await until(() => asked >= question);
    await until(() => harness.sink.texts.join('').length >= prod.written.join('').length);
    assert.deepEqual(harness.sink.lines.filter(Boolean), prod.written);
  });
