import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MOST_PARTS } from '../../src/parse/read-line.ts';
import { container, line, makeBlock, makeSource, Rig } from './rig.ts';

const PART = 'x'.repeat(1000);
const sources = ['a', 'b', 'c'].map((name) =>
  makeSource({ key: name.toUpperCase(), container: { ...container, id: name.repeat(64) } }),
);
const [a, b] = sources as [(typeof sources)[0], (typeof sources)[0]];

test('unfinished events count with their texts and parts until they end or are dropped', () => {
  const { parser, writer } = new Rig();
  parser.parse(makeBlock(line('part '), { source: a }), writer);
  const one = parser.heldBytes;
  assert.ok(one > 'part '.length);
  parser.parse(makeBlock(line(PART, 'stderr') + line('whole\n'), { source: b }), writer);
  assert.ok(parser.heldBytes > one + PART.length);
  parser.finish(b.container.id, undefined, writer);
  assert.equal(parser.heldBytes, one);
  for (const event of [...parser.unfinished()]) parser.drop(event);
  assert.equal(parser.heldBytes, 0);
});

/** Parts of one container after the other, as long as a text; each is a line of its generation. */
function printInTurns(rig: Rig, texts: readonly string[]): void {
  const offsets = sources.map(() => 0);
  for (const [n, text] of texts.entries()) {
    const at = n % sources.length;
    rig.parse(makeBlock(text, { source: sources[at]!, from: offsets[at]! }));
    offsets[at]! += text.length;
  }
}

test('one that would make them too much is cut behind its last part, marked', () => {
  const rig = new Rig({ maxHeldBytes: 2500 });
  // The second part of a is too much, then that of c: the others have room.
  printInTurns(rig, [
    line(PART),
    line('b '),
    line(PART),
    line(PART),
    line('b '),
    line(PART),
    line('a\n'),
    line('b\n'),
    line('c\n'),
  ]);
  assert.deepEqual(shown(rig), [
    [`${PART}${PART}`, true],
    [`${PART}${PART}`, true],
    ['a', true],
    ['b b b', false],
    ['c', true],
  ]);
  assert.equal(rig.parser.heldBytes, 0);
});

const shown = (rig: Rig) => rig.documents().map(({ source }) => [source.message, source.event?.cut === true]);

/** A text was cut, and the agent was killed before its rest came. */
function cutBefore(text: string) {
  const rig = new Rig({ maxHeldBytes: 500 }).parse(makeBlock(text, { source: a }));
  assert.deepEqual(shown(rig), [[PART, true]]);
  return { rig, source: { ...a, notes: rig.noted.of('A') } };
}

const part = line(PART);

test('behind a cut the rest is known for one: at once, after a restart, and in the next generation', () => {
  const { rig, source } = cutBefore(part);
  rig.parse(makeBlock(line('rest\n') + line('next\n'), { source: a, from: part.length }));
  const expected = [
    ['rest', true],
    ['next', false],
  ];
  assert.deepEqual(shown(rig).slice(1), expected);
  assert.deepEqual(rig.noted.of('A').rests, [{ stream: 'stdout', at: part.length }]);

  const restarted = new Rig();
  assert.deepEqual(restarted.parser.begin(source, part.length), []);
  const other = line('other\n', 'stderr');
  restarted.parse(makeBlock(other + line('rest\n') + line('next\n'), { source, from: part.length }));
  assert.deepEqual(shown(restarted), [['other', false], ...expected]);
  const at = part.length + other.length;
  assert.deepEqual(restarted.noted.of('A').rests, [{ stream: 'stdout', at }]);

  const rotated = new Rig();
  rotated.parser.begin(source, part.length);
  const newer = { ...a, key: 'NEW' };
  assert.deepEqual(rotated.parser.begin(newer, 0), [{ stream: 'stdout' }]);
  rotated.parse(makeBlock(line('rest\n') + line('next\n'), { source: newer }));
  assert.deepEqual(shown(rotated), expected);
});

test('read from before it, a cut whose rest has not come is awaited as before', () => {
  const { source } = cutBefore(part);
  const rig = new Rig();
  rig.parser.begin(source, 0);
  rig.parse(makeBlock(part + line('rest\n') + line('next\n'), { source }));
  assert.deepEqual(shown(rig), [
    [PART, true],
    ['rest', true],
    ['next', false],
  ]);
});

test('a text that ends with its cut makes no other document', () => {
  const { rig } = cutBefore(part);
  assert.equal([...rig.parser.unfinished()].length, 1);
  rig.parser.finish(a.container.id, 'stdout', rig.writer);
  rig.parse(makeBlock(line('next\n'), { source: a, from: part.length }));
  assert.deepEqual(shown(rig).slice(1), [['next', false]]);
});

test('what has been cut is forgotten with the file that is read anew', () => {
  const { rig } = cutBefore(part);
  const [event] = [...rig.parser.unfinished()];
  assert.ok(event !== undefined && !event.crosses);
  assert.equal(rig.parser.drop(event), 0);
  assert.deepEqual([...rig.parser.unfinished()], []);
});

test('read again with what was noted, texts are cut at the same places, however much is held', () => {
  const text = line(PART) + line(PART) + line('end\n');
  const first = new Rig({ maxHeldBytes: 500 });
  first.parse(makeBlock(text, { source: a }));
  const again = new Rig();
  again.parse(makeBlock(text, { source: { ...a, notes: first.noted.of('A') } }));
  const documents = withIds(first);
  assert.deepEqual(
    documents.map(([, message]) => message),
    [PART, PART, 'end'],
  );
  assert.deepEqual(withIds(again), documents);
});

const withIds = (rig: Rig) => rig.documents().map(({ id, source }) => [id, source.message, source.event]);

test('one text alone may have as much as they may have together', () => {
  const rig = new Rig({ maxHeldBytes: 2 * PART.length + 600 });
  rig.parse(makeBlock(line(PART) + line(PART) + line('end\n'), { source: a }));
  assert.deepEqual(
    rig.documents().map(({ source }) => source.message),
    [`${PART}${PART}end`],
  );
});

test('an event of very many small parts is cut as one that is too long', () => {
  const rig = new Rig();
  const text = line('x').repeat(MOST_PARTS) + line('y\n');
  rig.parse(makeBlock(text, { source: a }));
  const [cut, rest] = rig.documents();
  assert.deepEqual(cut?.source.event, { cut: true });
  assert.equal(cut?.source.message, 'x'.repeat(MOST_PARTS));
  assert.deepEqual([rest?.source.event, rest?.source.message], [{ cut: true }, 'y']);
  assert.equal(rig.parser.heldBytes, 0);
});

test('a rest that has settled in the next generation is not awaited in it, though the cut is read again', () => {
  const { source } = cutBefore(part);
  const newer = { ...a, key: 'NEW' };
  const rig = new Rig();
  rig.parser.begin(source, part.length);
  rig.parser.begin(newer, 0);
  rig.parse(makeBlock(line('rest\n') + line('next\n'), { source: newer }));
  const again = new Rig();
  again.parser.begin(source, 0);
  again.parse(makeBlock(part, { source }));
  const from = line('rest\n').length;
  again.parser.begin({ ...newer, notes: rig.noted.of('NEW') }, from);
  again.parse(makeBlock(line('next\n'), { source: { ...newer, notes: rig.noted.of('NEW') }, from }));
  assert.deepEqual(shown(again), [
    [PART, true],
    ['next', false],
  ]);
});
