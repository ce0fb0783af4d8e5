import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { Ranges } from '../../src/log/ranges.ts';
import { NULS_AT_ONCE } from '../../src/tail/file/first-line-search.ts';
import {
  containersFolder,
  deaf,
  hole,
  LogFolder,
  line,
  openBelow,
  RecordingSink,
  startTail,
  until,
} from './harness.ts';

const TERABYTE = 2 ** 40;
const LONG = 3 * NULS_AT_ONCE + 7;

test('a live file does not rest while its first line is looked for', async (t) => {
  const folder = containersFolder(t);
  for (const name of ['a', 'b']) {
    const prod = new LogFolder(folder, name);
    hole(prod.live, LONG);
    prod.write('1');
  }
  const { sink } = await startTail(t, folder, { maxDescriptors: 1, scanIntervalMs: 100, watch: deaf });
  await until(() => sink.texts.length === 2);
});

test('after a file whose first line was looked for has been moved away the next one is found', async (t) => {
  const folder = containersFolder(t);
  const prod = new LogFolder(folder, 'prod');
  hole(prod.sibling(1), TERABYTE);
  prod.write('1');
  const { sink } = await startTail(t, folder, { scanIntervalMs: 100 });
  await until(() => openBelow(prod.sibling(1)).length > 0);
  fs.renameSync(prod.sibling(1), join(folder, 'backup'));
  await until(() => openBelow(join(folder, 'backup')).length === 0);
  hole(join(folder, 'new'), LONG, line('rotated'));
  fs.renameSync(join(folder, 'new'), prod.sibling(1));
  await until(() => sink.texts.join('').includes('rotated'));
});

test('an unwanted container that is removed while a first line is looked for leaves no descriptor', async (t) => {
  const folder = containersFolder(t);
  const prod = new LogFolder(folder, 'prod');
  prod.write('1');
  const sink = new RecordingSink();
  const first = await startTail(t, folder, { sink });
  await until(() => first.tail.drained);
  await first.stop();
  hole(prod.sibling(1), TERABYTE);
  await startTail(t, folder, { sink, patterns: ['other'], scanIntervalMs: 100 });
  await until(() => openBelow(prod.folder).length > 0);
  prod.remove();
  await until(() => openBelow(prod.folder).length === 0);
});

test('a scan has not ended well before the live file of an unwanted container has been recognised', async (t) => {
  const folder = containersFolder(t);
  const prod = new LogFolder(folder, 'prod');
  hole(prod.live, LONG);
  prod.write('1');
  const sink = new RecordingSink();
  const first = await startTail(t, folder, { sink });
  await until(() => first.tail.drained);
  await first.stop();
  const [key] = [...sink.generations.keys()];
  const { scans, stop } = await startTail(t, folder, { sink, patterns: ['other'], scanIntervalMs: 100 });
  // A file without a key is in no scan: none may be told, or its checkpoint would be forgotten.
  await until(() => openBelow(prod.folder).length === 0);
  await stop();
  for (const keys of scans) assert.ok(key !== undefined && keys.has(key));
});

test('a half-written compressed file is read on though what settled above is not in it', async (t) => {
  const folder = containersFolder(t);
  const prod = new LogFolder(folder, 'prod');
  const lines = Array.from({ length: 120_000 }, (_, n) => line(`${n} ${Math.sin(n)}`));
  const text = lines.join('');
  fs.writeFileSync(prod.live, text);
  const sink = new RecordingSink();
  const first = await startTail(t, folder, { sink });
  await until(() => first.tail.drained);
  await first.stop();
  const [key, known] = [...sink.generations][0] ?? assert.fail();
  const offset = text.indexOf('\n', 5 * 1024 * 1024) + 1;
  const settled = new Ranges();
  settled.add(text.indexOf('\n', text.length - 300_000) + 1, text.length);
  sink.generations.set(key, { ...known, offset, settled });
  const whole = gzipSync(text);
  const path = prod.sibling(1, '.gz');
  fs.writeFileSync(path, whole.subarray(0, Math.floor(0.8 * whole.length)));
  fs.utimesSync(path, 1, 1);
  fs.rmSync(prod.live);
  fs.writeFileSync(prod.live, '');
  const before = sink.texts.length;
  await startTail(t, folder, { sink, scanIntervalMs: 100 });
  await until(() => sink.texts.length > before);
});
