import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { entry, JsonFile, type Rotation } from '../../src/demo/json-file.ts';
import { envelope, rfc3339Nano } from '../support/docker-envelope.ts';

const ID = 'ab'.repeat(32);
const AT = Date.UTC(2026, 7, 6, 14, 3, 9, 250);

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'logagent-json-file-'));
});
afterEach(() => rmSync(dir, { recursive: true }));

function create(rotation: Rotation): Promise<JsonFile> {
  return JsonFile.create({ containersDir: dir, id: ID, name: 'prod1', image: 'web:1', rotation });
}

const path = (suffix = ''): string => join(dir, ID, `${ID}-json.log${suffix}`);

test("an entry's bytes are Docker's", () => {
  const texts = [
    'plain\n',
    'a "b" \\ c\n',
    '<&>\r\n',
    '\u0000\b\t\f\u001b\u007f',
    'Ä 漢 🚀 \u2028\u2029',
    '\\b \\t \\\\f',
  ];
  for (const text of texts) {
    for (const time of [1_754_000_000_000_000_000n, 1_754_000_000_120_000_000n, 1_754_000_000_000_000_001n]) {
      assert.equal(entry(text, 'stdout', time), envelope(Buffer.from(text), 'stdout', rfc3339Nano(time)));
    }
  }
  assert.equal(
    entry('<a>\n', 'stderr', 1_754_000_000_120_000_000n),
    '{"log":"\\u003ca\\u003e\\n","stream":"stderr","time":"2025-07-31T22:13:20.12Z"}\n',
  );
});

test('the folder is as Docker makes it', async () => {
  const log = await create({ maxSize: 1000, maxFile: 2, compress: false });
  await log.print('hello', AT);
  const read = () => JSON.parse(readFileSync(join(dir, ID, 'config.v2.json'), 'utf8'));
  const config = read();
  assert.equal(config.Name, '/prod1');
  assert.equal(config.ID, ID);
  assert.equal(config.Config.Image, 'web:1');
  assert.equal(config.LogPath, path());
  assert.equal(config.State.Running, true);
  assert.equal(statSync(path()).mode & 0o777, 0o640);
  assert.equal(statSync(join(dir, ID, 'config.v2.json')).mode & 0o777, 0o600);
  await log.close();
  assert.equal(read().State.Running, false);
  assert.deepEqual(readdirSync(join(dir, ID)).sort(), [`${ID}-json.log`, 'config.v2.json']);
});

test("lines printed in the same millisecond have times of their own, and time doesn't go back", async () => {
  const log = await create({ maxSize: 100_000, maxFile: 2, compress: false });
  for (const at of [AT, AT, AT, AT - 5000, AT + 1]) await log.print('same', at);
  await log.close();
  const times = readFileSync(path(), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).time);
  assert.deepEqual(times, [
    '2026-08-06T14:03:09.25Z',
    '2026-08-06T14:03:09.250000001Z',
    '2026-08-06T14:03:09.250000002Z',
    '2026-08-06T14:03:09.250000003Z',
    '2026-08-06T14:03:09.251Z',
  ]);
});

test('rotates by size: the newest lines remain, in order, each file closed by the entry that filled it', async () => {
  const log = await create({ maxSize: 1000, maxFile: 3, compress: false });
  for (let i = 1; i <= 100; i++) await log.print(`line ${i}`, AT + i);
  await log.close();
  assert.deepEqual(readdirSync(join(dir, ID)).sort(), [
    `${ID}-json.log`,
    `${ID}-json.log.1`,
    `${ID}-json.log.2`,
    'config.v2.json',
  ]);
  for (const suffix of ['.1', '.2']) {
    const { size } = statSync(path(suffix));
    assert.ok(size >= 1000 && size < 1100, `${size}`);
  }
  const numbers = ['.2', '.1', ''].flatMap((suffix) => numbersIn(readFileSync(path(suffix), 'utf8')));
  assert.equal(numbers.at(-1), 100);
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => numbers[0]! + i),
  );
});

test('compresses what was rotated away', async () => {
  const log = await create({ maxSize: 1000, maxFile: 3, compress: true });
  for (let i = 1; i <= 100; i++) await log.print(`line ${i}`, AT + i);
  await log.close();
  assert.deepEqual(readdirSync(join(dir, ID)).sort(), [
    `${ID}-json.log`,
    `${ID}-json.log.1.gz`,
    `${ID}-json.log.2.gz`,
    'config.v2.json',
  ]);
  const numbers = ['.2.gz', '.1.gz']
    .flatMap((suffix) => numbersIn(gunzipSync(readFileSync(path(suffix))).toString()))
    .concat(numbersIn(readFileSync(path(), 'utf8')));
  assert.equal(numbers.at(-1), 100);
  assert.deepEqual(
    numbers,
    numbers.map((_, i) => numbers[0]! + i),
  );
});

function numbersIn(text: string): number[] {
  return [...text.matchAll(/line (\d+)\\n/g)].map((match) => Number(match[1]));
}
