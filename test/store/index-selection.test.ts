import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { selectIndices } from '../../src/store/search/index-selection.ts';

const existing = ['app', 'logs', 'logs-2024', 'logs-2025'];
const select = (expression?: string) => [...selectIndices(existing, expression)];

test('names, lists, wildcards', () => {
  assert.deepEqual(select(), existing);
  assert.deepEqual(select('_all'), existing);
  assert.deepEqual(select('logs'), ['logs']);
  assert.deepEqual(select('logs-*,app,app'), ['logs-2024', 'logs-2025', 'app']);
  assert.deepEqual(select('*-2024'), ['logs-2024']);
  assert.deepEqual(select('l*s*4'), ['logs-2024']);
  assert.deepEqual(select('none*'), []);
});

test('a name that does not exist: 404', () => {
  assert.throws(() => select('logs,other'), {
    status: 404,
    type: 'index_not_found_exception',
    message: 'no such index [other]',
  });
  assert.throws(() => select(''), { status: 404 });
});

test('wildcards agree with a regular expression', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 6 });
  const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 6 }).map((text) => `${text}*`);
  fc.assert(
    fc.property(letters, pattern, (name, text) => {
      const expected = new RegExp(`^${text.replaceAll('*', '.*')}$`).test(name);
      assert.equal(selectIndices([name], text).has(name), expected);
    }),
  );
});
