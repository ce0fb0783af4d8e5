import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allValues, comparable, compare, fieldValues } from '../../src/store/search/field-values.ts';

test('a dotted name finds nested objects, dotted keys, and mixtures', () => {
  for (const source of [
    { a: { b: { c: 1 } } },
    { 'a.b.c': 1 },
    { a: { 'b.c': 1 } },
    { 'a.b': { c: 1 } },
    { a: [{ b: { c: [1] } }] },
  ]) {
    assert.deepEqual(fieldValues(source, 'a.b.c'), [1], JSON.stringify(source));
  }
  assert.deepEqual(fieldValues({ a: { b: null } }, 'a.b'), []);
  assert.deepEqual(fieldValues({ a: 'text' }, 'a.length'), []);
  assert.deepEqual(fieldValues({}, 'toString'), []);
});

test('all values, however deep', () => {
  assert.deepEqual(
    allValues({ a: 1, b: { c: ['x', { d: true }] }, e: null })
      .map(String)
      .sort(),
    ['1', 'true', 'x'],
  );
});

test('times compare by their instant and all their digits', () => {
  const ascending = [
    '2023-12-31T23:59:59.999999999Z',
    '2024-01-01T01:00:00+01:00',
    '2024-01-01T00:00:00.000000001Z',
    '2024-01-01T00:00:00.5Z',
    '2024-01-01T00:00:00.51Z',
    '2024-01-01T00:00:01Z',
    '2024-01-01T00:01Z',
    '2024-01-02',
  ];
  const key = (text: string) => comparable(text) ?? '';
  assert.deepEqual(
    ascending.toReversed().sort((a, b) => compare(key(a), key(b))),
    ascending,
  );
  assert.equal(compare(key('2024-01-01'), key('2024-01-01T00:00:00.000Z')), 0);
  assert.equal(comparable('2024-99-99T99:99:99+01:00'), '2024-99-99T99:99:99+01:00');
});

test('numbers come before texts', () => {
  assert.deepEqual(['b', 10, 'a', 9, true].map((value) => comparable(value) ?? '').sort(compare), [
    1,
    9,
    10,
    'a',
    'b',
  ]);
});
