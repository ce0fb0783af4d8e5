import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { metricDefinitions } from '../../src/status/metrics/metrics.ts';

const page = readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8');
const [, shown] = /<!-- metrics: [^>]*-->\n([\s\S]*?)\n?<!-- \/metrics -->/.exec(page) ?? [];

const rows = metricDefinitions.map(({ name, type, help }) => `| \`${name}\` | ${type} | ${help} |`);
const expected = ['| metric | type | |', '|---|---|---|', ...rows].join('\n');

test("the documentation's table of metrics is that of the program", () => {
  assert.equal(shown, expected, `docs/metrics.md should hold this table:\n\n${expected}\n`);
});

test('every metric that the documentation names exists', () => {
  const known = new Set(metricDefinitions.map(({ name }) => name));
  const named = [...page.matchAll(/\b(?:logagent|process)(?:_[a-z]+)+/g)].map(([name]) => name);
  assert.ok(named.length > known.size, 'the alerts name some, too');
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});
