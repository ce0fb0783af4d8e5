import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionRows } from '../../src/options/option-table.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const readme = read('README.md');
const page = read('docs/options.md');
const [, shown] = /<!-- options: [^>]*-->\n([\s\S]*?)\n<!-- \/options -->/.exec(page) ?? [];

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
const rows = optionRows.map(
  ({ flags, env, default: fallback, help }) =>
    `| ${code(flags)} | ${code(env)} | ${code(fallback)} | ${help} |`,
);
const expected = ['| option | variable | default | |', '|---|---|---|---|', ...rows].join('\n');

const known = new Set(optionRows.map(({ name }) => `--${name}`));
/** Options of commands and of other programs. */
const others = new Set([
  ...['--lines', '--ready', '--all', '--help', '--write', '--server', '--by', '--as-message', '--json'],
  ...['--build', '--name', '--read-only', '--tmpfs', '--cap-drop', '--security-opt'],
]);
const named = (text: string): string[] =>
  [...text.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([name]) => name);

test("the documentation's table of options is that of the program", () => {
  assert.equal(shown, expected, `docs/options.md should hold this table:\n\n${expected}\n`);
});

test("README's tables by purpose name every option once, and no other", () => {
  const [, tables = ''] = /\n## Options\n([\s\S]*?)\n## /.exec(readme) ?? [];
  const inTables = named(tables.replaceAll(/^[^|].*$/gm, ''));
  assert.deepEqual(inTables.toSorted(), [...known].sort());
});

for (const path of [
  ...['README.md', 'CHANGELOG.md', 'docs/bad-input.md', 'docs/delivery.md', 'docs/formats.md'],
  ...[
    'docs/losses.md',
    'docs/options.md',
    'docs/schemas.md',
    'docs/templates.md',
    'docs/watching.md',
    'SECURITY.md',
  ],
]) {
  test(`every option that ${path} names exists`, () => {
    assert.deepEqual(
      named(read(path)).filter((name) => !known.has(name) && !others.has(name)),
      [],
    );
  });
}
