import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { type TestContext, test } from 'node:test';
import {
  containersFolder,
  deaf,
  type Harness,
  LogFolder,
  RecordingSink,
  startTail,
  until,
} from './harness.ts';

/** Of a file with three lines, handed on, two are cut off while something of it is on its way. */
async function cutShort(t: TestContext, options: Parameters<typeof startTail>[2] = {}) {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3');
  // Nobody looks unless asked to.
  const harness = await startTail(t, dir, { scanIntervalMs: 600_000, watch: deaf, ...options });
  const { sink, tail } = harness;
  await until(() => sink.texts.join('') === lines.join(''));
  sink.mayRestart = () => false;
  fs.truncateSync(prod.live, lines[0]!.length);
  const more = prod.write('4');
  tail.look(prod.id);
  await waits(harness, lines);
  return { dir, prod, lines, more, harness };
}

/** Waits until a look has led to a refusal once more, and asserts that nothing has been handed on. */
async function waits({ sink, tail }: Harness, lines: readonly string[]): Promise<void> {
  const { refusals } = sink;
  await until(
    () => sink.refusals > refusals || (refusals > 0 && tail.resting),
    () => sink.calls,
  );
  await until(() => tail.resting);
  assert.equal(sink.texts.join(''), lines.join(''));
  assert.deepEqual(sink.restarts, []);
}

/** What was on its way has settled. */
async function settles({ sink, tail }: Harness, id: string, wanted: readonly string[]): Promise<void> {
  sink.mayRestart = () => true;
  tail.look(id);
  const again = () => sink.texts.slice(sink.restarts[0]).join('');
  await until(
    () => sink.restarts.length > 0 && again() === wanted.join(''),
    () => ({ again: again(), wanted, restarts: sink.restarts }),
  );
  assert.equal(sink.restarts.length, 1);
  assert.deepEqual(sink.problems, []);
}

test('a generation that has lost its end waits until nothing of it is on its way', async (t) => {
  const { prod, lines, more, harness } = await cutShort(t);
  const { events, sink, tail } = harness;
  assert.equal(events.all.filter((event) => event.startsWith('end lost')).length, 1);
  for (let look = 0; look < 3; look++) {
    more.push(...prod.write(`${5 + look}`));
    tail.look(prod.id);
    await waits(harness, lines);
  }
  assert.equal(tail.isRead(prod.id), false, 'what waits has not been read');
  await settles(harness, prod.id, [lines[0]!, ...more]);
  assert.equal(events.all.filter((event) => event.startsWith('end lost')).length, 1);
  await until(() => tail.isRead(prod.id));
  assert.ok(sink.refusals >= 2, `${sink.refusals} refusals`);
});

test('what came after a generation that waits is not handed on before it', async (t) => {
  const { prod, lines, more, harness } = await cutShort(t);
  prod.rotate();
  const next = prod.write('next');
  harness.tail.look(prod.id);
  await waits(harness, lines);
  await settles(harness, prod.id, [lines[0]!, ...more, ...next]);
});

test('its container is removed while it waits: it is read again, and gone after that', async (t) => {
  const { prod, lines, more, harness } = await cutShort(t, { scanIntervalMs: 20 });
  prod.remove();
  await until(
    () => harness.tail.heldDeletedFiles > 0,
    () => harness.events.all,
  );
  assert.equal(harness.events.all.includes('gone prod1'), false);
  assert.equal(harness.sink.texts.join(''), lines.join(''));
  await settles(harness, prod.id, [lines[0]!, ...more]);
  await until(() => harness.events.all.includes('gone prod1'));
  assert.equal(harness.tail.heldDescriptors, 0);
});

test('its container is renamed to an unwanted name while it waits: it is read again to where it was', async (t) => {
  const { prod, lines, more, harness } = await cutShort(t, { scanIntervalMs: 20, patterns: ['prod*'] });
  prod.rename('other');
  const scans = harness.scans.length;
  await until(() => harness.scans.length > scans + 1);
  prod.write('unwanted');
  assert.equal(harness.events.all.includes('unwanted other'), false);
  assert.equal(harness.sink.texts.join(''), lines.join(''));
  await settles(harness, prod.id, [lines[0]!, ...more]);
  await until(() => harness.events.all.includes('unwanted other'));
  assert.equal(harness.sink.texts.slice(harness.sink.restarts[0]).join(''), [lines[0]!, ...more].join(''));
});

test('it is renamed to an unwanted name and back while it waits: nothing is left out', async (t) => {
  const { prod, lines, more, harness } = await cutShort(t, { scanIntervalMs: 20, patterns: ['prod*'] });
  for (const name of ['other', 'prod2']) {
    prod.rename(name);
    more.push(...prod.write(`as ${name}`));
    const scans = harness.scans.length;
    await until(() => harness.scans.length > scans + 1);
  }
  await settles(harness, prod.id, [lines[0]!, ...more]);
});

test('a compressed file that is not what was read waits as well', async (t) => {
  const dir = containersFolder(t);
  const prod = new LogFolder(dir, 'prod1');
  const lines = prod.write('1', '2', '3');
  const sink = new RecordingSink();
  const first = await startTail(t, dir, { sink });
  await until(() => sink.texts.join('') === lines.join(''));
  await first.stop();
  fs.truncateSync(prod.live, lines[0]!.length);
  const more = prod.write('4', '5', '6');
  prod.rotate({ gzip: true });
  const next = prod.write('7');
  sink.mayRestart = () => false;
  const harness = await startTail(t, dir, { sink, scanIntervalMs: 600_000, watch: deaf });
  await waits(harness, lines);
  await settles(harness, prod.id, [lines[0]!, ...more, ...next]);
});

test('a stop while it waits: the next start reads it again', async (t) => {
  const { dir, prod, lines, more, harness } = await cutShort(t);
  await harness.stop();
  harness.sink.mayRestart = () => true;
  const again = await startTail(t, dir, { sink: harness.sink });
  await settles(again, prod.id, [lines[0]!, ...more]);
});

test('to look at what is not known is nothing', async (t) => {
  const { tail } = await startTail(t, containersFolder(t));
  tail.look('unknown');
  await until(() => tail.resting);
});
