import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type RefusedPiece, type SimpleForm, simplify } from '../../src/ship/answers/simple-form.ts';
import { bodyOf, documents } from './batches.ts';
import { idsOf } from './pool-rig.ts';
import { wrapped } from './simple-form.ts';

const refusal = { status: 400, type: 'mapper_parsing_exception', reason: 'no' };
const never = () => undefined;

function refusedPiece(count: number): RefusedPiece {
  return {
    body: bodyOf(documents('k', count)),
    documents: count,
    refusals: Array.from({ length: count }, () => refusal),
  };
}

test('a portion holds as many documents as fit, in order, and the others are left as they were', async () => {
  const whole = refusedPiece(10);
  const all = await simplify(whole, wrapped, { mostBytes: 1e6, turn: never });
  assert.equal(all.left, undefined);
  assert.equal(all.piece.documents, 10);
  const mostBytes = Math.floor(all.piece.body.length * 0.45);
  const found: string[] = [];
  for (let left: RefusedPiece | undefined = whole; left !== undefined; ) {
    const simple = await simplify(left, wrapped, { mostBytes, turn: never });
    assert.ok(simple.piece.body.length <= mostBytes);
    assert.equal(simple.piece.documents, simple.refused.length);
    assert.equal(simple.piece.isSimple, true);
    found.push(...idsOf(simple.piece.body));
    left = simple.left;
  }
  assert.deepEqual(found, idsOf(whole.body));
});

test('one that is longer than a portion is one by itself', async () => {
  const { piece, left } = await simplify(refusedPiece(3), wrapped, { mostBytes: 1, turn: never });
  assert.deepEqual([piece.documents, left?.documents], [1, 2]);
});

test('others have their turn between two documents when it is due', async () => {
  let made = 0;
  const turns: number[] = [];
  const form: SimpleForm = {
    ...wrapped,
    of: (...args) => {
      made++;
      return wrapped.of(...args);
    },
  };
  const turn = () => (made > 0 && made % 4 === 0 ? Promise.resolve(void turns.push(made)) : undefined);
  await simplify(refusedPiece(10), form, { mostBytes: 1e6, turn });
  assert.deepEqual(turns, [4, 8]);
});
