import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { filesNamed, page, type Scenario } from '../reliability/page.ts';

const text = readFileSync(new URL('../../docs/reliability.md', import.meta.url), 'utf8');
const files = readdirSync(new URL('../agent/', import.meta.url)).filter((name) => name.endsWith('.test.ts'));

const passed: Scenario = {
  file: 'steady.test.ts',
  name: 'steady: quiet: a | in a line',
  end: 'passed',
  seconds: 1.26,
  figures: ['50 lines: lost 0', 'doubled 0'],
};
const kill = { name: 'kill', what: 'SIGKILL at random moments', figures: { kills: '50, in order', lost: 0 } };
const model = { name: 'model', what: 'Random sequences', figures: { sequences: 2000 } };

test('each scenario is in the table of docs/reliability.md', () => {
  const named = new Set(filesNamed(text));
  const missing = files.filter((file) => !named.has(file));
  assert.deepEqual(missing, [], 'npm run test:reliability writes the page');
});

test('the texts around the tables are those that are written', () => {
  const written = page([], [], text);
  const texts = (all: string): string =>
    all.replace(/Last run: [^.]+\./, '').replace(/(<!-- (?:faults|long) -->\n)[\s\S]*?(<!-- \/)/g, '$1$2');
  assert.equal(texts(text), texts(written));
});

test('each file that the table names exists', () => {
  assert.deepEqual(
    filesNamed(text).filter((file) => !files.includes(file)),
    [],
  );
});

test('a row holds fault, what happens, the test and its figures', () => {
  const written = page([passed], [], '');
  const test = '[steady.test.ts](../test/agent/steady.test.ts)';
  const row = `| steady | quiet: a \\| in a line | ${test} | 50 lines: lost 0; doubled 0; 1.3 s |\n`;
  assert.ok(written.includes(row), written);
  assert.deepEqual(filesNamed(written), ['steady.test.ts']);
});

test('a scenario that could not be run says so in place of figures', () => {
  const written = page([{ ...passed, end: 'skipped', figures: [] }], [], '');
  assert.match(written, /\| not run on this machine \|/);
  assert.match(written, /1 tests in 1 files, 0 passed, 0 failed, 1 not run on this machine/);
});

test('figures of long runs stay until the same run has left others', () => {
  const first = page([passed], [kill, model], '');
  assert.ok(first.includes('| `kill` | SIGKILL at random moments | kills 50, in order; lost 0 |\n'));
  assert.equal(page([passed], [], first), first);
  const second = page([passed], [{ ...kill, figures: { kills: 1000 } }], first);
  assert.ok(second.includes('| `kill` | SIGKILL at random moments | kills 1000 |\n'));
  assert.ok(second.includes('| `model` | Random sequences | sequences 2000 |\n'));
  assert.equal(second.match(/`kill`/g)?.length, 1);
});
