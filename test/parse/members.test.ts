import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginOf, Members } from '../../src/parse/members.ts';

test('each value stands at its path, in order', () => {
  const members = new Members(['a.b.c', 'd', 'a.e']);
  assert.equal(members.json([1, 'x', { f: 2 }]), '"a":{"b":{"c":1},"e":{"f":2}},"d":"x"');
});

test('names and values are escaped', () => {
  const json = new Members(['__proto__.x', 'gr"ün']).json(['"\u2028', '\ud800']);
  assert.equal(json, '"__proto__":{"x":"\\"\u2028"},"gr\\"ün":"\\ud800"');
});

test('undefined values leave no empty objects behind', () => {
  const members = new Members(['a.b.c', 'd', 'e']);
  assert.equal(members.json([undefined, 0, undefined]), '"d":0');
  assert.equal(members.json([undefined, undefined, undefined]), '');
  assert.equal(members.json(['', {}, null]), '"a":{"b":{"c":""}},"d":{},"e":null');
});

test('the beginning of a member is that of all members', () => {
  for (const path of ['a', 'a.b', 'a.b.c', 'gr"ün.b']) {
    const json = new Members([path]).json([7]);
    assert.ok(json.startsWith(`${beginOf(path)}7`), json);
  }
});
