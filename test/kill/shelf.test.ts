import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Stream } from '../support/docker-envelope.ts';
import { fieldsOf, lineOf, type Place } from './lines.ts';
import { Shelf } from './shelf.ts';

const KEY = 'AAAAAAAAAAAAAAAA';
const OTHER = 'BBBBBBBBBBBBBBBB';

const place = (number: number, stream: Stream = 'stdout', container = 0): Place => ({
  container,
  stream,
  number,
});

function document({ container, stream, number }: Place, offset: number, other: object = {}): string {
  const fields = fieldsOf({ container, stream, number }) ?? {
    message: lineOf({ container, stream, number }),
  };
  const around = { stream, log: { offset }, container: { id: `id${container}`, name: `prod${container}` } };
  return JSON.stringify({ ...fields, ...around, ...other });
}

const idAt = (offset: number, key = KEY, check = '123456789') => `${key}.${offset}.${check}`;

function put(shelf: Shelf, at: Place, offset: number, key = KEY): boolean {
  return shelf.put(idAt(offset, key), document(at, offset));
}

/** Of container 0, so many lines of stdout and stderr. */
const written = (stdout: number, stderr = 0) => [
  [stdout, stderr],
  [0, 0],
  [0, 0],
  [0, 0],
];

test('a shelf: lines of two streams in two generations, some sent again, are all there once', () => {
  const shelf = new Shelf();
  assert.equal(put(shelf, place(0), 0), true);
  assert.equal(put(shelf, place(1), 100), true);
  assert.equal(put(shelf, place(0, 'stderr'), 50), true);
  assert.equal(put(shelf, place(1), 100), false);
  assert.equal(put(shelf, place(2), 0, OTHER), true);
  assert.deepEqual(shelf.low[0], [3, 1]);
  const { examples, ...account } = shelf.account(written(3, 1));
  assert.deepEqual(account, { documents: 4, lost: 0, doubled: 0, misordered: 0, wrong: 0 });
  assert.deepEqual(examples, []);
  assert.equal(shelf.duplicates, 1);
});

test('a shelf: a line that has not come is lost, in the midst and at the end', () => {
  const shelf = new Shelf();
  put(shelf, place(0), 0);
  put(shelf, place(2), 200);
  assert.deepEqual(shelf.low[0], [1, 0]);
  const { lost, examples } = shelf.account(written(4));
  assert.equal(lost, 2);
  assert.deepEqual(examples, ['lost 0.stdout.1', 'lost 0.stdout.3']);
});

test('a shelf: a line under a second id is doubled', () => {
  const shelf = new Shelf();
  put(shelf, place(0), 0);
  put(shelf, place(0), 100);
  assert.equal(shelf.account(written(1)).doubled, 1);
});

test('a shelf: a second line under an id is not kept, as by a store, and so lost', () => {
  const shelf = new Shelf();
  put(shelf, place(0), 0);
  assert.equal(put(shelf, place(0, 'stderr'), 0), false);
  const { lost, wrong, documents } = shelf.account(written(1, 1));
  assert.deepEqual({ lost, wrong, documents }, { lost: 1, wrong: 1, documents: 1 });
});

test('a shelf: a line that comes again under another check is not the same document', () => {
  const shelf = new Shelf();
  put(shelf, place(0), 0);
  shelf.put(idAt(0, KEY, '123456780'), document(place(0), 0));
  assert.equal(shelf.account(written(1)).wrong, 1);
});

test('a shelf: lines must lie in the order of their numbers, generations one after the other', () => {
  const backwards = new Shelf();
  put(backwards, place(0), 100);
  put(backwards, place(1), 0);
  assert.equal(backwards.account(written(2)).misordered, 1);
  const mixed = new Shelf();
  put(mixed, place(0), 0);
  put(mixed, place(1), 0, OTHER);
  put(mixed, place(2), 100);
  assert.equal(mixed.account(written(3)).misordered, 1);
});

for (const [what, other] of [
  ['another status', { status: 201 }],
  ['another stream', { stream: 'stderr' }],
  ['another offset', { log: { offset: 1 } }],
  ['a mark', { event: { cut: true } }],
  ['another name', { container: { id: 'id0', name: 'prod1' } }],
] as const) {
  test(`a shelf: ${what} than was written is wrong`, () => {
    const shelf = new Shelf();
    shelf.put(idAt(0), document(place(0), 0, other));
    assert.equal(shelf.account(written(1)).wrong, 1);
  });
}

test('a shelf: what was not written, has no id, or has an id of another container is wrong', () => {
  const shelf = new Shelf();
  shelf.put(idAt(0), '{"message":"nothing of ours"}');
  shelf.put('something', document(place(0), 0));
  put(shelf, place(0), 0);
  put(shelf, place(0, 'stdout', 1), 100);
  assert.equal(shelf.account(written(1)).wrong, 3);
});

test('a shelf: what is forgotten has been judged, and may not come again', () => {
  const shelf = new Shelf({ keepLines: 10, keepGenerations: 2 });
  const lines = 100_000;
  for (let number = 0; number < lines; number++) {
    if (number !== 7) put(shelf, place(number), 100 * number);
  }
  // Nothing is forgotten behind a gap.
  assert.equal(put(shelf, place(7), 700), true);
  assert.equal(put(shelf, place(lines), 100 * lines), true);
  put(shelf, place(3), 5);
  const { lost, doubled, misordered } = shelf.account(written(lines + 2));
  assert.deepEqual({ lost, doubled, misordered }, { lost: 1, doubled: 1, misordered: 0 });
});

/** What is left of line 2999, whose beginning is in another file. */
const rest = JSON.stringify({
  ...{ message: 'xxx', stream: 'stdout', event: { cut: true }, log: { offset: 0 } },
  container: { id: 'id0', name: 'prod0' },
});

test('a shelf: a long line lies where its second part does, in the same file or in the next', () => {
  const shelf = new Shelf();
  for (let number = 0; number < 2999; number++) put(shelf, place(number), 100 * number);
  assert.equal(shelf.put(idAt(0, OTHER), document(place(2999), 299_900)), true);
  const { wrong, misordered, lost } = shelf.account(written(3000));
  assert.deepEqual({ wrong, misordered, lost }, { wrong: 0, misordered: 0, lost: 0 });
});

test('a shelf: the rest of a long line has the id of the whole one, and is not kept beside it', () => {
  const shelf = new Shelf();
  shelf.put(idAt(0, OTHER), document(place(2999), 299_900));
  assert.equal(shelf.put(idAt(0, OTHER), rest), false);
  assert.equal(shelf.duplicates, 1);
  const { wrong, documents } = shelf.account(written(0));
  assert.deepEqual({ wrong, documents }, { wrong: 0, documents: 1 });
});

test('a shelf: the rest of a long line without the whole one is wrong, and so is one that is not marked', () => {
  const shelf = new Shelf();
  shelf.put(idAt(0), document(place(0), 0));
  shelf.put(idAt(0, OTHER), rest);
  shelf.put(idAt(0), rest.replace('"cut":true', ''));
  assert.equal(shelf.account(written(1)).wrong, 2);
});
