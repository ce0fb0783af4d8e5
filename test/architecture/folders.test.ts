import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { test } from 'node:test';
import { files, type Import, imports, src } from './imports.ts';

const MOST_LINES = 250;
const MOST_FILES = 15;

type Edge = readonly [from: string, to: string];

test('no file has more than 250 lines', () => {
  const long = files.filter((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length > MOST_LINES);
  assert.deepEqual(
    long.map((file) => relative(src, file)),
    [],
  );
});

test('no folder has more than 15 files', () => {
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  const full = [...sizes].filter(([, size]) => size > MOST_FILES).map(([folder]) => folder);
  assert.deepEqual(
    full.map((folder) => relative(src, folder)),
    [],
  );
});

test('members are private by #, never by the keyword', () => {
  const keyword = /^\s*(?:static )?private (?!constructor\b)/m;
  const wrong = files.filter((file) => keyword.test(readFileSync(file, 'utf8')));
  assert.deepEqual(
    wrong.map((file) => relative(src, file)),
    [],
  );
});

test('no file imports itself over others at run time', () => {
  const edges = imports.filter(({ typeOnly }) => !typeOnly).map(edgeOf);
  assert.deepEqual(circular(edges).map(shown), []);
});

test('no file imports itself over others, types included', () => {
  assert.deepEqual(circular(imports.map(edgeOf)).map(shown), []);
});

test('in every folder, files and sub-folders import each other in one direction, types included', () => {
  const folders = new Set(imports.flatMap(({ file }) => foldersAbove(file)));
  const wrong = [...folders].flatMap((folder) => {
    const inside = imports.filter(({ file, target }) => isIn(folder, file) && isIn(folder, target));
    const edges = inside.map(({ file, target }) => [entryOf(folder, file), entryOf(folder, target)] as const);
    return circular(edges.filter(([from, to]) => from !== to));
  });
  assert.deepEqual(wrong.map(shown), []);
});

test('circles are found at all, and what only leads to one or away from one is none', () => {
  const edges = ['ab', 'bc', 'cb', 'cd', 'ee'].map((edge) => [edge[0]!, edge[1]!] as const);
  assert.deepEqual(circular(edges).map(shown), ['b → c', 'c → b', 'e → e']);
});

/** The edges that lie on a circle, each once: those that lead back to where they begin. */
function circular(edges: readonly Edge[]): Edge[] {
  const next = new Map<string, Set<string>>();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  const reached = (start: string): Set<string> => {
    const seen = new Set([start]);
    // A set's iteration also visits what is added meanwhile.
    for (const node of seen) for (const target of next.get(node) ?? []) seen.add(target);
    return seen;
  };
  return [...next].flatMap(([from, targets]) =>
    [...targets].filter((to) => reached(to).has(from)).map((to): Edge => [from, to]),
  );
}

function edgeOf({ file, target }: Import): Edge {
  return [file, target];
}

function shown([from, to]: Edge): string {
  return `${from} → ${to}`;
}

/** `tail/read/reader.ts` is in `tail/read`, `tail` and, as the empty path, `src` itself. */
function foldersAbove(file: string): string[] {
  const parts = file.split('/').slice(0, -1);
  return ['', ...parts.map((_, i) => parts.slice(0, i + 1).join('/'))];
}

function isIn(folder: string, file: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

/** The file or folder directly in `folder` that the file belongs to. */
function entryOf(folder: string, file: string): string {
  const [next = ''] = (folder === '' ? file : file.slice(folder.length + 1)).split('/');
  return folder === '' ? next : `${folder}/${next}`;
}
