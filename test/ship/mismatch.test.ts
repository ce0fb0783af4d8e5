import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BulkReply, type Item, readBulkReply } from '../../src/ship/answers/bulk-reply.ts';
import { Target } from '../../src/ship/answers/mismatch.ts';
import { anyTaken, sortItems } from '../../src/ship/answers/sorted-items.ts';

const IDS = ['a.1.x', 'a.2.x', 'quoted"id'];
const piece = {
  body: Buffer.from(IDS.map((_id) => `${JSON.stringify({ create: { _id } })}\n{"message":"m"}\n`).join('')),
  documents: IDS.length,
};

/** The items of an answer that names these. */
function items(
  ...named: { _id?: string; _index?: string; status: number; error?: object }[]
): readonly Item[] {
  const text = JSON.stringify({ errors: true, items: named.map((create) => ({ create })) });
  const reply: BulkReply = readBulkReply(Buffer.from(text), named.length);
  assert.ok(reply.kind === 'items');
  return reply.items;
}

const mismatches = (target: Target, ...named: Parameters<typeof items>): unknown[] =>
  target.compare(items(...named), piece).map(({ mismatch }) => mismatch);

test('an item is about the document in its place, or names no other', () => {
  const target = new Target('logs');
  assert.deepEqual(
    mismatches(target, { _id: IDS[0]!, status: 201 }, { status: 429 }, { _id: IDS[2]!, status: 409 }),
    [undefined, undefined, undefined],
  );
});

test('an item of another _id tells nothing, whatever its status', () => {
  const error = { type: 'mapper_parsing_exception', reason: 'no' };
  for (const status of [200, 201, 400, 409, 500]) {
    const compared = new Target('logs').compare(
      items({ _id: 'a.1.x', status: 201 }, { _id: 'a.3.x', status, error }, { status: 201 }),
      piece,
    );
    const { again, refused, duplicates, complaint } = sortItems(compared, { tries: 9, othersTaken: true });
    assert.deepEqual([again, refused, duplicates], [[1], [], 0], `${status}`);
    assert.equal(complaint?.cause, 'the item of _id "a.2.x" is about _id "a.3.x"');
    assert.match(complaint?.remedy ?? '', /ingest pipeline changes _id/);
    assert.equal(complaint?.mismatch, 'id');
    assert.ok(!anyTaken(compared.slice(1, 2)));
  }
});

test('the items of two documents that have changed places are not believed', () => {
  const swapped = [{ _id: IDS[1]!, status: 201 }, { _id: IDS[0]!, status: 201 }, { status: 201 }];
  assert.deepEqual(mismatches(new Target('logs'), ...swapped), ['id', 'id', undefined]);
});

test('names of indices behind the target are believed at once', () => {
  const target = new Target('logs');
  for (const _index of ['logs', 'logs-000001', '.ds-logs-2026.11.28-000001']) {
    assert.deepEqual(mismatches(target, { _index, status: 201 }), [undefined], _index);
  }
});

test('any other index is believed once it has answered 409, and each one for itself', () => {
  const target = new Target('logs');
  assert.deepEqual(mismatches(target, { _index: 'v2', status: 201 }), ['index']);
  assert.deepEqual(mismatches(target, { _index: 'v2', status: 201 }), ['index']);
  assert.deepEqual(mismatches(target, { _index: 'v2', status: 409 }), [undefined]);
  assert.deepEqual(mismatches(target, { _index: 'v2', status: 201 }), [undefined]);
  assert.deepEqual(mismatches(target, { _index: 'v3', status: 201 }), ['index']);
});

test('a 409 for another _id shows nothing of the index', () => {
  const target = new Target('logs');
  assert.deepEqual(mismatches(target, { _id: 'other', _index: 'v2', status: 409 }), ['id']);
  assert.deepEqual(mismatches(target, { _id: IDS[0]!, _index: 'v2', status: 201 }), ['index']);
});

test('only so many indices are remembered, the latest', () => {
  const target = new Target('logs');
  for (let i = 0; i < 101; i++) mismatches(target, { _index: `v${i}`, status: 409 });
  assert.deepEqual(mismatches(target, { _index: 'v0', status: 201 }), ['index']);
  assert.deepEqual(mismatches(target, { _index: 'v100', status: 201 }), [undefined]);
});

test('the target is the index that the action line names, where it names one', () => {
  const lines = ['logs-a-2026.08.06', 'logs-b-2026.08.06', undefined].map(
    (_index, i) => `${JSON.stringify({ create: { _index, _id: `k.${i}.x` } })}\n{}\n`,
  );
  const own = { body: Buffer.from(lines.join('')), documents: 3 };
  const compare = (target: Target, ...named: Parameters<typeof items>): unknown[] =>
    target.compare(items(...named), own).map(({ mismatch }) => mismatch);
  const target = new Target('logs');
  const right = ['logs-a-2026.08.06', '.ds-logs-b-2026.08.06-2026.08.06-000001', 'logs'];
  assert.deepEqual(compare(target, ...right.map((_index) => ({ _index, status: 201 }))), [
    undefined,
    undefined,
    undefined,
  ]);
  const swapped = [right[1]!, right[0]!, 'logs'].map((_index) => ({ _index, status: 201 }));
  assert.deepEqual(compare(target, ...swapped), ['index', 'index', undefined]);
  // Where one index has shown its document, the other has shown nothing.
  const known = { _index: 'v2', status: 409 };
  assert.deepEqual(compare(target, known, { _index: 'v2', status: 201 }, { status: 201 }), [
    undefined,
    'index',
    undefined,
  ]);
});

test('a failure in another index is the failure that it says it is', () => {
  const error = { type: 'mapper_parsing_exception', reason: 'no' };
  assert.deepEqual(mismatches(new Target('logs'), { _index: 'v2', status: 400, error }), [undefined]);
});

test('a long name is told in part', () => {
  const [item] = new Target('logs').compare(items({ _id: 'y'.repeat(5000), status: 201 }), piece);
  assert.ok((item?.reason.length ?? 0) < 200);
});
