import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { linesOf } from '../../src/commands/parsing/show.ts';
import { Teller } from '../../src/commands/parsing/teller.ts';
import { resolveParsing } from '../../src/options/parsing.ts';
import { NAMES } from '../../src/parse/formats/grok/names.ts';
import { PatternFormat } from '../../src/parse/formats/pattern.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');

function shown(name: string): string {
  const [, text] = new RegExp(`<!-- ${name}: [^>]*-->\\n([\\s\\S]*?)\\n<!-- /${name} -->`).exec(page) ?? [];
  assert.ok(text !== undefined, name);
  return text;
}

test('the page names every name that a pattern may use, and no other', () => {
  const cells = shown('names')
    .split('\n')
    .slice(2)
    .map((row) => row.split(' | ')[1] ?? '');
  const named = cells.flatMap((cell) => [...cell.matchAll(/`([A-Z0-9_]+)`/g)].map(([, name]) => name));
  assert.deepEqual(named.toSorted(), [...NAMES.keys()].sort());
});

test('each pattern on the page makes the fields that stand behind it', () => {
  const examples = shown('patterns').split('\n\n');
  assert.ok(examples.length > 5);
  for (const example of examples) {
    const [pattern = '', line = '', fields = ''] = example.replaceAll('```', '').trim().split('\n');
    const members = new PatternFormat(new Pattern(pattern), []).read(line);
    assert.equal(`→ {${members}}`, fields, pattern);
  }
});

test('what logagent parse prints is as the page shows it', () => {
  const [, command = '', printed = ''] = /^```\n(\$ [^\n]*)\n([\s\S]*)\n```$/.exec(shown('parse')) ?? [];
  const [, text = '', pattern = ''] =
    /^\$ echo '(.*)' \| logagent parse --pattern '(.*)'$/.exec(command) ?? [];
  const teller = new Teller(resolveParsing({ pattern }, {}));
  assert.equal(linesOf(teller.tell({ line: 1, text, around: undefined, isCut: false })), printed);
});
