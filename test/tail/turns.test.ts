import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeletedFiles } from '../../src/tail/deleted-files.ts';
import { Descriptors, type Holder } from '../../src/tail/descriptors.ts';
import type { Follower } from '../../src/tail/follower.ts';
import { Turns } from '../../src/tail/turns.ts';

interface Reader {
  readonly id: string;
  /** Blocks that are left. */
  blocks: number;
  costly: boolean;
}

/** Followers by name, each with so many blocks to read. */
function setUp(limit: number, names: string) {
  const readers = [...names].map((id): Reader => ({ id, blocks: 3, costly: false }));
  const followers = new Map(readers.map((reader) => [reader.id, follower(reader)]));
  const descriptors = new Descriptors(limit);
  const deleted = { oldest: undefined as { id: string } | undefined, tooMuch: false };
  const turns = new Turns(descriptors, deleted as DeletedFiles, (id) => followers.get(id));
  for (const one of followers.values()) turns.note(one);
  const order = async (count: number): Promise<string> => {
    let text = '';
    for (let n = 0; n < count; n++) text += (await turns.take())?.follower.id ?? '-';
    return text;
  };
  return { readers, followers, descriptors, deleted, turns, order };
}

function follower(reader: Reader): Follower {
  const fake = {
    id: reader.id,
    get hasNews() {
      return reader.blocks > 0;
    },
    log: { queue: { head: reader } },
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

test('who has news again waits behind those who wait', async () => {
  const { order, readers, followers, turns } = setUp(100, 'ab');
  assert.equal(await order(5), 'ababa');
  readers[0]!.blocks = 1;
  turns.note(followers.get('a')!);
  assert.equal(await order(3), 'ba-');
});

test('who is removed has no turn', async () => {
  const { order, followers, turns } = setUp(100, 'ab');
  turns.remove(followers.get('a')!);
  assert.equal(await order(4), 'bbb-');
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
