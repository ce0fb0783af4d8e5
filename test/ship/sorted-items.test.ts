import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Item } from '../../src/ship/answers/bulk-reply.ts';
import { anyTaken, type Evidence, sortItems } from '../../src/ship/answers/sorted-items.ts';

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
  assert.deepEqual(sortItems(items, FIRST), {
    again: [1, 4],
    suspects: [6],
    shared: [],
    refused: [3],
    duplicates: 1,
    complaint: {
      status: 400,
      cause: 'x: why x',
      remedy: 'no document is accepted: check the reason, and any proxy before Elasticsearch',
    },
  });
});

test('a doubtful document is refused at the second time, a failing one at the thirtieth, and only if others are taken', () => {
  const items = [item(400, 'x'), item(500, 'y')];
  const refused = (tries: number, othersTaken: boolean) => sortItems(items, { tries, othersTaken }).refused;
  assert.deepEqual([refused(1, true), refused(2, true), refused(29, true)], [[], [0], [0]]);
  assert.deepEqual(refused(30, true), [0, 1]);
  assert.deepEqual([refused(2, false), refused(1000, false)], [[], []]);
});

test('while others are taken a suspect takes no operator', () => {
  const { suspects, complaint } = sortItems([item(400, 'x')], { tries: 1, othersTaken: true });
  assert.deepEqual([suspects, complaint?.remedy], [[0], undefined]);
});

test('what is said of all documents for the sake of one is never final but of one alone', () => {
  const items = [item(400, 'parse_exception'), item(400, 'parse_exception'), item(201)];
  const { shared, refused, suspects } = sortItems(items, { tries: 100, othersTaken: true });
  assert.deepEqual([shared, refused, suspects], [[0, 1], [], []]);
  const alone = (tries: number, othersTaken: boolean) => {
    const sorted = sortItems([item(500, 'not_x_content_exception')], { tries, othersTaken });
    return [sorted.shared, sorted.refused, sorted.suspects];
  };
  assert.deepEqual(
    [alone(1, true), alone(2, true)],
    [
      [[], [], [0]],
      [[], [0], []],
    ],
  );
  assert.deepEqual(alone(100, false), [[], [], [0]]);
});

test('a document counts as taken when it is stored, now or before', () => {
  assert.ok(anyTaken([item(400, 'x'), item(201)]));
  assert.ok(anyTaken([item(409)]));
  assert.ok(!anyTaken([item(400, 'x'), item(429), item(503)]));
});

test('nothing goes again: no complaint', () => {
  const sorted = sortItems([item(201), item(409)], FIRST);
  assert.deepEqual(sorted, {
    again: [],
    suspects: [],
    shared: [],
    refused: [],
    duplicates: 1,
    complaint: undefined,
  });
});

test('the first reason that takes an operator is told', () => {
  const items = [item(503), item(404, 'index_not_found_exception'), item(403, 'security_exception')];
  const { complaint } = sortItems(items, FIRST);
  assert.equal(complaint?.cause, 'index_not_found_exception: why index_not_found_exception');
  assert.match(complaint?.remedy ?? '', /create the index/);
});

test('a reason that Elasticsearch does not give is its status', () => {
  assert.equal(sortItems([item(503)], FIRST).complaint?.cause, 'answered 503 without a reason');
});
