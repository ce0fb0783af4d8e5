import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FORMAT_NAMES } from '../../src/parse/formats/format-names.ts';
import { examples } from '../parse/texts/examples.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const [, shown = ''] = /<!-- examples: [^>]*-->\n([\s\S]*?)\n<!-- \/examples -->/.exec(page) ?? [];

test('the page shows each format with a line and its fields, as test/parse/texts tests them', () => {
  const blocks = examples.map(
    ({ format, by, line, fields }) => `${line}\n→ ${format}, ${by}: ${JSON.stringify(fields)}`,
  );
  const expected = ['```', blocks.join('\n\n'), '```'].join('\n');
  assert.equal(shown, expected, `docs/formats.md should hold:\n\n${expected}\n`);
});

test('the page’s table has every format', () => {
  const named = [...page.matchAll(/^\| `([a-z0-9-]+)` \|/gm)].map(([, name]) => name);
  for (const name of FORMAT_NAMES) assert.ok(named.includes(name), name);
});
