import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { harmless, harmlessJson, harmlessLines } from '../src/harmless.ts';

/** Controls, line and paragraph separators, marks of direction, lone surrogates. */
const OBEYED = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]|\p{Cs}/u;

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  // Lone surrogates, and whatever else sixteen bits can be.
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc
    .array(fc.constantFrom('a', 'ب', '👩', '\u200d', '\u200c', '\ufe0f', '\u202e', '\u009b', '\u001b', '[1m'))
    .map((parts) => parts.join('')),
);

test('nothing that a terminal obeys or that turns the writing is left of any text', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      const safe = harmless(text);
      assert.doesNotMatch(safe, OBEYED);
      assert.equal(harmless(safe), safe, 'it is left alone from then on');
    }),
  );
});

test('what is invisible is left only where it changes what is seen', () => {
  fc.assert(
    fc.property(anyText, (text) => {
      for (const { index } of harmless(text).matchAll(/\p{DI}/gu)) {
        const [before = '', behind = ''] = [harmless(text).slice(0, index), harmless(text).slice(index)];
        assert.doesNotMatch(before, /(?:^|[\0-\u02ff])$/u, JSON.stringify(text));
        if (/^[\u200c\u200d]/u.test(behind)) assert.doesNotMatch(behind, /^.(?:$|[\0-\u02ff])/u);
      }
    }),
  );
});

test('text of any script and emoji stay as they are', () => {
  for (const text of [
    'prod1 -_.:/ é ß 日本語 한국어 עברית العربية',
    'می‌خواهم', // a non-joiner within a Persian word
    'क्‍ष', // a joiner in Devanagari
    '👩‍👩‍👧 ❤️‍🔥 👋🏽 1️⃣ 葛󠄀',
  ]) {
    assert.equal(harmless(text), text);
    assert.equal(harmlessJson(text), text);
  }
});

test('each harmful character becomes a visible escape', () => {
  const rows: [string, string][] = [
    ['\u001b[31m', '\\x1b[31m'],
    ['a\tb\nc\rd', 'a\\tb\\nc\\rd'],
    ['\u007f\u009b', '\\x7f\\x9b'],
    ['web\u202eexe', 'web\\u202eexe'],
    ['\u2066x\u2069\u200e\u200f\u061c', '\\u2066x\\u2069\\u200e\\u200f\\u061c'],
    ['a\u2028b\u2029', 'a\\u2028b\\u2029'],
    [
      'pro\u200bd pro\u200dd pro\u200cd\u00ad\ufeff\u2060',
      'pro\\u200bd pro\\u200dd pro\\u200cd\\xad\\ufeff\\u2060',
    ],
    ['\u{e0041}\ufff9', '\\u{e0041}\\ufff9'],
    ['👩\u200d', '👩\\u200d'],
    ['\ud800', '\\ud800'],
  ];
  for (const [text, shown] of rows) assert.equal(harmless(text), shown);
  assert.equal(
    harmless('a\u202eb', () => '?'),
    'a?b',
  );
});

test('lines of our own keep line ends, tabs and colours, and nothing else', () => {
  assert.equal(
    harmlessLines('\u001b[32mINFO\u001b[39m a\u202eb\tc\u001b[2J\n    at x\n'),
    '\u001b[32mINFO\u001b[39m a\\u202eb\tc\\x1b[2J\n    at x\n',
  );
  fc.assert(
    fc.property(anyText, (text) => {
      const rest = harmlessLines(text).replaceAll(
        new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m|[\\n\\t]`, 'g'),
        '',
      );
      assert.doesNotMatch(rest, OBEYED);
    }),
  );
});

test('JSON means the same and has nothing harmful', () => {
  fc.assert(
    fc.property(fc.dictionary(anyText, anyText), (object) => {
      const json = JSON.stringify(object);
      const safe = harmlessJson(json);
      assert.doesNotMatch(safe, OBEYED);
      assert.deepEqual(JSON.parse(safe), JSON.parse(json));
    }),
  );
  assert.equal(harmlessJson('{"a":\t"\u202e"}\n'), '{"a":\t"\\u202e"}\n');
});
