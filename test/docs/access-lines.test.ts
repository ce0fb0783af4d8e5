import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { bothWays, fieldsOf, readMembers } from '../parse/access-rig.ts';

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const [, section = ''] = /\n## Access lines\n([\s\S]*?)\n## /.exec(page) ?? [];
const USUAL = '[06/Aug/2026:14:03:09 +0200] "GET / HTTP/1.1" 200 12';

test('each access line of the page gives the fields that stand beside it', () => {
  const rows = [...section.matchAll(/^\| `(.*?)`(?: \(.*\))? \| `(.*?)`.* \|$/gm)];
  assert.equal(rows.length, 9);
  const usual = Object.keys(fieldsOf(readMembers(`- - - ${USUAL}`)) ?? {});
  for (const [, line = '', members = ''] of rows) {
    const fields = Object.entries(bothWays(line.replace('…', USUAL)) ?? {});
    const besides = fields.filter(([name]) => !usual.includes(name) && name !== 'agent' && name !== 'ip');
    assert.deepEqual(Object.fromEntries(besides), JSON.parse(`{${members}}`), line);
  }
});

test('the request of the page has the parts that stand beside it', () => {
  const [, request = '', members = ''] = /`(GET [^`]+)` gives `([^`]+)`/.exec(section) ?? [];
  const fields = bothWays(`- - - ${USUAL.replace('GET / HTTP/1.1', request)}`, true);
  assert.deepEqual({ ...fields, ...JSON.parse(`{${members}}`) }, fields);
  assert.equal(fields?.path, '/cart');
});
