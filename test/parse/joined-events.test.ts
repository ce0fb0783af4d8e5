import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { DockerEnvelope } from '../../src/source/docker/envelope.ts';
import { container, line, makeBlock, makeSource, messages, parseText, Rig, TIME } from './rig.ts';

test('parts are joined under the last one’s id and the first one’s offset and time; their lines settle with the document', () => {
  const parts = [
    line('one ', 'stdout', '2024-06-10T06:00:00Z'),
    line('two ', 'stdout', '2024-06-10T06:00:01Z'),
    line('three\n', 'stdout', '2024-06-10T06:00:02Z'),
  ];
  const rig = new Rig();
  rig.parse(makeBlock(parts[0]! + parts[1]!, { from: 50 }));
  assert.deepEqual(rig.documents(), []);
  assert.deepEqual(rig.ranges(), []);
  rig.parse(makeBlock(parts[2]!, { from: 50 + parts[0]!.length + parts[1]!.length }));
  const [document, ...more] = rig.documents();
  assert.equal(more.length, 0);
  const last = 50 + parts[0]!.length + parts[1]!.length;
  assert.equal(document?.id, `KEY-OF-16-BYTES_.${last}.000000000`);
  assert.equal(document?.source.log.offset, 50);
  assert.equal(document?.source.message, 'one two three');
  assert.equal(document?.source['@timestamp'], '2024-06-10T06:00:00Z');
  assert.deepEqual(rig.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 50, to: 50 + parts.join('').length }]);
  assert.equal(rig.batches[0]!.newest, '2024-06-10T06:00:02Z');
});

test('an event that ends elsewhere, or at another time, is another document', () => {
  const at = (log: string, second: number, fraction = 5) =>
    line(log, 'stdout', `2024-06-10T06:00:0${second}.${fraction}Z`);
  const idOf = (...lines: string[]) => parseText(lines.join('')).map(({ id }) => id);
  const [whole] = idOf(at('one ', 0), at('two\n', 1));
  assert.equal(whole, `KEY-OF-16-BYTES_.${at('one ', 0).length}.500000000`);
  const others = [
    idOf(at('one ', 0), at('two\n', 1, 6)),
    idOf(at('longer ', 0), at('two\n', 1)),
    idOf(at('one ', 0), at('two ', 1), at('three\n', 1)),
    idOf(at('one \n', 0)),
  ].flat();
  assert.equal(new Set([whole, ...others]).size, 5);
  // What stands before the last part says nothing: it may not be on disk any more.
  assert.deepEqual(idOf(at('eno ', 0), at('two\n', 1)), [whole]);
});

test('parts of two streams interleave', () => {
  const lines = [
    line('out 1 '),
    line('err 1 ', 'stderr'),
    line('out 2\n'),
    line('a whole one\n'),
    line('err 2\n', 'stderr'),
  ];
  const rig = new Rig().parse(makeBlock(lines.join('')));
  const documents = rig.documents();
  assert.deepEqual(messages(documents), ['out 1 out 2', 'a whole one', 'err 1 err 2']);
  assert.deepEqual(
    documents.map(({ source }) => source.log.offset),
    [0, lines.slice(0, 3).join('').length, lines[0]!.length],
  );
});

test('an unfinished event holds back its own lines only', () => {
  const lines = [line('whole\n'), line('part '), line('whole\n', 'stderr')];
  const rig = new Rig().parse(makeBlock(lines.join('')));
  const [one, two, three] = lines.map((text) => text.length) as [number, number, number];
  assert.deepEqual(rig.ranges(), [
    { key: 'KEY-OF-16-BYTES_', from: 0, to: one },
    { key: 'KEY-OF-16-BYTES_', from: one + two, to: one + two + three },
  ]);
});

test('parts sit in two generations', () => {
  const rig = new Rig();
  const old = makeSource({ key: 'OLD', path: '/old' });
  const live = makeSource({ key: 'NEW', path: '/new' });
  const first = line('before ');
  const second = line('after\n');
  rig.parse(makeBlock(first, { source: old, from: 900 }));
  rig.parse(makeBlock(second + line('next\n'), { source: live }));
  const documents = rig.documents();
  assert.deepEqual(
    documents.map(({ id }) => id),
    ['NEW.0.123456789', `NEW.${second.length}.123456789`],
  );
  assert.equal(documents[0]?.source.message, 'before after');
  assert.equal(documents[0]?.source.log.file.path, '/old');
  assert.equal(documents[0]?.source.log.offset, 900);
  assert.equal(documents[0]?.source.event, undefined);
  assert.deepEqual(rig.ranges(), [
    { key: 'OLD', from: 900, to: 900 + first.length },
    { key: 'NEW', from: 0, to: (second + line('next\n')).length },
  ]);
});

test('a rename in the middle of an event keeps the first part’s name', () => {
  const rig = new Rig();
  const first = line('before ');
  rig.parse(makeBlock(first));
  const renamed = makeSource({ container: { ...container, name: 'prod2' } });
  rig.parse(makeBlock(line('after\n') + line('next\n'), { source: renamed, from: first.length }));
  assert.deepEqual(
    rig.documents().map(({ source }) => [source.message, source.container.name]),
    [
      ['before after', 'prod1'],
      ['next', 'prod2'],
    ],
  );
});

test('two containers never share an event', () => {
  const rig = new Rig();
  const other = makeSource({ key: 'OTHER', container: { ...container, id: 'cd'.repeat(32) } });
  rig.parse(makeBlock(line('one ')));
  rig.parse(makeBlock(line('two\n'), { source: other }));
  assert.deepEqual(messages(rig.documents()), ['two']);
  assert.equal([...rig.parser.unfinished()].length, 1);
});

test('unfinished events tell where they end and whether they grow', () => {
  const rig = new Rig();
  const look = () =>
    [...rig.parser.unfinished()].map(({ containerId, stream, key, to, parts, crosses }) => ({
      containerId,
      stream,
      key,
      to,
      parts,
      crosses,
    }));
  assert.deepEqual(look(), []);
  const part = line('part ');
  rig.parse(makeBlock(part, { from: 100 }));
  const seen = {
    containerId: container.id,
    stream: 'stdout',
    key: 'KEY-OF-16-BYTES_',
    to: 100 + part.length,
    parts: 1,
    crosses: false,
  };
  assert.deepEqual(look(), [seen]);
  rig.parse(makeBlock(part, { from: 100 + part.length }));
  assert.deepEqual(look(), [{ ...seen, to: 100 + 2 * part.length, parts: 2 }]);
  rig.parse(makeBlock(part, { source: makeSource({ key: 'NEXT' }) }));
  assert.deepEqual(look(), [{ ...seen, key: 'NEXT', to: part.length, parts: 3, crosses: true }]);
  rig.parse(makeBlock(line('end\n'), { source: makeSource({ key: 'NEXT' }), from: part.length }));
  assert.deepEqual(look(), []);
});

test('finish makes a document of what is there', () => {
  const rig = new Rig();
  rig.parse(makeBlock(line('last words') + line('last error', 'stderr')));
  rig.parser.finish(container.id, 'stderr', rig.writer);
  assert.deepEqual(messages(rig.documents()), ['last error']);
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.deepEqual(messages(rig.documents()), ['last error', 'last words']);
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.equal(rig.documents().length, 2);
  assert.equal([...rig.parser.unfinished()].length, 0);
});

test('last words without newline are parsed too', () => {
  const rig = new Rig();
  rig.parse(makeBlock(line('192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12')));
  rig.parser.finish(container.id, undefined, rig.writer);
  assert.equal(rig.documents()[0]?.source.ip, '192.0.2.7');
});

test('a boundary ends an event at the same place when it is read again', () => {
  const parts = [line('one '), line('two '), line('three '), line('four\n')];
  const boundary = parts[0]!.length + parts[1]!.length;
  const first = new Rig();
  first.parse(makeBlock(parts[0]! + parts[1]!));
  assert.equal([...first.parser.unfinished()][0]?.to, boundary);
  first.parser.finish(container.id, 'stdout', first.writer);
  first.parse(makeBlock(parts[2]! + parts[3]!, { from: boundary }));

  const again = new Rig();
  again.parse(
    makeBlock(parts.join(''), { source: makeSource({ notes: { ...NO_NOTES, boundaries: [3, boundary] } }) }),
  );
  assert.deepEqual(messages(again.documents()), ['one two ', 'three four']);
  assert.deepEqual(again.documents(), first.documents());
  assert.deepEqual(again.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: parts.join('').length }]);
});

test('a part shorter than the full buffer of Docker is the last of its stream: what follows is the next run', () => {
  const PART = 16 * 1024;
  const line = (log: string) => `${JSON.stringify({ log, stream: 'stdout', time: TIME })}\n`;
  const full = 'f'.repeat(PART);
  const accents = 'é'.repeat(PART / 2);
  const texts = ['last words', full, 'end\n', full, 'short end', 'next run\n', accents, '\n'];
  const documents = parseText(texts.map(line).join(''), { envelope: new DockerEnvelope(PART) });
  assert.deepEqual(
    documents.map(({ source }) => source.message),
    ['last words', `${full}end`, `${full}short end`, 'next run', accents],
  );
});

test('an event that is dropped comes again as if it had not been read', () => {
  const rig = new Rig();
  const text = line('one\n') + line('err ', 'stderr') + line('two ');
  rig.parse(makeBlock(text));
  const events = new Map([...rig.parser.unfinished()].map((event) => [event.stream, event]));
  assert.equal(rig.parser.drop(events.get('stdout')!), line('two ').length);
  assert.equal(rig.parser.drop(events.get('stdout')!), 0, 'it is gone');
  assert.deepEqual(
    [...rig.parser.unfinished()].map(({ stream }) => stream),
    ['stderr'],
  );
  assert.equal(rig.parser.drop(events.get('stderr')!), line('err ', 'stderr').length);
  rig.parse(makeBlock(text + line('new end\n') + line('end\n', 'stderr')));
  assert.deepEqual(messages(rig.documents()), ['one', 'one', 'two new end', 'err end']);
});

test('an event goes on behind lines that are not handed on again, and behind lines of no stream and cut ones', () => {
  const rig = new Rig().parse(makeBlock(line('one ')));
  rig.parse(makeBlock('junk\n', { from: 1000 })).parse(makeBlock('piece', { from: 2000, cut: true }));
  rig.parse(makeBlock(line('two\n'), { from: 3000 }));
  assert.deepEqual(messages(rig.documents()), ['junk', 'piece', 'one two']);
  assert.deepEqual(rig.ranges().slice(-2), [
    { key: 'KEY-OF-16-BYTES_', from: 0, to: line('one ').length },
    { key: 'KEY-OF-16-BYTES_', from: 3000, to: 3000 + line('two\n').length },
  ]);
});
