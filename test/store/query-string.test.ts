import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { RequestError } from '../../src/store/request-error.ts';
import { parseQueryString } from '../../src/store/search/query-string.ts';

const word = (words: string, more = {}) => ({
  field: undefined,
  words,
  kind: 'words',
  negated: false,
  ...more,
});

test('words, phrases, fields, prefixes, negation', () => {
  assert.deepEqual(parseQueryString('  one  two ', false), {
    clauses: [word('one'), word('two')],
    every: false,
  });
  assert.deepEqual(parseQueryString('one two', true).every, true);
  assert.deepEqual(parseQueryString('"a b" name:"c d"', false).clauses, [
    word('a b'),
    word('c d', { field: 'name' }),
  ]);
  assert.deepEqual(parseQueryString('container.name:web-*', false).clauses, [
    word('web-', { field: 'container.name', kind: 'prefix' }),
  ]);
  assert.deepEqual(parseQueryString('name:*', false).clauses, [word('*', { field: 'name', kind: 'any' })]);
  assert.deepEqual(parseQueryString('+one -two NOT three !four', false), {
    clauses: [word('one'), ...['two', 'three', 'four'].map((text) => word(text, { negated: true }))],
    every: true,
  });
});

test('AND and OR, as words only when quoted', () => {
  assert.deepEqual(parseQueryString('a AND b && c', false), {
    clauses: ['a', 'b', 'c'].map((w) => word(w)),
    every: true,
  });
  assert.deepEqual(parseQueryString('a OR b || c', true), {
    clauses: ['a', 'b', 'c'].map((w) => word(w)),
    every: false,
  });
  assert.deepEqual(parseQueryString('"AND" and', false).clauses, [word('AND'), word('and')]);
  assert.deepEqual(parseQueryString('name:AND', false).clauses, [word('AND', { field: 'name' })]);
});

test('escapes', () => {
  assert.deepEqual(parseQueryString('"say \\"hi\\""', false).clauses, [word('say "hi"')]);
  assert.deepEqual(parseQueryString('a\\-b', false).clauses, [word('a-b')]);
});

test('what is beyond it is refused by name', () => {
  for (const text of ['(a)', 'n:[1 TO 2]', '"open', 'a AND b OR c', '-a OR b', '']) {
    assert.throws(
      () => parseQueryString(text, false),
      (error: Error) =>
        error instanceof RequestError && error.status === 400 && error.message.includes(`[${text}]`),
      text,
    );
  }
});

test('any text is read or refused, long ones too, in little time', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        assert.ok(parseQueryString(text, false).clauses.length > 0);
      } catch (error) {
        assert.ok(error instanceof RequestError, `${error}`);
      }
    }),
    { numRuns: 2000 },
  );
  const started = performance.now();
  assert.equal(parseQueryString('word '.repeat(50_000), false).clauses.length, 50_000);
  for (const text of [
    `"${'\\'.repeat(50_000)}`,
    'x'.repeat(200_000),
    ' '.repeat(200_000),
    ':'.repeat(50_000),
  ]) {
    try {
      parseQueryString(text, false);
    } catch (error) {
      assert.ok(error instanceof RequestError);
    }
  }
  assert.ok(performance.now() - started < 10_000);
});
