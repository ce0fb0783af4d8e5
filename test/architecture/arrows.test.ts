import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { files, imports, root, src } from './imports.ts';

/** Each line: who may import whom; `(types)` allows `import type` only. The same table stands in docs/architecture.md. */
const arrows = `
cli.ts → commands, options, version.ts, harmless.ts
commands → agent.ts, access, options, parse, source, status, demo, store, state, ship, version.ts, harmless.ts, nearest.ts
agent.ts → access, host-name.ts, options, pipeline, parse (types), source, tail, state, store, status, version.ts
pipeline → options (types), log (types), source, tail, parse, ship, state (types)
options → access, host-name.ts, parse
access → host-files.ts
host-name.ts → host-files.ts
demo →
log →
parse → log, scan, source (types), nearest.ts
ship → parse (types)
state → log, sqlite.ts
status → access (types), log (types), tail (types), ship (types), state (types), store (types), allowed-hosts.ts, harmless.ts
store → sqlite.ts, allowed-hosts.ts, harmless.ts
scan →
version.ts →
nearest.ts →
source → log (types), scan, host-files.ts
tail → log, source (types), host-files.ts
`;

const table = new Map(
  arrows
    .trim()
    .split('\n')
    .map((line) => {
      const [from = '', targets = ''] = line.split('→').map((part) => part.trim());
      return [from, targets.split(',').map((target) => target.trim())] as const;
    }),
);

/** `tail/tail.ts` belongs to `tail`, `agent.ts` to itself. */
const unitOf = (path: string): string => path.split('/')[0]!;

test('every import between folders is an arrow of the table', () => {
  const wrong = imports.filter(({ file, target, typeOnly }) => {
    const [from, to] = [unitOf(file), unitOf(target)];
    if (from === to) return false;
    const allowed = table.get(from) ?? [];
    return !(allowed.includes(to) || (typeOnly && allowed.includes(`${to} (types)`)));
  });
  assert.deepEqual(
    wrong.map(({ file, target, typeOnly }) => `${file} imports ${target}${typeOnly ? ' (types)' : ''}`),
    [],
  );
});

test('import() names files of the project only: of a library in a bundle it would give the default export alone', () => {
  const dynamic = files.flatMap((file) => readFileSync(file, 'utf8').match(/\bimport\(\s*'[^']+'/g) ?? []);
  assert.ok(dynamic.length > 5);
  assert.deepEqual(
    dynamic.filter((found) => !found.includes("'.")),
    // Of the sources as they are, which only tests run.
    ["import('tsx/esm/api'"],
  );
});

test('imports are found at all', () => {
  const some = (from: string, to: string, ofTypes: boolean): boolean =>
    imports.some(
      ({ file, target, typeOnly }) => unitOf(file) === from && unitOf(target) === to && typeOnly === ofTypes,
    );
  assert.ok(some('agent.ts', 'tail', false));
  assert.ok(some('status', 'ship', true));
});

test('only options.ts reads the environment', () => {
  const readers = files.filter((file) => /process\.env\b/.test(readFileSync(file, 'utf8')));
  assert.deepEqual(
    readers.map((file) => relative(src, file)),
    ['cli.ts'],
  );
});

test('no barrels, no drawers', () => {
  const names = files.map((file) => relative(src, file));
  assert.deepEqual(
    names.filter((name) => /(^|\/)(index\.ts|utils|common|helpers|lib)(\/|\.|$)/.test(name)),
    [],
  );
});

test('the architecture document shows the same table', () => {
  const document = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  assert.ok(document.includes(arrows.trim()), `docs/architecture.md should hold:\n${arrows}`);
});
