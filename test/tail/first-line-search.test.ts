import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stampOf } from '../../src/log/stamp.ts';
import { fingerprint } from '../../src/tail/file/fingerprint.ts';
import { FirstLineSearch, NULS_AT_ONCE } from '../../src/tail/file/first-line-search.ts';

const MIB = 1024 * 1024;

/** A plain file of `nuls` NULs and then `content`, of which nothing is on disk. */
class Sparse {
  readonly isCompressed = false;
  nuls: number;
  content: Buffer;
  /** Bytes read so far. */
  bytesRead = 0;

  constructor(nuls: number, content: string | Buffer = '') {
    this.nuls = nuls;
    this.content = Buffer.from(content);
  }

  async read(target: Buffer, position: number): Promise<number> {
    const size = this.nuls + this.content.length;
    const length = Math.max(0, Math.min(target.length, size - position));
    const nuls = Math.max(0, Math.min(length, this.nuls - position));
    target.fill(0, 0, nuls);
    const from = Math.max(0, position - this.nuls);
    this.content.copy(target, nuls, from, from + length - nuls);
    this.bytesRead += length;
    return length;
  }

  async before(offset: number, length: number): Promise<Buffer | undefined> {
    const bytes = Buffer.alloc(length);
    return (await this.read(bytes, offset - length)) === length ? bytes : undefined;
  }

  trouble(): undefined {
    return undefined;
  }
}

/** What one step finds in a file of this content. */
const find = (content: Buffer | string, complete: boolean) =>
  new FirstLineSearch('id').step(new Sparse(0, content), complete);

test('only a complete first line is one', async () => {
  assert.equal(await find('half', false), 'none');
  assert.equal(await find('', true), 'none');
  const line = Buffer.from('line\n');
  assert.deepEqual(await find('line\nmore', false), {
    key: fingerprint('id', line),
    stamp: stampOf(line),
    at: 0,
  });
});

test('of a file that will not grow the rest is a line', async () => {
  const line = Buffer.from('half');
  assert.deepEqual(await find('half', true), { key: fingerprint('id', line), stamp: stampOf(line), at: 0 });
});

test('a run of NULs before the first line is passed over', async () => {
  const line = Buffer.from('line\n');
  for (const nuls of [1, 2047, 2048, 16 * 1024, 3 * MIB + 5]) {
    const found = await new FirstLineSearch('id').step(new Sparse(nuls, 'line\nmore'), false);
    assert.deepEqual(found, { key: fingerprint('id', line), stamp: stampOf(line), at: nuls });
  }
  for (const complete of [false, true])
    assert.equal(await new FirstLineSearch('id').step(new Sparse(2 * MIB), complete), 'none');
});

test('the stamp is that of the whole first line, wherever its time stands', async () => {
  const time = '2024-05-01T10:00:00.000000001Z';
  for (const text of [
    `${'x'.repeat(20_000)}"time":"${time}"}\n`,
    `${time} stdout F ${'x'.repeat(20_000)}\n`,
  ]) {
    const line = Buffer.from(text);
    assert.deepEqual(await find(`${text}more`, false), {
      key: fingerprint('id', line),
      stamp: stampOf(line),
      at: 0,
    });
  }
});

test('of a first line over 1 MiB the first 1 MiB counts', async () => {
  const content = Buffer.alloc(2 * MIB, 'x');
  const line = content.subarray(0, MIB);
  assert.deepEqual(await find(content, false), { key: fingerprint('id', line), stamp: stampOf(line), at: 0 });
  assert.equal(await find(content.subarray(0, MIB - 1), false), 'none');
});

test('a hole of any size is passed over in steps, each of which goes on where the last one ended', async () => {
  const file = new Sparse(100 * MIB, 'line\n');
  const search = new FirstLineSearch('id');
  let steps = 0;
  for (;;) {
    const before = file.bytesRead;
    const found = await search.step(file, false);
    assert.ok(
      file.bytesRead - before <= NULS_AT_ONCE + 2 * MIB,
      'no step reads much more than it passes over',
    );
    steps++;
    if (found !== 'more') {
      assert.ok(found !== 'none' && found.at === 100 * MIB);
      break;
    }
  }
  assert.ok(steps > 100 / 17);
  assert.ok(file.bytesRead < 110 * MIB, 'nothing is read twice');
});

test('a file that was cut short between two steps is searched from its beginning', async () => {
  for (const file of [new Sparse(20 * MIB, 'line\n'), new Sparse(17 * MIB)]) {
    const search = new FirstLineSearch('id');
    assert.equal(await search.step(file, false), 'more');
    file.nuls = 5;
    file.content = Buffer.concat([Buffer.from('another\n'), Buffer.alloc(20 * MIB, 'x')]);
    const line = Buffer.from('another\n');
    assert.deepEqual(await search.step(file, false), {
      key: fingerprint('id', line),
      stamp: stampOf(line),
      at: 5,
    });
  }
});
