import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES, type Rest } from '../../src/log/notes.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import { container, line, makeBlock, makeSource, messages, Rig, TIME } from './rig.ts';

const KEY = 'KEY-OF-16-BYTES_';
const ACCESS = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12 "-" "-"';
const older = makeSource({ key: 'OLDER' });
const expecting = (...rests: Rest[]) => makeSource({ notes: { ...NO_NOTES, rests } });

test('an event goes on in the next generation: its rest is noted, and the event is whole', () => {
  const rig = new Rig();
  rig.parse(makeBlock(line('one '), { source: older }));
  rig.parse(makeBlock(line('err\n', 'stderr') + line('two ') + line('three\n') + line('four\n')));
  assert.deepEqual(
    rig.documents().map(({ source }) => [source.message, source.event]),
    [
      ['err', undefined],
      ['one two three', undefined],
      ['four', undefined],
    ],
  );
  const at = line('err\n', 'stderr').length;
  assert.deepEqual(rig.noted.of(KEY).rests, [{ stream: 'stdout', at }]);
  assert.deepEqual(rig.noted.of('OLDER'), NO_NOTES);
});

test('the rest of an event whose beginning is gone bears the id of the whole one, and is marked', () => {
  const first = new Rig();
  const text = line('between\n', 'stderr') + line('two ') + line('three\n') + line('four\n');
  first.parse(makeBlock(line('one '), { source: older })).parse(makeBlock(text));
  const [between, whole, four] = first.documents();
  assert.equal(whole?.source.message, 'one two three');
  const [rest] = first.noted.of(KEY).rests;

  // As noted when it was read, or before.
  for (const known of [rest!, { stream: 'stdout' } as const]) {
    const again = new Rig().parse(makeBlock(text, { source: expecting(known) }));
    const documents = again.documents();
    assert.deepEqual([documents[0], documents[2]], [between, four]);
    assert.equal(documents[1]?.id, whole?.id);
    assert.deepEqual(
      [documents[1]?.source.message, documents[1]?.source.event],
      ['two three', { cut: true }],
    );
  }

  const present = new Rig()
    .parse(makeBlock(line('one '), { source: older }))
    .parse(makeBlock(text, { source: expecting(rest!) }));
  assert.deepEqual(present.documents(), first.documents(), 'with its beginning it is whole');
});

test('where a rest was expected its place is noted when it is read, so that no other line passes for it', () => {
  const text = line('rest\n') + line('whole\n');
  const first = new Rig().parse(makeBlock(text, { source: expecting({ stream: 'stdout' }) }));
  assert.deepEqual(
    first.documents().map(({ source }) => source.event),
    [{ cut: true }, undefined],
  );
  const rests = first.noted.of(KEY).rests;
  assert.deepEqual(rests, [{ stream: 'stdout', at: 0 }]);
  const from = line('rest\n').length;
  const again = new Rig().parse(makeBlock(line('whole\n'), { source: expecting(...rests), from }));
  assert.deepEqual(again.documents(), first.documents().slice(1));
});

test('a rest is no access line, whatever it looks like', () => {
  const rig = new Rig({ filter: dropUnmatched });
  rig.parse(
    makeBlock(line(`${ACCESS}\n`) + line(`${ACCESS}\n`), { source: expecting({ stream: 'stdout' }) }),
  );
  assert.deepEqual(
    rig.documents().map(({ source: { message, ip, event } }) => [message ?? ip, event]),
    [
      [ACCESS, { cut: true }],
      ['192.0.2.7', undefined],
    ],
  );
});

test('the rest of an event may be one whole line, or go on in a third generation', () => {
  const first = new Rig();
  const texts = { A: line('more '), B: line('more '), C: line('three\n') };
  const block = (key: keyof typeof texts, known: boolean) =>
    makeBlock(texts[key], {
      source: makeSource({ key, notes: known ? first.noted.of(key) : NO_NOTES }),
    });
  for (const key of ['A', 'B', 'C'] as const) first.parse(block(key, false));
  const [whole] = first.documents();
  assert.equal(whole?.source.event, undefined);
  for (const left of [['B', 'C'] as const, ['C'] as const]) {
    const again = new Rig();
    for (const key of left) again.parse(block(key, true));
    assert.deepEqual(
      again.documents().map(({ id, source: { event } }) => [id, event]),
      [[whole?.id, { cut: true }]],
    );
  }
});

test('a rest that was ended without newline ends there again', () => {
  const text = line('two ') + line('next\n');
  const boundaries = [line('two ').length];
  const source = makeSource({ notes: { ...NO_NOTES, boundaries, rests: [{ stream: 'stdout', at: 0 }] } });
  const rig = new Rig().parse(makeBlock(text, { source }));
  assert.deepEqual(
    rig.documents().map(({ id, source: { message, event } }) => [id, message, event]),
    [
      [`${KEY}.0.123456789`, 'two ', { cut: true }],
      [`${KEY}.${boundaries[0]}.123456789`, 'next', undefined],
    ],
  );
});

test('a rest is where it was noted, and of its stream only', () => {
  const lines = [line('err\n', 'stderr'), line('one\n'), line('two\n'), line('three\n')];
  const at = lines[0]!.length + lines[1]!.length;
  const rig = new Rig().parse(makeBlock(lines.join(''), { source: expecting({ stream: 'stdout', at }) }));
  assert.deepEqual(
    rig.documents().map(({ source }) => [source.message, source.event]),
    [
      ['err', undefined],
      ['one', undefined],
      ['two', { cut: true }],
      ['three', undefined],
    ],
  );
});

test('a rest that reading has passed, or that is no line now, marks nothing', () => {
  const text = line('one\n') + line('two\n');
  for (const at of [0, 1, line('one\n').length - 1]) {
    const from = line('one\n').length;
    const rig = new Rig().parse(
      makeBlock(line('two\n'), { source: expecting({ stream: 'stdout', at }), from }),
    );
    assert.equal(rig.documents()[0]?.source.event, undefined);
  }
  const rig = new Rig().parse(makeBlock(text, { source: expecting({ stream: 'stdout', at: 5 }) }));
  assert.deepEqual(
    rig.documents().map(({ source }) => source.event),
    [undefined, undefined],
  );
});

test('NULs before a rest belong to no line', () => {
  const text = Buffer.concat([Buffer.alloc(500), Buffer.from(line('rest\n'))]);
  for (const rest of [{ stream: 'stdout', at: 500 } as const, { stream: 'stdout' } as const]) {
    const rig = new Rig().parse(makeBlock(text, { source: expecting(rest) }));
    assert.deepEqual(
      rig.documents().map(({ id, source: { event } }) => [id, event]),
      [[`${KEY}.500.123456789`, { cut: true }]],
    );
  }
});

test('the rest of an event that is kept as a dead letter settles without a document', () => {
  const asked: string[] = [];
  const rest = line('two ') + line('more\n');
  const id = `${KEY}.${line('two ').length}.123456789`;
  const rig = new Rig({
    isLetter: (each) => {
      asked.push(each);
      return each === id;
    },
  });
  rig.parse(makeBlock(rest + line('three\n'), { source: expecting({ stream: 'stdout', at: 0 }) }));
  assert.deepEqual(messages(rig.documents()), ['three']);
  assert.deepEqual(rig.ranges(), [{ key: KEY, from: 0, to: (rest + line('three\n')).length }]);
  assert.deepEqual(asked, [id], 'whole events are not looked up');
});

test('pieces of a long text are not looked up, for each has an id of its own', () => {
  const asked: string[] = [];
  const isLetter = (id: string) => {
    asked.push(id);
    return false;
  };
  const rig = new Rig({ maxEventBytes: 12, isLetter });
  rig.parse(makeBlock(line('1234567890') + line('1234567890') + line('end\n')));
  assert.equal(rig.documents().length, 3);
  assert.deepEqual(asked, []);
});

test('a text that is cut over a rotation: each piece has the same id and mark without what is gone', () => {
  const options = { maxEventBytes: 10 };
  const text = line('bbbbb') + line('ccccc') + line('d\n');
  const first = new Rig(options);
  first.parse(makeBlock(line('aaaaa'), { source: older })).parse(makeBlock(text));
  const before = first.documents();
  assert.deepEqual(messages(before), ['aaaaabbbbb', 'cccccd']);
  assert.deepEqual(
    before.map(({ source }) => source.event),
    [{ cut: true }, { cut: true }],
  );
  const source = makeSource({ notes: first.noted.of(KEY) });
  const again = new Rig(options).parse(makeBlock(text, { source }));
  assert.deepEqual(
    again.documents().map(({ id, source: { message, event } }) => [id, message, event]),
    [
      [before[0]?.id, 'bbbbb', { cut: true }],
      [before[1]?.id, 'cccccd', { cut: true }],
    ],
  );
});

test('the rest of an event is finished as a rest', () => {
  const rig = new Rig().parse(makeBlock(line(ACCESS), { source: expecting({ stream: 'stdout' }) }));
  rig.parser.finish(container.id, 'stdout', rig.writer);
  assert.deepEqual(
    rig.documents().map(({ source: { message, event } }) => [message, event]),
    [[ACCESS, { cut: true }]],
  );
  assert.equal(rig.documents()[0]?.source['@timestamp'], TIME);
});
