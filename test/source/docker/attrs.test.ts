import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAttrs } from '../../../src/source/docker/attrs.ts';
import { makeBlock, parseText, Rig, TIME } from '../../parse/rig.ts';
import { envelope } from '../../support/docker-envelope.ts';

const line = (text: string, attrs?: string) => envelope(Buffer.from(text), 'stdout', TIME, attrs);

test('attrs are fields of the container, named as labels are', () => {
  const attrs = '{"com.example.team":"a\\u003cb \\"x\\"","tag":"web"}';
  const [first, second, third] = parseText(line('1\n', attrs) + line('2\n', attrs) + line('3\n'));
  for (const document of [first, second]) {
    assert.deepEqual(document?.source.container.attrs, { com_example_team: 'a<b "x"', tag: 'web' });
    assert.deepEqual(document?.source.container.labels, { com_example_team: 'shop' });
  }
  assert.ok(third !== undefined && !('attrs' in third.source.container));
});

test('other attrs in the next line are the next line’s', () => {
  const lines = ['{"tag":"a"}', '{"tag":"b"}', '{"tag":"ab"}', '{"tag":"a"}', '{}'].map((attrs) =>
    line('x\n', attrs),
  );
  assert.deepEqual(
    parseText(lines.join('')).map(({ source }) => source.container.attrs?.tag),
    ['a', 'b', 'ab', 'a', undefined],
  );
});

test('a line of parts has the attrs of its first one', () => {
  const [document] = parseText(line('one ', '{"tag":"a"}') + line('two\n', '{"tag":"b"}'));
  assert.equal(document?.source.message, 'one two');
  assert.deepEqual(document?.source.container.attrs, { tag: 'a' });
});

test('what can be no field is not one', () => {
  const attrs = '{"":"x"," ":"y","a.b":"1","a_b":"2","__proto__":"p","\\ud800":"\\udc00","n":1,"b":true}';
  const [document] = parseText(line('x\n', attrs));
  const expected = JSON.parse('{"a_b":"2","__proto__":"p","\\ufffd":"\\ufffd","n":1,"b":true}');
  assert.deepEqual(document?.source.container.attrs, expected);
});

test('a line with attrs of another kind is not Docker’s and ships as it is', () => {
  for (const attrs of ['null', '"a"', '["a"]', '{"a":null}', '{"a":{}}', '{"a":[]}']) {
    const [document] = parseText(line('x\n', attrs));
    assert.equal(document?.source.event?.malformed, true, attrs);
    assert.equal(document?.source.message, line('x\n', attrs).trimEnd());
  }
});

test('the prepared end does not keep the block’s memory', () => {
  const rig = new Rig();
  const source = makeBlock('').source;
  for (const tag of ['a', 'b']) {
    const memory = Buffer.from(line('x\n', `{"tag":"${tag}"}`));
    const from = tag === 'a' ? 0 : memory.length;
    rig.parse(makeBlock(memory, { source, from }));
    memory.fill('?');
  }
  assert.deepEqual(
    rig.documents().map(({ source: { container } }) => container.attrs.tag),
    ['a', 'b'],
  );
});

test('very long attrs are not kept', () => {
  const read = (length: number) => {
    const attrs = `{"tag":"${'x'.repeat(length)}"}`;
    return readAttrs(Buffer.from(`${attrs},"time":"${TIME}"}\n`), 0, () => 'end');
  };
  assert.equal(read(100)?.tailBytes.toString(), 'end');
  assert.equal(read(17_000), undefined);
  const [document] = parseText(line('x\n', `{"tag":"${'x'.repeat(17_000)}"}`));
  assert.equal(document?.source.container.attrs.tag, 'x'.repeat(1024));
});
