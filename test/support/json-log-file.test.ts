import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { gzipWithExtra, JsonLogFile, type RotationOptions } from './json-log-file.ts';

function open(t: TestContext, options: RotationOptions): { log: JsonLogFile; content: () => object } {
  const folder = fs.mkdtempSync(join(tmpdir(), 'logagent-support-'));
  const log = new JsonLogFile(join(folder, 'x-json.log'), options);
  t.after(() => {
    log.close();
    fs.rmSync(folder, { recursive: true });
  });
  const read = (name: string): string => {
    const bytes = fs.readFileSync(join(folder, name));
    return (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString();
  };
  return { log, content: () => Object.fromEntries(fs.readdirSync(folder).map((name) => [name, read(name)])) };
}

test('the size is looked at before an entry is written, so that a file may become larger than max-size', (t) => {
  const { log, content } = open(t, { maxSize: 4, maxFile: 3 });
  for (const entry of ['12345\n', 'a\n', 'b\n', 'c\n', 'd\n']) log.write(entry);
  assert.deepEqual(content(), {
    'x-json.log': 'c\nd\n',
    'x-json.log.1': 'a\nb\n',
    'x-json.log.2': '12345\n',
  });
  log.write('e\n');
  assert.deepEqual(content(), { 'x-json.log': 'e\n', 'x-json.log.1': 'c\nd\n', 'x-json.log.2': 'a\nb\n' });
});

test('with one file only, the live file is unlinked and made anew', (t) => {
  const { log, content } = open(t, { maxSize: 1, maxFile: 1 });
  const before = fs.openSync(log.path, 'r');
  log.write('a\n');
  log.write('b\n');
  assert.deepEqual(content(), { 'x-json.log': 'b\n' });
  assert.equal(fs.fstatSync(before).nlink, 0);
  assert.equal(fs.readFileSync(before, 'utf8'), 'a\n');
  fs.closeSync(before);
});

test('compression happens after the rotation and is finished before the next', (t) => {
  const { log, content } = open(t, { maxSize: 1, maxFile: 4, compress: true });
  log.write('a\n');
  log.write('b\n');
  assert.deepEqual(content(), { 'x-json.log': 'b\n', 'x-json.log.1': 'a\n' });
  log.write('c\n');
  assert.deepEqual(content(), { 'x-json.log': 'c\n', 'x-json.log.1': 'b\n', 'x-json.log.2.gz': 'a\n' });
  log.finishCompression();
  assert.deepEqual(content(), { 'x-json.log': 'c\n', 'x-json.log.1.gz': 'b\n', 'x-json.log.2.gz': 'a\n' });
});

test('a file truncated after a rotation begins with NULs, the first one does not', (t) => {
  const { log, content } = open(t, { maxFile: 2 });
  log.write('first\n');
  log.truncate();
  log.write('a\n');
  assert.deepEqual(content(), { 'x-json.log': 'a\n' });
  log.rotate();
  log.write('second\n');
  log.truncate();
  log.write('b\n');
  assert.deepEqual(content(), { 'x-json.log': '\0\0\0\0\0\0\0b\n', 'x-json.log.1': 'a\n' });
});

test('a gzip file with an extra field is read back by zlib', () => {
  const bytes = Buffer.from('line\n'.repeat(1000));
  assert.deepEqual(gunzipSync(gzipWithExtra(bytes, '{"lastTime":"x"}')), bytes);
});
