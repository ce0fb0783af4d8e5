import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HostFiles } from '../../src/host-files.ts';
import { NO_NOTES } from '../../src/log/notes.ts';
import { Ranges } from '../../src/log/ranges.ts';
import { Descriptors } from '../../src/tail/file/descriptors.ts';
import { FirstLineSearch } from '../../src/tail/file/first-line-search.ts';
import { HeldFile } from '../../src/tail/file/held-file.ts';
import { openLogFile } from '../../src/tail/file/log-file.ts';
import { Generation } from '../../src/tail/read/generation.ts';
import { Position } from '../../src/tail/read/position.ts';
import { countUnread } from '../../src/tail/read/unread.ts';
import { containersFolder } from './harness.ts';

/** A generation of which `offset` bytes have been handed on. */
async function generation(
  t: TestContext,
  text: string,
  offset: number,
  settled: number[] = [],
): Promise<Generation> {
  const path = join(containersFolder(t), text.startsWith('z') ? 'log.1.gz' : 'log');
  fs.writeFileSync(path, path.endsWith('.gz') ? gzipSync(text) : text);
  const file = openLogFile(new HostFiles([tmpdir()]), path, path.endsWith('.gz'));
  const first = await new FirstLineSearch('id').step(file.bytes, true);
  assert.ok(first !== 'none' && first !== 'more');
  const resume = { offset, settled: new Ranges(settled), notes: NO_NOTES, finished: false };
  const position = new Position(first, resume);
  const open = () => assert.fail('nothing is opened again');
  const held = new HeldFile({ file, first }, { reading: position, descriptors: new Descriptors(10), open });
  t.after(() => held.close());
  return new Generation(held, position);
}

test('what was not handed on is counted', async (t) => {
  assert.deepEqual(await countUnread(await generation(t, 'a\nbb\nccc\n', 2)), { bytes: 7, lines: 2 });
  assert.deepEqual(await countUnread(await generation(t, 'a\nbb\nccc\n', 9)), { bytes: 0, lines: 0 });
});

test('last words without a newline are a line', async (t) => {
  assert.deepEqual(await countUnread(await generation(t, 'a\nbb\nccc', 2)), { bytes: 6, lines: 2 });
});

test('what was acknowledged in an earlier run is not lost', async (t) => {
  assert.deepEqual(await countUnread(await generation(t, 'a\nbb\nccc\ndddd\n', 2, [5, 9])), {
    bytes: 8,
    lines: 2,
  });
});

test('what was written since the last look counts', async (t) => {
  const grown = await generation(t, 'a\n', 0);
  fs.appendFileSync(grown.file.path, 'bb\n');
  assert.deepEqual(await countUnread(grown), { bytes: 5, lines: 2 });
});

test('of a compressed file the uncompressed bytes', async (t) => {
  assert.deepEqual(await countUnread(await generation(t, 'z\nbb\nccc\n', 2)), { bytes: 7, lines: 2 });
});

test('more than can be counted in a bounded time is counted in proportion', async (t) => {
  const text = 'a line of 19 bytes\n'.repeat(1000);
  assert.deepEqual(await countUnread(await generation(t, text, 0), 1900), { bytes: 19_000, lines: 1000 });
  assert.deepEqual(await countUnread(await generation(t, text, 0), 19_000), { bytes: 19_000, lines: 1000 });
});

test('without the file only the bytes that were seen', async (t) => {
  const resting = await generation(t, 'a\nbb\n', 2);
  assert.equal(await resting.file.rest(), true);
  assert.deepEqual(await countUnread(resting), { bytes: 3, lines: undefined });
});
