import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { descriptorsForFiles } from '../../src/tail/file/descriptor-limit.ts';
import { Descriptors, type Holder } from '../../src/tail/file/descriptors.ts';

class File implements Holder {
  idle = true;
  costly = false;
  deleted = false;
  open = true;

  async rest(): Promise<boolean> {
    if (this.deleted) return false;
    this.open = false;
    return true;
  }
}

function files(count: number, state: Partial<File> = {}): File[] {
  return Array.from({ length: count }, () => Object.assign(new File(), state));
}

async function trimmed(limit: number, all: readonly File[]): Promise<boolean[]> {
  const descriptors = new Descriptors(limit);
  for (const file of all) descriptors.touch(file);
  await descriptors.trim();
  assert.equal(descriptors.held, all.filter(({ open }) => open).length);
  return all.map(({ open }) => open);
}

test('up to the limit nothing is closed', async () => {
  assert.deepEqual(await trimmed(3, files(3)), [true, true, true]);
});

test('of files that were read to their end those that have been quiet longest rest', async () => {
  assert.deepEqual(await trimmed(2, files(4)), [false, false, true, true]);
});

test('a touch makes a file the one that was active last', async () => {
  const descriptors = new Descriptors(1);
  const [first, second] = files(2);
  for (const file of [first!, second!, first!]) descriptors.touch(file);
  await descriptors.trim();
  assert.deepEqual([first!.open, second!.open], [true, false]);
});

test('files with something to read go before those without; of them the earlier ones stay', async () => {
  const busy = files(3, { idle: false });
  const quiet = files(2);
  assert.deepEqual(await trimmed(2, [...busy, ...quiet]), [true, true, false, false, false]);
});

test('a file with something to read keeps its place when it is touched', async () => {
  const descriptors = new Descriptors(1);
  const [first, second] = files(2, { idle: false });
  for (const file of [first!, second!, first!]) descriptors.touch(file);
  await descriptors.trim();
  assert.deepEqual([first!.open, second!.open], [true, false]);
});

test('what would have to be decoded again rests last, what was deleted never', async () => {
  const [plain] = files(1, { idle: false });
  const [gzip] = files(1, { idle: false, costly: true });
  const [deleted] = files(1, { idle: false, deleted: true });
  const all = [plain!, deleted!, gzip!];
  assert.deepEqual(await trimmed(2, all), [false, true, true]);
  for (const file of all) file.open = true;
  assert.deepEqual(await trimmed(1, all), [false, true, false]);
  for (const file of all) file.open = true;
  assert.deepEqual(await trimmed(0, all), [false, true, false]);
});

test('a quiet file that turns out to have news counts as one with something to read', async () => {
  const descriptors = new Descriptors(1);
  const [grown, quiet] = files(2);
  for (const file of [grown!, quiet!]) descriptors.touch(file);
  grown!.idle = false;
  await descriptors.trim();
  assert.deepEqual([grown!.open, quiet!.open], [true, false]);
});

test('the kernel has less than the limit: that many must do, and more is tried bit by bit', async () => {
  const descriptors = new Descriptors(100);
  const all = files(20);
  for (const file of all) descriptors.touch(file);
  // However many files it hits.
  for (let i = 0; i < 50; i++) descriptors.shrink();
  await descriptors.trim();
  assert.equal(descriptors.held, 12);
  descriptors.recover();
  for (const file of all) descriptors.touch(file);
  await descriptors.trim();
  assert.equal(descriptors.held, 13);
});

test('a step has room for some files more than may be held, never for any number', () => {
  const descriptors = new Descriptors(10);
  assert.equal(descriptors.room, 18);
  for (const file of files(30)) descriptors.touch(file);
  assert.equal(descriptors.room, 0);
  assert.ok(descriptors.short);
});

test('whatever happens: never more than the limit but for deleted files, and what is dropped is not held', async () => {
  const step = fc.record({
    file: fc.nat(19),
    do: fc.constantFrom(
      'touch' as const,
      'busy' as const,
      'idle' as const,
      'delete' as const,
      'drop' as const,
    ),
  });
  await fc.assert(
    fc.asyncProperty(fc.nat(8), fc.array(step, { maxLength: 100 }), async (limit, steps) => {
      const descriptors = new Descriptors(limit);
      const all = files(20, { open: false });
      for (const { file: n, do: what } of steps) {
        const file = all[n]!;
        if (what === 'busy' || what === 'idle') file.idle = what === 'idle';
        if (what === 'delete' && file.open) file.deleted = true;
        file.open = what !== 'drop' && (what === 'touch' || file.open);
        if (what === 'drop') file.deleted = false;
        if (what === 'drop') descriptors.drop(file);
        else if (file.open) descriptors.touch(file);
        await descriptors.trim();
        const open = all.filter((one) => one.open);
        assert.equal(descriptors.held, open.length);
        assert.ok(open.length <= limit || open.every(({ deleted }) => deleted));
      }
    }),
  );
});

const LIMITS = `Limit                     Soft Limit           Hard Limit           Units
Max processes             63432                63432                processes
Max open files            1024                 1048576              files
Max locked memory         8388608              8388608              bytes     `;

test('the soft limit of the process, less what is not for log files', () => {
  assert.equal(descriptorsForFiles(LIMITS, 32), 1024 - 44 - 32);
});

test('a low limit is shared between files and connections', () => {
  assert.equal(descriptorsForFiles(LIMITS.replace('1024 ', '100 '), 96), 20);
});

test('without a limit, or without /proc, any number', () => {
  assert.equal(descriptorsForFiles(LIMITS.replace('1024 ', 'unlimited '), 32), Number.POSITIVE_INFINITY);
  assert.equal(descriptorsForFiles('', 32), Number.POSITIVE_INFINITY);
});
