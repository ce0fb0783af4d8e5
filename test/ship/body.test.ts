import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  choose,
  documentStarts,
  halve,
  linesOf,
  type Piece,
  readDocument,
  sentNames,
} from '../../src/ship/requests/body.ts';
import { bodyOf, documents, type Sent } from './batches.ts';

function pieceOf(sent: readonly Sent[]): Piece {
  return { body: bodyOf(sent), documents: sent.length };
}

function contents(piece: Piece): Sent[] {
  const starts = documentStarts(piece);
  return Array.from({ length: piece.documents }, (_, i) => {
    const { id, document } = readDocument(piece, starts, i);
    return { id, source: document };
  });
}

test('each document is found with its id and its source', () => {
  const sent = documents('k', 5);
  assert.deepEqual(contents(pieceOf(sent)), sent);
  assert.deepEqual([...documentStarts(pieceOf([]))], [0]);
});

test('halves hold the same documents in the same order', () => {
  const sent = documents('k', 5);
  const [first, second] = halve(pieceOf(sent));
  assert.deepEqual(contents(first), sent.slice(0, 2));
  assert.deepEqual(contents(second), sent.slice(2));
  assert.throws(() => halve(pieceOf(sent.slice(0, 1))), /no halves/);
});

test('halves share the memory of the whole', () => {
  const whole = pieceOf(documents('k', 4));
  for (const half of halve(whole)) assert.equal(half.body.buffer, whole.body.buffer);
});

test('chosen documents make a body of their own; all of them are the piece itself', () => {
  const sent = documents('k', 6);
  const piece = pieceOf(sent);
  const chosen = choose(piece, [0, 3, 5]);
  assert.deepEqual(contents(chosen), [sent[0], sent[3], sent[5]]);
  assert.equal(choose(piece, [0, 1, 2, 3, 4, 5]), piece);
  assert.equal(choose(piece, []).documents, 0);
});

test('documents without an id have an empty one', () => {
  const piece = { body: Buffer.from('{"create":{}}\n{"a":1}\n'), documents: 1 };
  assert.deepEqual(contents(piece), [{ id: '', source: '{"a":1}' }]);
});

test('the index of an action line is read with its id, and written again', () => {
  for (const names of [
    { id: 'k.1.x', index: 'logs-shop' },
    { id: 'with "quotes"', index: 'a\\b' },
    { id: 'k.2.x', index: undefined },
  ]) {
    const piece = { body: Buffer.from(linesOf(names, '{}')), documents: 1 };
    assert.deepEqual(readDocument(piece, documentStarts(piece), 0), { ...names, document: '{}' });
    assert.deepEqual(sentNames(piece), [names]);
  }
});

test('a body with other lines than two for each document is a broken promise', () => {
  const body = bodyOf(documents('k', 2));
  assert.throws(() => documentStarts({ body, documents: 3 }), /fewer than two lines/);
  assert.throws(() => documentStarts({ body, documents: 1 }), /more than two lines/);
  assert.throws(() => documentStarts({ body: body.subarray(0, -1), documents: 2 }), /fewer than two lines/);
});

test('any division into chosen documents loses and doubles nothing', () => {
  const source = fc.record({ message: fc.string(), n: fc.integer() }).map((value) => JSON.stringify(value));
  const marked = fc.array(fc.tuple(source, fc.boolean()), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(marked, (list) => {
      const sent = list.map(([text], i) => ({ id: `k.${i}`, source: text }));
      const positions = list.flatMap(([, again], i) => (again ? [i] : []));
      const rest = list.flatMap(([, again], i) => (again ? [] : [i]));
      const piece = pieceOf(sent);
      const parts = [choose(piece, positions), choose(piece, rest)].map(contents);
      assert.deepEqual(parts, [positions.map((i) => sent[i]), rest.map((i) => sent[i])]);
      if (sent.length > 1) assert.deepEqual(halve(piece).flatMap(contents), sent);
    }),
  );
});
