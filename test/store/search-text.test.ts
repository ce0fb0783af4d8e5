import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Documents } from '../../src/store/documents/documents.ts';
import { searchStore } from '../../src/store/documents/search-text.ts';
import { temporaryFolder } from './running-store.ts';

const sources = {
  first: '{"message":"Disk is 100% full"}',
  second: '{"message":"path C:\\\\new_folder \\"quoted\\""}',
  third: '{"message":"caf\\u00e9 and CAFÉ\\nnext line","status":404}',
  fourth: '{"message":"under_score, disk again"}',
  other: '{"message":"disk of the other index"}',
};

function filledStore(t: TestContext, keepOpen = false): string {
  const file = join(temporaryFolder(t), 'store.db');
  const documents = Documents.open(file, 1e9, () => assert.fail());
  documents.transaction(() => {
    for (const [id, source] of Object.entries(sources))
      documents.create(id === 'other' ? 'app' : 'logs', id, source);
  });
  if (keepOpen) t.after(() => documents.close());
  else documents.close();
  return file;
}

const found = (file: string, text: string, limit = 100, index?: string) =>
  searchStore(file, text, { limit, ...(index === undefined ? {} : { index }) }).map(({ id }) => id);

test('upper and lower case, escapes and special characters', (t) => {
  const file = filledStore(t);
  const expected: Record<string, string[]> = {
    DISK: ['first', 'fourth', 'other'],
    '100%': ['first'],
    '%full': [],
    r_s: ['fourth'],
    'C:\\new_folder "quoted"': ['second'],
    'café and café': ['third'],
    'CAFÉ\nnext': ['third'],
    '\\n': ['second'],
    nnext: [],
    '404': ['third'],
    "'; DROP TABLE documents; --": [],
  };
  for (const [text, ids] of Object.entries(expected)) assert.deepEqual(found(file, text), ids, text);
  assert.equal(found(file, '').length, 5);
});

test('the newest of them, the newest last; one index alone', (t) => {
  const file = filledStore(t);
  assert.deepEqual(found(file, 'disk', 2), ['fourth', 'other']);
  assert.deepEqual(found(file, 'disk', 0), []);
  assert.deepEqual(found(file, 'disk', 100, 'logs'), ['first', 'fourth']);
  const [document] = searchStore(file, 'disk', { limit: 1 });
  assert.deepEqual(document, { seq: 5, index: 'app', id: 'other', source: sources.other });
});

test('page by page through many documents', (t) => {
  const file = join(temporaryFolder(t), 'store.db');
  const documents = Documents.open(file, 1e9, () => assert.fail());
  const numbers = Array.from({ length: 1000 }, (_, i) => i);
  documents.transaction(() => {
    for (const n of numbers)
      documents.create(n % 3 === 0 ? 'app' : 'logs', `${n}`, `{"message":"${n % 2 ? 'odd' : 'even'}"}`);
  });
  documents.close();
  const wanted = (keep: (n: number) => boolean): string[] => numbers.filter(keep).map(String);
  assert.deepEqual(
    found(file, '', 2000),
    wanted(() => true),
  );
  assert.deepEqual(
    found(file, 'odd', 2000),
    wanted((n) => n % 2 === 1),
  );
  assert.deepEqual(found(file, 'odd', 300), wanted((n) => n % 2 === 1).slice(-300));
  assert.deepEqual(
    found(file, 'even', 2000, 'app'),
    wanted((n) => n % 6 === 0),
  );
});

test('while an agent has the store open', (t) => {
  assert.deepEqual(found(filledStore(t, true), '100%'), ['first']);
});

test('no store, or none that can be read: one clear sentence', (t) => {
  const file = join(temporaryFolder(t), 'store.db');
  assert.throws(() => found(file, 'x'), {
    name: 'StoreError',
    message: `There is no store at ${file} yet. It begins when logagent runs without --elasticsearch; --state-dir says where.`,
  });
  writeFileSync(file, 'junk'.repeat(500));
  assert.throws(() => found(file, 'x'), {
    name: 'StoreError',
    message: `The store ${file} can't be read: file is not a database.`,
  });
});
