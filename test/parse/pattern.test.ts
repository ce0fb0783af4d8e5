import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';
import { fault } from './pattern-fault.ts';

/** By name, those that took part. */
function groupsOf(pattern: Pattern, text: string): Record<string, string> | undefined {
  const match = pattern.read(text);
  const groups = pattern.names.map((name, i) => [name, match?.[i + 1]] as const);
  return (
    match && Object.fromEntries(groups.filter((group): group is [string, string] => group[1] !== undefined))
  );
}

test('the whole text or nothing', () => {
  const pattern = new Pattern('(?<a>x+)|(?<b>y+)');
  assert.deepEqual(pattern.names, ['a', 'b']);
  assert.deepEqual(groupsOf(pattern, 'xx'), { a: 'xx' });
  assert.deepEqual(groupsOf(pattern, 'y'), { b: 'y' });
  for (const text of ['', 'xy', ' x', 'x\n', 'zxx']) assert.equal(pattern.read(text), undefined);
});

test('a dot is any character', () => {
  assert.deepEqual(groupsOf(new Pattern('(?<all>.*)'), 'a\r\n\u2028b'), { all: 'a\r\n\u2028b' });
});

/** Each with a text that it describes. */
const BRACKETS: readonly (readonly [string, string])[] = [
  ['(a)(?<x>b)(?:c)(?<y>d)((e)(?<z>f))', 'abcdef'],
  ['\\((?<x>.)\\)', '(b)'],
  ['\\\\(?<x>.)', '\\b'],
  ['[(](?<x>.)[)]', '(b)'],
  ['[(?<n>](?<x>.)[^(]', '?b)'],
  ['[\\](](?<x>.)[\\\\](.)', ']b\\c'],
  ['[^](?<x>[^]*)', 'ab'],
  ['(?:[]|a)(?<x>b)', 'ab'],
  ['(?<\\u0061b>a)(?<größe>b)', 'ab'],
  ['(?<x>(?<y>a)b)', 'ab'],
  ['(?<a>x)?(y)?(?<b>z)?', 'z'],
  [']}(?<x>b)', ']}b'],
];

test('groups are those that names find in the pattern as it is written', () => {
  for (const [source, text] of BRACKETS) {
    const named = new RegExp(`^(?:${source})$`, 's').exec(text)?.groups;
    assert.ok(named, source);
    const taken = Object.entries(named).filter(([, value]) => value !== undefined);
    const pattern = new Pattern(source);
    assert.deepEqual(pattern.names, Object.keys(named), source);
    assert.deepEqual(groupsOf(pattern, text), Object.fromEntries(taken), source);
  }
});

test('a name stands in two alternatives', () => {
  const pattern = new Pattern('(?<a>x+)|(?<a>y+)');
  assert.deepEqual(pattern.names, ['a']);
  assert.deepEqual(
    pattern.groups.map(({ path }) => path),
    ['a', 'a'],
  );
  assert.deepEqual([...pattern.read('yy')!], ['yy', undefined, 'yy']);
});

test('mistakes are told with the remedy', () => {
  assert.match(fault('(?<a>'), /^is no regular expression: /);
  assert.match(fault('(?<a>x)|y)'), /^is no regular expression: Unmatched '\)'$/);
  assert.match(fault('(?<a>x))|((?<b>y)'), /^is no regular expression: /);
  assert.match(fault('x(y)'), /^has no named group\. Write /);
  for (const name of ['stream', 'log', 'container', 'host', 'event', 'json', '_id']) {
    assert.match(
      fault(`(?<${name}>x)`),
      new RegExp(`^has a group "${name}", and .*Give the group another name$`),
    );
  }
  for (const source of [
    '(?<a>x)\\1',
    '(?<a>x)\\k<a>',
    '(?=x)(?<a>x)',
    '(?!y)(?<a>x)',
    '(?<a>x{17})',
    '(?<a>(?:x{4}){5})',
  ]) {
    assert.match(fault(source), /^can take too long on a hostile line\. Leave out back-references/, source);
  }
  assert.equal(fault('\\[(?<message>[^\\]]{1,16})\\] (?<größe>\\d+)\\b'), 'none');
});

/** Each with a text that it doesn't match and that a backtracking engine would take years or minutes for. */
const BOMBS: readonly (readonly [string, string])[] = [
  ['(?<x>(a+)+)$', 'a'],
  ['(?<x>(a|a)*)b', 'a'],
  ['(?<x>(a|aa)+)b', 'a'],
  ['(?<x>a*)(?<y>a*)(?<z>a*)b', 'a'],
  ['(?<x>a*a*a*a*)b', 'a'],
  ['(?<x>.*?)(?<y>\\s+)', ' '],
  ['(?<x>.*)(?<y>\\s+)', ' '],
  ['.*.*=(?<z>.*)', 'x'],
  ['(?<x>.*)=(?<y>.*)=(?<z>.*);', '='],
  ['(?<w>(?:\\w+\\s?)*)\\.', 'aaaa '],
];

for (const length of [1000, 4095, 4096, 100 * 1024]) {
  test(`careless patterns end on hostile texts of ${length} characters`, () => {
    for (const [source, fuse] of BOMBS) {
      const text = `${fuse.repeat(Math.floor(length / fuse.length))}!`;
      assert.equal(new Pattern(source).read(text), undefined, source);
    }
  });
}

test('both engines find the same groups', () => {
  const pattern = new Pattern('(?<head>\\S+) (?<words>(?:\\w+ ?)*?)(?<tail>-+)?');
  for (const words of ['', 'one', 'one two three']) {
    const short = groupsOf(pattern, `head ${words}`);
    const long = groupsOf(pattern, `${'h'.repeat(5000)} ${words}`);
    assert.ok(short && long);
    assert.deepEqual({ ...short, head: '' }, { ...long, head: '' });
  }
});
