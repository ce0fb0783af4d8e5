import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const docs = readdirSync(join(root, 'docs')).filter((name) => name.endsWith('.md'));
const pages = ['README.md', 'CHANGELOG.md', 'SECURITY.md', ...docs.map((name) => `docs/${name}`)];
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const scripts = Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts);

/** Targets of a page's links, but for those that leave the project. */
function linksOf(path: string): string[] {
  const targets = [...read(path).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);
  return targets.filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that GitHub makes of a page's headings. */
function anchorsOf(path: string): string[] {
  const headings = [...read(path).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return headings.map((heading) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

/** Whether the target of a link in the page `from` exists, its anchor included. */
function leadsSomewhere(from: string, target: string): boolean {
  const [file = '', anchor] = target.split('#');
  const path = file === '' ? from : join(dirname(from), file);
  return existsSync(join(root, path)) && (anchor === undefined || anchorsOf(path).includes(anchor));
}

for (const path of pages) {
  test(`every link in ${path} leads somewhere`, () => {
    assert.deepEqual(
      linksOf(path).filter((target) => !leadsSomewhere(path, target)),
      [],
    );
  });

  test(`every npm script that ${path} names exists`, () => {
    const named = [...read(path).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name);
    assert.deepEqual(
      named.filter((name) => !scripts.includes(name)),
      [],
    );
  });
}

test('README links each page of docs/ once, and shows all in 150 lines', () => {
  const linked = linksOf('README.md').filter((target) => /^docs\/.*\.md$/.test(target));
  assert.deepEqual(linked.toSorted(), docs.map((name) => `docs/${name}`).sort());
  assert.ok(read('README.md').split('\n').length - 1 <= 150);
});
