import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const src = join(root, 'src');

/** Each line: who may import whom; `(types)` allows `import type` only. The same table stands in docs/architecture.md. */
const arrows = `
cli.ts → commands, options.ts, option-definitions.ts, option-values.ts
commands → agent.ts, options.ts, option-definitions.ts, option-values.ts, parse (types), status, demo, store, state, ship
agent.ts → options.ts, option-values.ts, pipeline.ts, parse (types), tail, state, store, status
pipeline.ts → options.ts (types), intake.ts, departure.ts, unfinished-events.ts, tail, parse, ship, state (types)
intake.ts → tail (types), parse (types), state (types)
departure.ts → ship (types)
options.ts → option-definitions.ts, option-values.ts, parse
option-definitions.ts →
option-values.ts → parse
demo →
parse → tail (types)
ship → parse (types)
state → sqlite.ts
status → tail (types), ship (types), state (types), store (types)
store → sqlite.ts
tail →
`;

interface Import {
  from: string;
  to: string;
  typeOnly: boolean;
  file: string;
}

const table = new Map(
  arrows
    .trim()
    .split('\n')
    .map((line) => {
      const [from = '', targets = ''] = line.split('→').map((part) => part.trim());
      return [from, targets.split(',').map((target) => target.trim())] as const;
    }),
);

/** `src/tail/block.ts` belongs to `tail`, `src/agent.ts` to `agent.ts`. */
function unitOf(file: string): string {
  const parts = relative(src, file).split('/');
  return parts[0]!;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /(?:^|\n)\s*(import|export)\s+(type\s)?[^;'"]*?from\s+'(\.[^']+)'|(import)\(\s*'(\.[^']+)'|new URL\('(\.[^']+\.[tj]s)'/g,
  );
  return [...found].map((match) => ({
    from: unitOf(file),
    to: unitOf(resolve(dirname(file), match[3] ?? match[5] ?? match[6]!)),
    typeOnly: match[2] !== undefined,
    file: relative(root, file),
  }));
}

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(src, name));
const imports = files.flatMap(importsOf);

test('every import between folders is an arrow of the table', () => {
  const wrong = imports.filter(({ from, to, typeOnly }) => {
    if (from === to) return false;
    const allowed = table.get(from) ?? [];
    return !(allowed.includes(to) || (typeOnly && allowed.includes(`${to} (types)`)));
  });
  assert.deepEqual(
    wrong.map(({ file, to, typeOnly }) => `${file} imports ${to}${typeOnly ? ' (types)' : ''}`),
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
  assert.ok(imports.some(({ from, to }) => from === 'agent.ts' && to === 'tail'));
  assert.ok(imports.some(({ from, to, typeOnly }) => from === 'status' && to === 'ship' && typeOnly));
});

test('no file imports itself over others at run time', () => {
  const next = new Map<string, string[]>();
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    const targets = [...text.matchAll(/(?:^|\n)(?:import|export)\s+(?!type\s)[^;'"]*?from\s+'(\.[^']+)'/g)];
    next.set(
      file,
      targets.map((match) => resolve(dirname(file), match[1]!)),
    );
  }
  const cycles: string[] = [];
  const walk = (file: string, path: string[]): void => {
    if (path.includes(file)) {
      cycles.push([...path.slice(path.indexOf(file)), file].map((name) => relative(src, name)).join(' → '));
      return;
    }
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
  };
  for (const file of files) walk(file, []);
  assert.deepEqual(cycles, []);
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
