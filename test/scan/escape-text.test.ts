import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeText, LONGEST_ESCAPE } from '../../src/scan/escape-text.ts';
import { wordsOf } from '../../src/scan/escaped-scanner.ts';

const MOST = 64;

function escaped(text: string, at = 0) {
  const bytes = Buffer.from(text);
  const target = Buffer.alloc(LONGEST_ESCAPE * MOST + 4);
  const from = { bytes, words: wordsOf(bytes), at };
  const length = escapeText(from, MOST, { bytes: target, words: wordsOf(target) });
  return { length, json: `"${target.toString('utf8', 0, Math.max(0, length))}"`, at: from.at };
}

const text = fc
  .array(fc.oneof(fc.constantFrom(...'abc "\\\t\r\0\u001f\u007f\u2028é€🚀'), fc.constantFrom('plain text')), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));

test('what is written is the text as a JSON string, up to the LF, wherever it stands', () => {
  fc.assert(
    fc.property(text, fc.nat(5), fc.nat(5), (all, before, behind) => {
      const bytes = Buffer.byteLength(all);
      const { length, json, at } = escaped(`${'x'.repeat(before)}${all}\n${'y'.repeat(behind)}`, before);
      if (bytes > MOST) return assert.equal(length, -1);
      assert.equal(JSON.parse(json), all);
      assert.equal(at, before + bytes + 1);
    }),
    { numRuns: 2000 },
  );
});

test('a text without an LF, or a longer one, is refused', () => {
  for (const all of ['', 'abc', 'abcd', `${'a'.repeat(MOST + 1)}\n`]) assert.equal(escaped(all).length, -1);
  assert.equal(escaped(`${'\0'.repeat(MOST)}\n`).length, LONGEST_ESCAPE * MOST);
});
