import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../src/ship/bulk-reply.ts';
import { anyTaken, type Evidence, sortItems } from '../../src/ship/sorted-items.ts';

const item = (status: number, type = ''): Item => ({ status, type, reason: type && `why ${type}` });

const FIRST: Evidence = { tries: 1, othersTaken: false };

test('positions by outcome', () => {
  const items = [
    item(201),
    item(429, 'busy'),
    item(409),
    item(400, 'mapper_parsing_exception'),
    item(503),
    item(201),
    item(400, 'x'),
  ];
  assert.deepEqual(sortItems(items, 'http://a', FIRST), {
    again: [1, 4],
    suspects: [6],
    refused: [3],
    duplicates: 1,
    trouble: {
      host: 'http://a',
      status: 400,
      cause: 'x: why x',
      remedy: 'no request is taken: look at the reason, and at what stands between here and Elasticsearch',
    },
  });
});

test('a doubtful document is refused at the second time, a failing one at the thirtieth, and only if others are taken', () => {
  const items = [item(400, 'x'), item(500, 'y')];
  const refused = (tries: number, othersTaken: boolean) =>
    sortItems(items, 'http://a', { tries, othersTaken }).refused;
  assert.deepEqual([refused(1, true), refused(2, true), refused(29, true)], [[], [0], [0]]);
  assert.deepEqual(refused(30, true), [0, 1]);
  assert.deepEqual([refused(2, false), refused(1000, false)], [[], []]);
});

test('while others are taken a suspect takes no operator', () => {
  const { suspects, trouble } = sortItems([item(400, 'x')], 'http://a', { tries: 1, othersTaken: true });
  assert.deepEqual([suspects, trouble?.remedy], [[0], undefined]);
});

test('a document counts as taken when it is stored, now or before', () => {
  assert.ok(anyTaken([item(400, 'x'), item(201)]));
  assert.ok(anyTaken([item(409)]));
  assert.ok(!anyTaken([item(400, 'x'), item(429), item(503)]));
});

test('nothing goes again: no trouble', () => {
  const sorted = sortItems([item(201), item(409)], 'http://a', FIRST);
  assert.deepEqual(sorted, { again: [], suspects: [], refused: [], duplicates: 1, trouble: undefined });
});

test('the first reason that takes an operator is told', () => {
  const items = [item(503), item(404, 'index_not_found_exception'), item(403, 'security_exception')];
  const { trouble } = sortItems(items, 'http://a', FIRST);
  assert.equal(trouble?.cause, 'index_not_found_exception: why index_not_found_exception');
  assert.match(trouble?.remedy ?? '', /create the index/);
});

test('a reason that Elasticsearch does not give is its status', () => {
  assert.equal(sortItems([item(503)], 'http://a', FIRST).trouble?.cause, 'answered 503 without a reason');
});
