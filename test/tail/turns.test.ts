import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Follower } from '../../src/tail/container/follower.ts';
import { Descriptors, type Holder } from '../../src/tail/file/descriptors.ts';
import { Turns } from '../../src/tail/loop/turns.ts';
import type { DeletedFiles } from '../../src/tail/read/deleted-files.ts';

interface Reader {
  readonly id: string;
  /** Blocks that are left. */
  blocks: number;
  /** The last one only tells that all has been read. */
  silent: boolean;
  costly: boolean;
}

/** Followers by name, each with so many blocks to read. */
function setUp(limit: number, names: string) {
  const readers = [...names].map((id): Reader => ({ id, blocks: 3, silent: false, costly: false }));
  const followers = new Map(readers.map((reader) => [reader.id, follower(reader)]));
  const descriptors = new Descriptors(limit);
  const deleted = { oldest: undefined as { id: string } | undefined, tooMuch: false };
  const unwanted = new Set<string>();
  const wants = ({ id }: { id: string }): boolean => !unwanted.has(id);
  const reading = { nulsOnly: false };
  const context = { descriptors, deleted: deleted as DeletedFiles, sink: { wants }, reader: reading };
  const turns = new Turns(context, (id) => followers.get(id));
  for (const one of followers.values()) turns.note(one);
  const order = async (count: number): Promise<string> => {
    let text = '';
    for (let n = 0; n < count; n++) text += (await turns.take())?.follower.id ?? '-';
    return text;
  };
  return { readers, followers, descriptors, deleted, turns, unwanted, reading, order };
}

function follower(reader: Reader): Follower {
  const fake = {
    id: reader.id,
    current: { id: reader.id },
    get hasNews() {
      return reader.blocks > 0;
    },
    log: {
      queue: { head: { file: reader } },
      get bytesBehind() {
        return reader.blocks - (reader.silent ? 1 : 0);
      },
    },
    turn: async () => {
      reader.blocks--;
      return 'fine';
    },
  };
  return fake as unknown as Follower;
}

const holder: Holder = { idle: true, costly: false, rest: async () => false };

test('one block each, in turn, until nothing is left', async () => {
  const { order, turns } = setUp(100, 'abc');
  assert.equal(await order(10), 'abcabcabc-');
  assert.equal(turns.some, false);
});

test('who has little waits for one block of those who have much, however many these are', async () => {
  const { order, readers, followers, turns } = setUp(100, 'abcdefgh');
  for (const reader of readers) reader.blocks = 10;
  readers[0]!.blocks = 1;
  await order(20);
  for (let n = 0; n < 5; n++) {
    readers[0]!.blocks = 1;
    turns.note(followers.get('a')!);
    assert.match(await order(2), /a/);
  }
});

test('who has much has one turn of nine, however many get a little again and again', async () => {
  const { order, readers, followers, turns } = setUp(100, 'abcd');
  for (const reader of readers) reader.blocks = 1;
  readers[3]!.blocks = 100;
  await order(4);
  let text = '';
  for (let n = 0; n < 90; n++) {
    for (const reader of readers.slice(0, 3)) {
      reader.blocks = 1;
      turns.note(followers.get(reader.id)!);
    }
    text += await order(1);
  }
  assert.equal(text.split('d').length - 1, 10);
});

test('who is removed has no turn', async () => {
  const { order, followers, turns } = setUp(100, 'ab');
  turns.remove(followers.get('a')!);
  assert.equal(await order(4), 'bbb-');
});

test('who is not wanted waits, whatever speaks for it, and loses nothing by it', async () => {
  const { order, readers, descriptors, deleted, turns, unwanted } = setUp(1, 'abc');
  descriptors.touch(holder);
  readers[1]!.costly = true;
  assert.equal(await order(2), 'ab');
  unwanted.add('b');
  deleted.oldest = { id: 'b' };
  deleted.tooMuch = true;
  assert.equal(await order(6), 'cacac-');
  assert.equal(turns.some, true);
  unwanted.clear();
  assert.equal(await order(3), 'bb-');
});

test('of one that is not wanted it is told all the same that everything has been read', async () => {
  const { order, readers, turns, unwanted } = setUp(100, 'ab');
  unwanted.add('a');
  readers[0]!.silent = true;
  assert.equal(await order(4), 'bbb-');
  readers[0]!.blocks = 1;
  assert.equal(await order(2), 'a-');
  assert.equal(turns.some, false);
});

test('while descriptors are short a compressed file is read to its end in one go', async () => {
  const { order, readers, descriptors } = setUp(1, 'abc');
  descriptors.touch(holder);
  readers[1]!.costly = true;
  assert.equal(await order(9), 'abbbcacac');
});

test('while there are enough it takes its turns like any other', async () => {
  const { order, readers } = setUp(100, 'abc');
  readers[1]!.costly = true;
  assert.equal(await order(9), 'abcabcabc');
});

test('whose deleted file is to be let go comes first, for as long as too much is held', async () => {
  const { order, deleted } = setUp(100, 'abc');
  assert.equal(await order(1), 'a');
  deleted.oldest = { id: 'c' };
  assert.equal(await order(1), 'b');
  deleted.tooMuch = true;
  assert.equal(await order(2), 'cc');
  deleted.tooMuch = false;
  assert.equal(await order(5), 'abcab');
});

test('if nothing of it can be read now, the others go on', async () => {
  const { order, deleted, readers, followers, turns } = setUp(100, 'ab');
  Object.assign(deleted, { oldest: { id: 'a' }, tooMuch: true });
  readers[0]!.blocks = 0;
  turns.note(followers.get('a')!);
  assert.equal(await order(4), 'bbb-');
});

test('who passes over a hole has turns only when they are given', async () => {
  const { turns, order, reading } = setUp(10, 'ab');
  reading.nulsOnly = true;
  assert.equal(await order(3), 'ab-', 'the first block of each was all NULs');
  assert.deepEqual([turns.some, turns.somePassing], [false, true]);
  reading.nulsOnly = false;
  assert.equal((await turns.take(true))?.follower.id, 'a', 'which finds the end of the hole');
  assert.deepEqual([turns.some, turns.somePassing], [true, true]);
  assert.equal(await order(2), 'a-');
});
