import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { test } from 'node:test';
import { files, src } from './imports.ts';

/** Names and rules of Docker's lines, in code or comment. */
const OF_DOCKER = /docker|json-file|16 \* 1024|16 KiB|\{?"log"/i;

function filesWith(pattern: RegExp, folder: string): string[] {
  const names = files.filter((file) => pattern.test(readFileSync(file, 'utf8')));
  return names.map((file) => relative(src, file)).filter((name) => name.startsWith(`${folder}/`));
}

test('parse and scan know of no single source', () => {
  assert.deepEqual(filesWith(OF_DOCKER, 'parse'), []);
  assert.deepEqual(filesWith(OF_DOCKER, 'scan'), []);
});

test('a source would be found', () => {
  assert.ok(filesWith(OF_DOCKER, 'source/docker').length > 4);
});
