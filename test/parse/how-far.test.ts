import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { elementsOf } from '../../src/parse/formats/grok/elements.ts';
import { NAMES } from '../../src/parse/formats/grok/names.ts';
import {
  howFarCombined,
  howFarJson,
  howFarLogfmt,
  PatternProbe,
  textProbe,
} from '../../src/parse/formats/how-far.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { textReaders } from '../../src/parse/formats/texts/texts.ts';

const sources = (pattern: string) =>
  elementsOf(pattern).map((elements) => elements.map(({ source }) => source));

test('a pattern’s elements are what stands by itself, with how often it comes', () => {
  assert.deepEqual(sources('a\\[%{INT:n:int}+ (?:x|(y))?[)|]{2,3}?.'), [
    ['a', '\\[', '%{INT:n:int}+', ' ', '(?:x|(y))?', '[)|]{2,3}?', '.'],
  ]);
  assert.deepEqual(sources('(?<a>x)|%{INT:[b][c]}'), [['(?<a>x)'], ['%{INT:[b][c]}']]);
});

test('how far a text is of a pattern: the place, and what would have fitted', () => {
  const pattern = 'took %{INT:ms:int} ms(?: in (?<queue>\\w+))?';
  const howFar = (text: string, source = pattern) => {
    const { at, expected } = new PatternProbe({ source, definitions: NAMES }).of(text);
    return [text.slice(0, at), expected];
  };
  assert.deepEqual(howFar('x'), ['', '"took "']);
  assert.deepEqual(howFar('took long'), ['took ', '%{INT:ms:int}']);
  assert.deepEqual(howFar('took 12 s'), ['took 12 ', '"ms"']);
  assert.deepEqual(howFar('took 12 ms, late'), ['took 12 ms', "the line's end"]);
  assert.deepEqual(
    howFar('b1', '%{INT:a}x|b%{INT:c} y'),
    ['b1', '" y"'],
    'the alternative that comes furthest',
  );
});

test('how far a text is an access line', () => {
  const at = (text: string) => {
    const found = howFarCombined(text);
    return found && [text.slice(0, found.at), found.expected];
  };
  assert.equal(at('prose without a time'), undefined);
  assert.deepEqual(at('::1 - Mary Doe [06/Aug/2026:14:03:09 +0200] "GET / HTTP/1.1" 200 12'), [
    '::1 - Mary ',
    '"["',
  ]);
  assert.deepEqual(at('::1 - - [2026-08-06] "GET /'), ['::1 - - [', '%{HTTPDATE:timestamp}']);
});

test('how far a text is JSON', () => {
  const at = (text: string) => {
    const found = howFarJson(text);
    return found && text.slice(0, found.at);
  };
  assert.equal(at('x'), undefined);
  assert.equal(at('{"a":1,"b":tru}'), '{"a":1,"b":tru');
  assert.equal(at('{"a":1,}'), '{"a":1,');
  assert.equal(at('{"a":1} x'), '{"a":1} ');
  assert.equal(at("{'a':1}"), '{');
  for (const text of ['{', '{"a":"x', '{"a":[1', '{}']) assert.equal(at(text), text);
});

test('whatever a text is, what fits is a beginning of it, and a text that a pattern describes is never asked for', () => {
  const pattern = new Pattern('%{WORD:a}(?:=%{DATA:b})? \\[(?<rest_of_the_text>[^\\]]*)\\]+|%{IP:a}\\t?');
  const probe = new PatternProbe(pattern);
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.constantFrom('a', '=', ' ', '[', ']', '::1')).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (each) => {
      const { at, share } = probe.of(each);
      assert.ok(at >= 0 && at <= each.length);
      assert.ok(share >= 0 && share < 1);
      if (pattern.read(each)) assert.equal(at, each.length);
      for (const found of [howFarJson(`{${each}`), howFarCombined(`[1${each}`)])
        assert.ok(found === undefined || found.at <= each.length + 2);
    }),
    { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) },
  );
});

test('how far a text is of each text format, and nothing of prose', () => {
  const nearest = (name: keyof typeof textReaders, text: string) => {
    const found = textProbe(textReaders[name])(text);
    return found && [text.slice(0, found.at), found.expected];
  };
  const known = 'a level and a time that are known';
  assert.deepEqual(nearest('python', '2026-08-06 14:03:09,250 - shop: x'), [
    '2026-08-06 14:03:09,250 - shop: ',
    '"- "',
  ]);
  assert.deepEqual(nearest('log4j', '2026-08-06 14:03:09.250 LOUD x'), [
    '2026-08-06 14:03:09.250 LOUD x',
    known,
  ]);
  assert.deepEqual(nearest('postgres', '2026-08-06 14:03:09.250 UTC 7 LOG: x'), [
    '2026-08-06 14:03:09.250 UTC ',
    '"["',
  ]);
  assert.deepEqual(nearest('mysql', '2026-08-06T14:03:09.250000Z 7 Note x'), [
    '2026-08-06T14:03:09.250000Z 7 ',
    '"["',
  ]);
  assert.deepEqual(nearest('klog', 'I0806 14:03:09.250000       7 server.go] x'), [
    'I0806 14:03:09.250000       7 ',
    '([^\\s:\\]]+:\\d+)',
  ]);
  assert.deepEqual(nearest('nginx-error', '2026/08/06 14:03:09 [error] 7: x'), [
    '2026/08/06 14:03:09 [error] 7',
    '"#"',
  ]);
  assert.deepEqual(nearest('apache-error', '[Thu Aug 06 14:03:09 2026] error x'), [
    '[Thu Aug 06 14:03:09 2026] ',
    '"["',
  ]);
  assert.deepEqual(nearest('syslog', '<134>1 2026-08-06T14:03:09Z host'), [
    '<134>1 2026-08-06T14:03:09Z host',
    '" "',
  ]);
  for (const name of Object.keys(textReaders) as (keyof typeof textReaders)[])
    for (const prose of ['', 'hello world', 'INFO something happened', 'THE quick fox'])
      assert.equal(nearest(name, prose), undefined, `${name}: ${prose}`);
});

test('how far a text is of pairs', () => {
  const at = (text: string) => {
    const found = howFarLogfmt(text);
    return found && text.slice(0, found.at);
  };
  assert.equal(at('prose a=1'), undefined);
  assert.equal(at('a=1 b="2 3" prose'), 'a=1 b="2 3" ');
  assert.equal(at('level=info'), 'level=info');
});

test('how far any text is: a place in it, whichever format', () => {
  const probes = [howFarCombined, howFarJson, howFarLogfmt, ...Object.values(textReaders).map(textProbe)];
  const pieces = fc.constantFrom(
    '2026-08-06',
    ' ',
    'T',
    '14:03:09',
    '[',
    ']',
    'ERROR',
    ': ',
    '<1>',
    'a=',
    '"',
    '{',
    '-',
  );
  const texts = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(pieces, { maxLength: 20 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      for (const probe of probes) {
        const { at, share, expected } = probe(text) ?? { at: 0, share: 0, expected: '-' };
        assert.ok(at >= 0 && at <= text.length && share >= 0 && share <= 1 && expected !== '');
      }
    }),
  );
});
