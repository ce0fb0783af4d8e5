import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CombinedConstants, copyCombined } from '../../src/parse/formats/copy-combined.ts';
import { readCombined } from '../../src/parse/formats/read-combined.ts';
import { usualSchema } from '../../src/parse/schema.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { KnownTimes } from '../../src/scan/known-times.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';
import { escapeLog } from '../support/docker-envelope.ts';

const names = usualSchema.access;

/** The fields copied from a text as Docker writes it, as an object; undefined when it isn't an access line. */
function copied(text: string): unknown {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${escapeLog(Buffer.from(`${text}\n`)).slice(1)}\n`);
  scan.target = Buffer.alloc(1000);
  if (!copyCombined(scan, new CombinedConstants(names), new KnownTimes())) return undefined;
  assert.equal(scan.at, scan.source.length - 1, 'the string’s end is passed over');
  const fields = scan.target.toString('utf8', 0, scan.out);
  assert.ok(fields.endsWith(','));
  return JSON.parse(`{${fields.slice(0, -1)}}`);
}

const clock = '[17/May/2015:10:05:03 +0000]';

test('the escaped text gives the fields that the decoded one gives', () => {
  for (const text of [
    `192.0.2.7 id frank ${clock} "GET /a?b=1&c=<2> HTTP/1.1" 200 203023 "http://shop.example/" "curl/8"`,
    `- - - ${clock} "-" 408 - "-" "-"`,
    `2001:db8::1 - SHOP\\\\jo ${clock} "" 999 0 "" ""`,
    `host - - ${clock} "GET /é🚀 \\"x\\" \\\\" 200 999999999999999`,
    `host - - ${clock} "\\x16\\x03" 400 150 "a\\\\" "\t"`,
  ]) {
    const fields = readCombined(text, names);
    assert.ok(fields, text);
    assert.deepEqual(copied(text), fields);
    assert.deepEqual(copied(`${text}\r`), fields);
  }
});

test('what the decoded way refuses is refused', () => {
  const good = `host - - ${clock} "GET / HTTP/1.1" 200 12 "-" "-"`;
  assert.ok(copied(good));
  const others = [
    `host - ${clock} "GET / HTTP/1.1" 200 12`,
    `host  - - ${clock} "GET / HTTP/1.1" 200 12`,
    `host - - ${clock}"GET / HTTP/1.1" 200 12`,
    `host - - ${clock} "GET / HTTP/1.1 200 12`,
    `host - - ${clock} "GET / HTTP/1.1" 20 12`,
    `host - - ${clock} "GET / HTTP/1.1" 099 12`,
    `host - - ${clock} "GET / HTTP/1.1" 2000 12`,
    `host - - ${clock} "GET / HTTP/1.1" 200 012`,
    `host - - ${clock} "GET / HTTP/1.1" 200 -1`,
    `host - - ${clock} "GET / HTTP/1.1" 200 1234567890123456`,
    `host - - ${clock} "GET / HTTP/1.1" 200 12 "-"`,
    `${good} 0.005`,
    `${good} `,
  ];
  for (let end = 0; end < good.length; end++) {
    if (!readCombined(good.slice(0, end), names)) others.push(good.slice(0, end));
  }
  for (const text of others) {
    assert.equal(readCombined(text, names), undefined, text);
    assert.equal(copied(text), undefined, text);
  }
});
