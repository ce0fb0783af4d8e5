import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);
const page = readFileSync(at('SECURITY.md'), 'utf8');
const [, table = ''] = /<!-- threats: [^>]*-->\n([\s\S]*?)\n<!-- \/threats -->/.exec(page) ?? [];

/** The lines of the table, without its head. */
const threats = table
  .split('\n')
  .slice(2)
  .map((line) => {
    const [, threat = '', holds = '', shown = '', ...more] = line.split('|').map((cell) => cell.trim());
    const [, name = '', path = '', title = ''] = /^\[(.+)\]\((.+)\): (.+)$/.exec(shown) ?? [];
    return { line, threat, holds, name, path, title, more };
  });

test('each threat has what holds it, and one test', () => {
  assert.ok(threats.length >= 25, `${threats.length} threats were found`);
  for (const { line, threat, holds, name, path, title, more } of threats) {
    assert.ok(threat !== '' && holds !== '' && title !== '', line);
    assert.equal(name, path, line);
    assert.deepEqual(more, [''], line);
  }
  assert.equal(new Set(threats.map(({ threat }) => threat)).size, threats.length, 'no threat stands twice');
});

test('each test that SECURITY.md names is there', () => {
  for (const { path, title } of threats) {
    assert.match(path, /^test\/.*\.test\.ts$/);
    assert.ok(existsSync(at(path)), path);
    assert.ok(isTitleIn(readFileSync(at(path), 'utf8'), title), `${path} has no test "${title}"`);
  }
});

test('a title is found as a whole, or up to what differs between tests', () => {
  const source = `test('a: b', () => {});\n  test(\`c: \${name}: d\`, async (t) => {});`;
  assert.ok(isTitleIn(source, 'a: b'));
  assert.ok(isTitleIn(source, 'c: …'));
  for (const wrong of ['a:', 'a: …b', 'c:', 'b', 'a: b …']) assert.ok(!isTitleIn(source, wrong), wrong);
});

/** `…` at the end stands for the part of a title that differs between the tests of a loop. */
function isTitleIn(source: string, title: string): boolean {
  const [, beginning] = /^(.*)…$/.exec(title) ?? [];
  const quotes = ["'", '"', '`'];
  const wanted =
    beginning === undefined ? quotes.map((quote) => `${quote}${title}${quote}`) : [`\`${beginning}\${`];
  return wanted.some((text) => source.includes(`test(${text}`));
}
