import assert from 'node:assert/strict';
import { openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { constants, gunzipSync } from 'node:zlib';
import { GzipBytes } from '../../src/tail/file/gzip-bytes.ts';
import { gzipWithExtra } from '../support/json-log-file.ts';
import { below, mutate, type Random } from './mutate.ts';

/** What deflate may refer back to: so much before a damaged place may not decode. */
const WINDOW_BYTES = 32 * 1024;

/** A damaged or unfinished gzip file: what decodes is handed on, and damage is either without effect or reported. */
export async function fuzzGzip(random: Random, folder: string): Promise<void> {
  const lines = Array.from(
    { length: 1 + below(random, random() < 0.2 ? 6000 : 400) },
    (_, i) => `line ${i} ${random()}\n`,
  );
  const original = Buffer.from(lines.join(''));
  const compressed = gzipWithExtra(original, '{"lastTime":"2024-05-01T00:00:00Z"}');
  const cut = random() < 0.4;
  const damaged = cut
    ? compressed.subarray(0, below(random, compressed.length + 1))
    : mutate(compressed, random);
  const path = join(folder, 'log.gz');
  writeFileSync(path, damaged);
  const bytes = new GzipBytes(openSync(path, 'r'));
  try {
    const decoded = await readAll(bytes, 1 + below(random, 5000));
    // A file of which nothing decodes and that ends in zeros may pass for one of nothing.
    const whole = bytes.trouble() === undefined && decoded.length > 0;
    if (whole) assert.ok(decoded.equals(original), 'not what was compressed');
    if (cut) assert.ok(decoded.equals(decodable(damaged)), 'not all that can be decoded');
    else {
      const good = decodable(damaged.subarray(0, same(damaged, compressed))).length - WINDOW_BYTES;
      const begins = good <= 0 || decoded.subarray(0, good).equals(original.subarray(0, good));
      assert.ok(begins, 'not what lies before the damage');
    }
  } finally {
    await bytes.close();
  }
}

async function readAll(bytes: GzipBytes, step: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const target = Buffer.alloc(step);
    const length = await bytes.read(target, at);
    chunks.push(target.subarray(0, length));
    at += length;
    if (length < step) return Buffer.concat(chunks);
  }
}

/** How many first bytes are the same. */
function same(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}

function decodable(bytes: Buffer): Buffer {
  if (bytes.length === 0) return bytes;
  return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
}
