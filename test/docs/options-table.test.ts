import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { optionDefinitions } from '../../src/option-definitions.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
const [, shown] = /<!-- options: [^>]*-->\n([\s\S]*?)\n<!-- \/options -->/.exec(readme) ?? [];

const code = (text: string): string => (text === '' ? '' : `\`${text}\``);
const rows = optionDefinitions.map(
  ({ flags, env, default: fallback, help }) =>
    `| ${code(flags)} | ${code(env)} | ${code(fallback)} | ${help} |`,
);
const expected = ['| option | variable | default | |', '|---|---|---|---|', ...rows].join('\n');

test("README's table of options is that of the program", () => {
  assert.equal(shown, expected, `README.md should hold this table:\n\n${expected}\n`);
});

test('every option that README names exists', () => {
  const known = new Set(optionDefinitions.map(({ flags }) => flags.split(' ')[0]));
  // Options of commands and of other programs.
  for (const other of ['--lines', '--build', '--write', '--ready']) known.add(other);
  const named = [...readme.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([name]) => name);
  assert.deepEqual(
    named.filter((name) => !known.has(name)),
    [],
  );
});
