import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { WINDOW_BYTES, WINDOW_MS } from '../../src/store/http/arriving-body.ts';
import { BODIES_BUDGET, MAX_BODY } from '../../src/store/http/bodies.ts';
import { ANSWERS_BUDGET } from '../../src/store/http/server.ts';
import { BOUNDS } from '../../src/store/search/bounds.ts';
import { MAX_SEARCHED } from '../../src/store/search/candidate.ts';
import { MAX_SEARCHES } from '../../src/store/search/search.ts';
import { MAX_SEARCH_MS } from '../../src/store/search/search-request.ts';
import { SLICE_MS } from '../../src/store/turns/turns.ts';

const page = readFileSync(new URL('../../docs/embedded-store.md', import.meta.url), 'utf8');
const [, table = ''] = /<!-- bounds: [^>]*-->\n([\s\S]*?)<!-- \/bounds -->/.exec(page) ?? [];
const rows = table.trim().split('\n').slice(2);

const MIB = 1024 * 1024;

test("the documentation's bounds of the store are those of the program", () => {
  const shown = rows.map((row) => Number(row.split(' | ')[1]?.replaceAll(',', '')));
  const { clauses, nestedQueries, jsonDepth, terms, resultWindow, sorts, fieldDepth, text, url, body } =
    BOUNDS;
  assert.deepEqual(shown, [
    ...[clauses, nestedQueries, jsonDepth, terms, resultWindow, sorts, fieldDepth, text, url, body],
    ...[MAX_SEARCH_MS / 1000, MAX_SEARCHES, ANSWERS_BUDGET / MIB, MAX_SEARCHED],
    ...[MAX_BODY / MIB, BODIES_BUDGET / MIB, WINDOW_MS / 1000],
  ]);
});

test('so are those in its sentences', () => {
  assert.ok(page.includes(`slices of ${SLICE_MS} ms`));
  assert.ok(page.includes(`has to bring ${WINDOW_BYTES / 1024} KiB`));
});
