import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Candidate } from '../../src/store/search/candidate.ts';
import { compileQuery } from '../../src/store/search/query.ts';
import { findSpacedWords, spacedWords } from '../../src/store/search/words.ts';
import { drain, finish, type Steps } from '../../src/store/turns/steps.ts';

const MIB = 1024 * 1024;

function pauses(steps: Steps<unknown>): number {
  let count = 0;
  while (steps.next().done !== true) count++;
  return count;
}

/** Pauses while a query looks at one document. */
function pausesOf(query: object, source: object): number {
  const candidate = new Candidate('1', () => JSON.stringify(source));
  const test = compileQuery(query, 0);
  assert.ok(test !== undefined);
  return pauses(finish(test(candidate)));
}

test('a long text is split into words piece by piece', () => {
  for (const text of ['a '.repeat(MIB / 2), 'x'.repeat(MIB), 'a.'.repeat(MIB / 2), '🚀'.repeat(MIB / 2)]) {
    assert.ok(pauses(findSpacedWords(text)) >= 60, text.slice(0, 10));
  }
});

test('the words are the same with pauses and without', () => {
  const piece = fc.constantFrom(
    '"a":1,'.repeat(500),
    'a\n'.repeat(2000),
    'a',
    'é',
    ' ',
    '. ',
    "o'clock",
    '日本 ',
    '🚀',
    '\n',
    'word '.repeat(900),
    ' '.repeat(4000),
  );
  const text = fc.array(piece, { minLength: 20, maxLength: 60 }).map((pieces) => pieces.join(''));
  fc.assert(fc.property(text, (long) => assert.equal(drain(findSpacedWords(long)), spacedWords(long))));
  for (const long of ['', ' '.repeat(50_000), `${' '.repeat(50_000)}end`, `start${' '.repeat(50_000)}`]) {
    assert.equal(drain(findSpacedWords(long)), spacedWords(long));
  }
});

test('each clause is followed by a pause, each long text has many, and so have many values', () => {
  const clauses = Array.from({ length: 500 }, (_, n) => ({ match: { message: `none${n}` } }));
  assert.ok(pausesOf({ bool: { should: clauses } }, { message: 'a' }) >= 500);
  assert.ok(pausesOf({ bool: { must_not: clauses } }, { message: 'a' }) >= 500);
  const words = Array.from({ length: 500 }, (_, n) => `none${n}`).join(' ');
  assert.ok(pausesOf({ match: { message: words } }, { message: 'a '.repeat(10_000) }) >= 500);
  assert.ok(pausesOf({ query_string: { query: words } }, { message: 'a' }) >= 500);
  const many = { list: Array.from({ length: 100_000 }, (_, n) => n) };
  for (const query of [{ term: { list: 'x' } }, { range: { list: { gt: 1e9 } } }, { match: { list: 'x' } }]) {
    assert.ok(pausesOf(query, many) >= 500, JSON.stringify(query));
  }
  const terms = { terms: { message: ['x', 'y'] } };
  assert.ok(pausesOf(terms, { message: 'a '.repeat(MIB / 2) }) >= 100);
});

test('a document that is too large to be searched has no fields, but its id', () => {
  const candidate = new Candidate('big', () => undefined);
  const holds = (query: object): boolean => {
    const compiled = compileQuery(query, 0);
    return compiled === undefined || drain(finish(compiled(candidate)));
  };
  assert.equal(holds({ exists: { field: 'message' } }), false);
  assert.equal(holds({ query_string: { query: '*' } }), false);
  assert.equal(holds({ ids: { values: ['big'] } }), true);
  assert.equal(holds({ term: { _id: 'big' } }), true);
  assert.equal(holds({ match_all: {} }), true);
});

test('the source is read only when a clause asks for a field', () => {
  const candidate = new Candidate('1', () => assert.fail());
  const compiled = compileQuery({ ids: { values: ['2'] } }, 0);
  assert.equal(compiled !== undefined && drain(finish(compiled(candidate))), false);
});
