import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { HostFiles } from '../../src/host-files.ts';
import { stampOf } from '../../src/log/stamp.ts';
import type { FirstLine } from '../../src/tail/file/fingerprint.ts';
import { openLogFile } from '../../src/tail/file/log-file.ts';
import { HandedOn } from '../../src/tail/read/handed-on.ts';
import { containersFolder } from './harness.ts';

const lines = ['first line\n', 'second line\n', 'third line\n'];
const all = lines.join('');
const second = Buffer.byteLength(lines[0]! + lines[1]!);
const first: FirstLine = { key: 'k', stamp: stampOf(Buffer.from(lines[0]!)), at: 0 };

function fileOf(t: TestContext, text: string, compressed = false) {
  const path = join(containersFolder(t), 'log');
  fs.writeFileSync(path, compressed ? gzipSync(text) : text);
  const { bytes } = openLogFile(new HostFiles([tmpdir()]), path, compressed);
  t.after(() => bytes.close());
  return bytes;
}

/** Everything up to the second line's end was handed on. */
function handedOn(): HandedOn {
  const handed = new HandedOn(first);
  handed.note(Buffer.from(lines[0]! + lines[1]!));
  return handed;
}

for (const compressed of [false, true]) {
  const form = compressed ? 'compressed' : 'plain';
  test(`${form}: a file that holds what was handed on, with more behind it or nothing`, async (t) => {
    assert.equal(await handedOn().isIn(fileOf(t, all, compressed), second, false), true);
    assert.equal(await handedOn().isIn(fileOf(t, lines[0]! + lines[1]!, compressed), second, false), true);
  });

  test(`${form}: another line of the same length at its place`, async (t) => {
    const other = all.replace('second', 'zecond');
    assert.equal(await handedOn().isIn(fileOf(t, other, compressed), second, false), false);
  });

  test(`${form}: shorter than what was handed on`, async (t) => {
    assert.equal(await handedOn().isIn(fileOf(t, lines[0]!, compressed), second, false), false);
  });

  test(`${form}: what an earlier run has noted is looked for`, async (t) => {
    const stamp = stampOf(Buffer.from(lines[2]!));
    for (const [text, holds] of [
      [all, true],
      [all.replace('third', 'other'), false],
      [lines[0]! + lines[1]!, false],
    ] as const) {
      const handed = new HandedOn(first);
      handed.expect({ top: all.length, stamp });
      assert.equal(await handed.isIn(fileOf(t, text, compressed), lines[0]!.length, false), holds, text);
    }
  });

  test(`${form}: of an earlier run that noted no stamp only the size counts`, async (t) => {
    const handed = new HandedOn(first);
    handed.expect({ top: second, stamp: undefined });
    assert.equal(
      await handed.isIn(fileOf(t, all.replace('second', 'zecond'), compressed), second, false),
      true,
    );
    const again = new HandedOn(first);
    again.expect({ top: second, stamp: undefined });
    assert.equal(await again.isIn(fileOf(t, lines[0]!, compressed), second, false), false);
  });
}

test('when nothing was handed on the first line counts', async (t) => {
  assert.equal(await new HandedOn(first).isIn(fileOf(t, all), 0, false), true);
  assert.equal(await new HandedOn(first).isIn(fileOf(t, all.replace('first', 'other')), 0, false), false);
});

test('a time at the beginning of a line tells as well as one at its end', async (t) => {
  const handed = new HandedOn(first);
  handed.note(Buffer.from(`${lines[0]!}09:59:59 ${'x'.repeat(200)}\n`));
  const at = lines[0]!.length + 210;
  assert.equal(await handed.isIn(fileOf(t, `${lines[0]!}10:00:00 ${'x'.repeat(200)}\n`), at, false), false);
});

test('a copy made before the last lines were handed on, which ends within them', async (t) => {
  const handed = handedOn();
  handed.take(true, second - 5, second);
  assert.equal(await handed.isIn(fileOf(t, all.slice(0, second - 5)), second, true), true);
  const other = handedOn();
  other.take(true, second - 5, second);
  assert.equal(await other.isIn(fileOf(t, `${all.slice(0, second - 6)}!`), second, true), false);
});

test('a piece of a cut line is told like a line', async (t) => {
  const handed = new HandedOn(first);
  handed.note(Buffer.from(`${lines[0]!}a piece without an end`));
  const at = lines[0]!.length + 22;
  assert.equal(
    await handed.isIn(fileOf(t, `${lines[0]!}a piece without an end and more\n`), at, false),
    true,
  );
  assert.equal(
    await handed.isIn(fileOf(t, `${lines[0]!}a piece without an And and more\n`), at, false),
    false,
  );
});

test('after it was told to forget only the first line counts', async (t) => {
  const handed = handedOn();
  handed.forget();
  assert.equal(await handed.isIn(fileOf(t, lines[0]!), 0, false), true);
});
