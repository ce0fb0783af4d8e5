import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bothWays, canonical, copyMembers, readMembers } from './access-rig.ts';
import { accessText } from './lines-arbitrary.ts';

const numRuns = Number(process.env.PROPERTY_RUNS ?? 3000);
const clock = '[17/May/2015:10:05:03 +0000]';

test('the escaped text gives the fields that the decoded one gives', () => {
  for (const text of [
    `192.0.2.7 id frank ${clock} "GET /a?b=1&c=<2> HTTP/1.1" 200 203023 "http://shop.example/" "curl/8"`,
    `- - - ${clock} "-" 408 - "-" "-"`,
    `2001:db8::1 - SHOP\\\\jo ${clock} "" 999 0 "" ""`,
    `host - - ${clock} "GET /é🚀 \\"x\\" \\\\" 200 999999999999999`,
    `host - - ${clock} "\\x16\\x03" 400 150 "a\\\\" "\t"`,
  ]) {
    assert.ok(bothWays(text), text);
  }
});

test('what the decoded way refuses is refused', () => {
  const good = `host - - ${clock} "GET / HTTP/1.1" 200 12 "-" "-"`;
  assert.ok(bothWays(good));
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
  ];
  for (const text of others) assert.equal(bothWays(text), undefined, text);
  for (let end = 0; end < good.length; end++) bothWays(good.slice(0, end));
});

test('any access line has the same bytes in both ways, with the parts of its request or without', () => {
  fc.assert(
    fc.property(accessText, fc.boolean(), fc.constantFrom('\n', '\r\n'), (text, requestParts, end) => {
      const read = readMembers(
        Buffer.from(text + end)
          .toString()
          .replace(/\r?\n$/, ''),
        requestParts,
      );
      const copied = copyMembers(text, requestParts, end);
      assert.equal(copied && canonical(copied), read && canonical(read));
    }),
    { numRuns },
  );
});

test('a request that is too long to be copied twice is left to the decoded way', () => {
  const line = (path: string) => `192.0.2.7 - - ${clock} "GET /${path} HTTP/1.1" 200 12 "-" "-"`;
  assert.ok(bothWays(line('a'.repeat(1000)), true)?.path);
  assert.equal(copyMembers(line('a'.repeat(1100)), true), 'unsure');
  assert.ok(bothWays(line('a'.repeat(1100))));
});
