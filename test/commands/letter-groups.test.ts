import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupLetters } from '../../src/commands/letter-groups.ts';

const letter = (id: string, name: string | undefined, reason: string, time: number) => ({
  ...{ id, container: name ?? '', index: 'logs', status: 400, reason, time },
  document: JSON.stringify({ message: 'x', ...(name !== undefined && { container: { name } }) }),
});
const failed = (field: string, id: string, value: string) =>
  `mapper_parsing_exception: failed to parse field [${field}] of type [long] in document with id '${id}'. Preview of field's value: '${value}'`;

const letters = [
  letter('k.1', 'a', failed('n', 'k.1', 'x'), 1),
  letter('k.2', 'b', failed('n', 'k.2', 'y'), 2),
  letter('k.3', 'b', `document_parsing_exception: [1:7] ${failed('m', 'k.3', 'z')}`, 3),
  letter('k.4', 'b', 'too large', 4),
  { ...letter('k.5', undefined, 'too large', 5), document: 'no JSON' },
];

test('by reason: the field counts, and neither the document nor its value', () => {
  assert.deepEqual(groupLetters(letters, 'reason'), [
    {
      ...{ name: '400 mapper_parsing_exception: failed to parse field [n] of type [long]', letters: 2 },
      ...{ first: 1, last: 2, example: 'k.1' },
    },
    { name: '400 too large', letters: 2, first: 4, last: 5, example: 'k.4' },
    {
      name: '400 document_parsing_exception: mapper_parsing_exception: failed to parse field [m] of type [long]',
      ...{ letters: 1, first: 3, last: 3, example: 'k.3' },
    },
  ]);
});

test('by container, and those of none together', () => {
  assert.deepEqual(
    groupLetters(letters, 'container').map(({ name, letters: count }) => [name, count]),
    [
      ['b', 3],
      ['a', 1],
      ['(none)', 1],
    ],
  );
});
