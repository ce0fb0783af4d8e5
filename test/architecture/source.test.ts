import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const src = fileURLToPath(new URL('../../src', import.meta.url));

/** Names and rules of one source's folders, and of its lines. */
const OF_ONE_LAYOUT = /config\.v2|-json\.log|\[0-9a-f\]\{64\}|docker/i;
const OF_ONE_ENVELOPE = /docker|json-file|"log"|"attrs"|"time"|16 \* 1024/i;

/** The code of a file, line by line, without its comments. */
function codeOf(text: string): string[] {
  const blank = (comment: string) => comment.replace(/[^\n]/g, '');
  return text
    .replace(/\/\*[\s\S]*?\*\//g, blank)
    .replace(/(^|\s)\/\/.*$/gm, '')
    .split('\n');
}

function linesWith(rule: RegExp, folder: string): string[] {
  const names = readdirSync(join(src, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const code = codeOf(readFileSync(join(src, folder, name), 'utf8'));
      return code.flatMap((line, at) => (rule.test(line) ? [`${name}:${at + 1} ${line.trim()}`] : []));
    });
}

test('tail knows of no single source', () => {
  assert.deepEqual(linesWith(OF_ONE_LAYOUT, 'tail'), []);
});

test('parse knows of no single source, and neither does the scanner', () => {
  assert.deepEqual(linesWith(OF_ONE_ENVELOPE, 'parse'), []);
  assert.deepEqual(linesWith(OF_ONE_ENVELOPE, 'scan'), []);
});

test('a source would be found', () => {
  assert.ok(linesWith(OF_ONE_LAYOUT, 'source').length > 5);
  assert.ok(linesWith(OF_ONE_ENVELOPE, 'source').length > 5);
  assert.deepEqual(codeOf("a(); // Docker's\n/** Docker's\n * too */\nb('https://c');"), [
    'a();',
    '',
    '',
    "b('https://c');",
  ]);
});
