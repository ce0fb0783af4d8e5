import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { HostFiles } from '../../src/host-files.ts';
import { endOfLastLine, MOST_SEARCHED } from '../../src/tail/file/last-line.ts';
import { openLogFile } from '../../src/tail/file/log-file.ts';
import { containersFolder } from './harness.ts';

async function endIn(t: TestContext, write: (path: string) => void): Promise<number> {
  const path = join(containersFolder(t), 'log');
  write(path);
  const { bytes, size } = openLogFile(new HostFiles([tmpdir()]), path, false);
  try {
    return await endOfLastLine(bytes, size);
  } finally {
    await bytes.close();
  }
}

test('behind the last LF, wherever it is', async (t) => {
  for (const [text, end] of [
    ['', 0],
    ['half', 0],
    ['a\n', 2],
    ['a\nb\nhalf', 4],
    [`a\n${'x'.repeat(200_000)}`, 2],
  ] as const)
    assert.equal(await endIn(t, (path) => fs.writeFileSync(path, text)), end);
});

test('of a line or a hole that is longer than is searched it is the end: what comes next is another line', async (t) => {
  const size = 1 + MOST_SEARCHED;
  const behindLine = (path: string, bytes: number) => {
    fs.writeFileSync(path, 'a\n');
    fs.truncateSync(path, bytes);
  };
  assert.equal(await endIn(t, (path) => behindLine(path, size)), 2);
  assert.equal(await endIn(t, (path) => behindLine(path, size + 1)), size + 1);
  assert.equal(await endIn(t, (path) => behindLine(path, 2 ** 40)), 2 ** 40);
});
