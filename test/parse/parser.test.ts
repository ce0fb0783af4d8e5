import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOfBytes } from '../../src/parse/check.ts';
import type { Crossing } from '../../src/tail/block.ts';
import { container, documentsOf, makeBlock, makeSource, parseText, Rig, TIME } from './rig.ts';

const line = (log: string, stream = 'stdout', time = TIME) => `${JSON.stringify({ log, stream, time })}\n`;
const messages = (documents: { source: { message?: string } }[]) =>
  documents.map(({ source }) => source.message);

test('a whole document', () => {
  assert.deepEqual(parseText(line('hello\n', 'stderr')), [
    {
      id: 'KEY-OF-16-BYTES_.0.123456789',
      source: {
        message: 'hello',
        stream: 'stderr',
        '@timestamp': TIME,
        log: { offset: 0, file: { path: '/containers/ab/ab-json.log' } },
        container: {
          id: container.id,
          name: 'prod1',
          image: 'nginx:1.27',
          labels: { com_example_team: 'shop' },
        },
        host: { name: 'host1' },
      },
    },
  ]);
});

/** CRC-32 of `junk`. */
const JUNK_CHECK = 'x06fb9c39';

test('lines of both ways keep their order and offsets', () => {
  const lines = [
    line('fast\n'),
    'junk\n',
    line('fast again\n'),
    ` ${line('white space\n')}`,
    `{"log":"no stream\\n","time":"${TIME}"}\n`,
    `{"log":"with attrs\\n","stream":"stdout","attrs":{"tag":"t"},"time":"${TIME}"}\n`,
    line('last\n'),
  ];
  const rig = new Rig().parse(makeBlock(lines.join(''), { from: 10_000 }));
  const documents = rig.documents();
  assert.deepEqual(messages(documents), [
    'fast',
    'junk',
    'fast again',
    'white space',
    'no stream',
    'with attrs',
    'last',
  ]);
  let offset = 10_000;
  for (const [i, { id }] of documents.entries()) {
    assert.equal(id, `KEY-OF-16-BYTES_.${offset}.${i === 1 ? JUNK_CHECK : '123456789'}`);
    offset += lines[i]!.length;
  }
  assert.deepEqual(rig.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 10_000, to: offset }]);
  assert.equal('stream' in documents[4]!.source, false);
});

test('a line without stream, text or both', () => {
  const rig = new Rig().parse(makeBlock(`{"time":"${TIME}"}\n{"log":"\\n","time":"${TIME}"}\n`));
  assert.deepEqual(messages(rig.documents()), [''], 'the empty part and the newline are one empty line');
  assert.deepEqual(messages(parseText(line('\r\n'))), ['']);
});

test('a combined line is parsed whichever way it is read', () => {
  const log = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /ä HTTP/1.1" 200 12 "-" "curl"\n';
  const spaced = ` ${line(log)}`;
  const [fast, slow] = parseText(line(log) + spaced);
  assert.equal(fast?.source.request, 'GET /ä HTTP/1.1');
  assert.equal('message' in fast!.source, false);
  assert.deepEqual({ ...slow!.source, log: undefined }, { ...fast!.source, log: undefined });
});

test('parts are joined under the first one’s offset and time; their lines settle with the document', () => {
  const parts = [
    line('one ', 'stdout', '2024-06-10T06:00:00Z'),
    line('two ', 'stdout', '2024-06-10T06:00:01Z'),
    line('three\n', 'stdout', '2024-06-10T06:00:02Z'),
  ];
  const rig = new Rig();
  rig.parse(makeBlock(parts[0]! + parts[1]!, { from: 50 }));
  assert.deepEqual(rig.documents(), []);
  assert.deepEqual(rig.spans(), []);
  rig.parse(makeBlock(parts[2]!, { from: 50 + parts[0]!.length + parts[1]!.length }));
  const [document, ...more] = rig.documents();
  assert.equal(more.length, 0);
  assert.match(document?.id ?? '', /^KEY-OF-16-BYTES_\.50\.x[\da-f]{8}$/);
  assert.equal(document?.source.message, 'one two three');
  assert.equal(document?.source['@timestamp'], '2024-06-10T06:00:00Z');
  assert.deepEqual(rig.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 50, to: 50 + parts.join('').length }]);
  assert.equal(rig.batches[0]!.newest, '2024-06-10T06:00:02Z');
});

test('an event with other parts behind its first one is another document', () => {
  const at = (log: string, second: number) => line(log, 'stdout', `2024-06-10T06:00:0${second}.5Z`);
  const idOf = (...lines: string[]) => parseText(lines.join('')).map(({ id }) => id);
  const [whole] = idOf(at('one ', 0), at('two\n', 1));
  assert.deepEqual(idOf(at('one ', 0), at('two\n', 1)), [whole]);
  const others = [
    idOf(at('one ', 0), at('too\n', 1)),
    idOf(at('one ', 0), at('two\n', 2)),
    idOf(at('one ', 0), at('two ', 1), at('three\n', 1)),
    idOf(at('one \n', 0)),
  ].flat();
  assert.equal(new Set([whole, ...others]).size, 5);
  for (const id of others) assert.match(id, /^KEY-OF-16-BYTES_\.0\./);
});

test('other lines at the same offset have other ids, whatever they are', () => {
  const idsOf = (text: string | Buffer) => parseText(text).map(({ id }) => id);
  const good = line('good\n');
  const inBlocks = new Rig().parse(makeBlock(good)).parse(makeBlock('{"log":"cut', { from: good.length }));
  const together = idsOf(`${good}{"log":"cut`);
  assert.deepEqual(
    inBlocks.documents().map(({ id }) => id),
    together,
  );
  const variants = [
    together[1],
    ...idsOf(`${good}{"log":"cuts\n`).slice(1),
    ...idsOf(good + line('good\n', 'stdout', '2024-06-10T06:13:20.12345678Z')).slice(1),
    ...idsOf(good + line('good\n', 'stdout', '2024-06-10T06:13:20Z')).slice(1),
  ];
  assert.equal(new Set(variants).size, 4);
  for (const id of variants) assert.ok(id?.startsWith(`KEY-OF-16-BYTES_.${good.length}.`));
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
  assert.deepEqual(rig.spans(), [
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
    [`OLD.900.${checkOfBytes(`${TIME} ${TIME} before after\n`)}`, `NEW.${second.length}.123456789`],
  );
  assert.equal(documents[0]?.source.message, 'before after');
  assert.equal(documents[0]?.source.log.file.path, '/old');
  assert.deepEqual(rig.batches[0]!.spans, [
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
    [...rig.parser.unfinished()].map(({ containerId, stream, key, to, parts }) => ({
      containerId,
      stream,
      key,
      to,
      parts,
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
  };
  assert.deepEqual(look(), [seen]);
  rig.parse(makeBlock(part, { from: 100 + part.length }));
  assert.deepEqual(look(), [{ ...seen, to: 100 + 2 * part.length, parts: 2 }]);
  rig.parse(makeBlock(line('end\n'), { from: 100 + 2 * part.length }));
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
  again.parse(makeBlock(parts.join(''), { source: makeSource({ boundaries: [3, boundary] }) }));
  assert.deepEqual(messages(again.documents()), ['one two ', 'three four']);
  assert.deepEqual(again.documents(), first.documents());
  assert.deepEqual(again.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: parts.join('').length }]);
});

test('the rest of an event whose beginning is gone bears the id of the whole one, and is marked', () => {
  const crossings: Crossing[] = [];
  const first = new Rig({ onCrossing: (_, crossing) => crossings.push(crossing) });
  const older = makeSource({ key: 'OLDER' });
  const rest = line('between\n', 'stderr') + line('two ') + line('three\n');
  first.parse(makeBlock(line('one '), { source: older })).parse(makeBlock(rest + line('four\n')));
  const [, whole] = first.documents();
  assert.equal(whole?.source.message, 'one two three');
  assert.deepEqual(crossings, [{ to: rest.length, time: TIME, id: whole.id }]);

  const again = (changes: Partial<Crossing>) => {
    const source = makeSource({ crossings: [{ to: rest.length, time: TIME, id: whole.id, ...changes }] });
    return new Rig().parse(makeBlock(rest + line('four\n'), { source })).documents();
  };
  const [between, second, four] = again({});
  assert.deepEqual([between, four], [first.documents()[0], first.documents()[2]]);
  assert.equal(second?.id, whole.id);
  assert.deepEqual([second.source.message, second.source.event], ['two three', { cut: true }]);
  // Another line stands there now.
  assert.notEqual(again({ time: TIME.replace('9Z', '8Z') })[1]?.id, whole.id);

  const present = new Rig();
  const source = makeSource({ crossings });
  present
    .parse(makeBlock(line('one '), { source: older }))
    .parse(makeBlock(rest + line('four\n'), { source }));
  assert.deepEqual(present.documents(), first.documents());
});

test('the rest of an event whose beginning is gone may be one whole line, or go on in a third generation', () => {
  const crossings: [string, Crossing][] = [];
  const first = new Rig({ onCrossing: (key, crossing) => crossings.push([key, crossing]) });
  const blocks = ['A', 'B', 'C'].map((key) => {
    return (known: boolean) =>
      makeBlock(key === 'C' ? line('three\n') : line('more '), {
        source: makeSource({
          key,
          ...(known && { crossings: crossings.filter(([of]) => of === key).map(([, one]) => one) }),
        }),
      });
  });
  for (const block of blocks) first.parse(block(false));
  const [whole] = first.documents();
  assert.deepEqual(
    crossings.map(([key]) => key),
    ['C'],
  );
  for (const left of [blocks.slice(1), blocks.slice(2)]) {
    const again = new Rig();
    for (const block of left) again.parse(block(true));
    assert.deepEqual(
      again.documents().map(({ id }) => id),
      [whole?.id],
    );
  }
});

test('the rest of an event that is kept as a dead letter settles without a document', () => {
  const rest = line('two\n');
  const crossings = [{ to: rest.length, time: TIME, id: 'OLDER.0.x12345678' }];
  const rig = new Rig({ isLetter: (id) => id === 'OLDER.0.x12345678' });
  rig.parse(makeBlock(rest + line('three\n'), { source: makeSource({ crossings }) }));
  assert.deepEqual(messages(rig.documents()), ['three']);
  assert.equal(rig.spans()[0]?.from, 0);
});

test('of an event that is cut at the longest a line may be over a rotation, the rest has the id of that piece', () => {
  const crossings: Crossing[] = [];
  const options = {
    maxEventBytes: 10,
    onCrossing: (_: string, crossing: Crossing) => crossings.push(crossing),
  };
  const text = line('bbbbb') + line('ccccc') + line('d\n');
  const first = new Rig(options);
  first.parse(makeBlock(line('aaaaa'), { source: makeSource({ key: 'OLDER' }) })).parse(makeBlock(text));
  const before = first.documents();
  assert.deepEqual(messages(before), ['aaaaabbbbb', 'cccccd']);
  const again = new Rig(options).parse(
    makeBlock(text, { source: makeSource({ crossings: [...crossings] }) }),
  );
  assert.deepEqual(
    again.documents().map(({ id }) => id),
    before.map(({ id }) => id),
  );
});

test('a generation that is read again: its spans are dropped from every batch, its unfinished events come again', () => {
  const rig = new Rig();
  const other = makeSource({ key: 'OTHER' });
  const text = line('one\n') + line('two ');
  rig.parse(makeBlock(line('elsewhere\n'), { source: other })).parse(makeBlock(text));
  const [sealed] = [rig.writer.seal()!];
  rig.parse(makeBlock(line('err\n', 'stderr'), { from: text.length }));
  rig.parser.restart(container.id, 'KEY-OF-16-BYTES_', rig.writer);
  assert.deepEqual(
    sealed.spans.map(({ key }) => key),
    ['OTHER'],
  );
  assert.deepEqual([...rig.parser.unfinished()], []);
  rig.parse(makeBlock(text + line('new end\n')));
  const batch = rig.writer.seal()!;
  const end = (text + line('new end\n')).length;
  assert.deepEqual(batch.spans, [{ key: 'KEY-OF-16-BYTES_', from: 0, to: end }]);
  assert.deepEqual(
    documentsOf(batch).map(({ source }) => source.message),
    ['err', 'one', 'two new end'],
  );
  const ids = [sealed, batch].flatMap(documentsOf).map(({ id }) => id);
  assert.equal(ids[1], ids[3], 'what is still there has its old id');
});

test('an event that began in another generation ends when its own is read again', () => {
  const rig = new Rig();
  const old = makeSource({ key: 'OLD' });
  rig.parse(makeBlock(line('begun ', 'stdout'), { source: old }));
  rig.parse(makeBlock(line('went on ')));
  rig.parser.restart(container.id, 'KEY-OF-16-BYTES_', rig.writer);
  assert.deepEqual(messages(rig.documents()), ['begun went on ']);
  assert.deepEqual(
    rig.spans().map(({ key }) => key),
    ['OLD'],
  );
});

test('an event of another generation stays when one is read again', () => {
  const rig = new Rig().parse(makeBlock(line('one ')));
  rig.parser.restart(container.id, 'OTHER', rig.writer);
  rig.parse(makeBlock(line('two\n'), { from: line('one ').length }));
  assert.deepEqual(messages(rig.documents()), ['one two']);
});

test('an event beyond the limit is cut there, and its rest is an event', () => {
  const parts = [line('1234567890'), line('1234567890'), line('1234567890'), line('end\n')];
  const rig = new Rig({ maxEventBytes: 25 }).parse(makeBlock(parts.join('')));
  const documents = rig.documents();
  assert.deepEqual(
    documents.map(({ source }) => [source.message, source.event]),
    [
      ['12345678901234567890', { cut: true }],
      ['1234567890end', undefined],
    ],
  );
  assert.equal(documents[1]?.source.log.offset, parts[0]!.length * 2);
  const again = new Rig({ maxEventBytes: 25 });
  again.parse(makeBlock(parts.slice(2).join(''), { from: parts[0]!.length * 2 }));
  assert.deepEqual(again.documents(), documents.slice(1), 'the rest read alone is the same document');
});

test('an event whose rest beyond the limit has settled is cut at the same place when it is read again', () => {
  const cut = [line('1234567890'), line('other ', 'stderr'), line('1234567890')].join('');
  const rest = [line('1234567890'), line('end\n')].join('');
  const next = [line('x\n'), line('way\n', 'stderr')].join('');
  const options = { maxEventBytes: 25 };
  const whole = new Rig(options).parse(makeBlock(cut + rest + next)).documents();
  const again = new Rig(options).parse(makeBlock(cut));
  again.parser.passOver(makeBlock(rest, { from: cut.length }), again.writer);
  again.parse(makeBlock(next, { from: cut.length + rest.length }));
  assert.deepEqual(messages(again.documents()), ['12345678901234567890', 'x', 'other way']);
  assert.deepEqual(
    again.documents(),
    whole.filter(({ source }) => source.message !== '1234567890end'),
  );
});

test('an event goes on behind settled lines of other streams, of no stream and of cut lines', () => {
  const rig = new Rig().parse(makeBlock(line('one ')));
  const passed = `${line('other\n', 'stderr')}junk\n`;
  rig.parser.passOver(makeBlock(passed, { from: 1000 }), rig.writer);
  rig.parser.passOver(makeBlock(line('piece'), { from: 2000, cut: true }), rig.writer);
  rig.parse(makeBlock(line('two\n'), { from: 3000 }));
  assert.deepEqual(messages(rig.documents()), ['one two']);
});

test('a single part beyond the limit is one event', () => {
  const documents = parseText(line('1234567890') + line('x\n'), { maxEventBytes: 5 });
  assert.deepEqual(messages(documents), ['1234567890', 'x']);
});

test('a malformed line is shipped raw, with the last good time of its generation', () => {
  const [first, , third] = parseText(`not yet\n${line('good\n')}{"log":"cut o\n`);
  assert.deepEqual(first?.source.event, { malformed: true });
  assert.equal(first?.source.message, 'not yet');
  assert.equal('@timestamp' in first!.source, false);
  assert.equal('stream' in first!.source, false);
  assert.equal(third?.source.message, '{"log":"cut o');
  assert.equal(third?.source['@timestamp'], TIME);
});

test('the last good time lasts from block to block, whichever way read it', () => {
  for (const good of [line('good\n'), ` ${line('good\n')}`]) {
    const rig = new Rig();
    const source = makeSource();
    rig.parse(makeBlock(good, { source }));
    rig.parse(makeBlock('junk\n', { source, from: good.length }));
    assert.equal(rig.documents()[1]?.source['@timestamp'], TIME);
  }
});

test('a malformed line comes between parts without ending them', () => {
  const documents = parseText(`${line('one ')}junk\n${line('two\n')}`);
  assert.deepEqual(messages(documents), ['junk', 'one two']);
});

test('bytes that are not UTF-8 are replaced, and kept in base64', () => {
  const bad = Buffer.from([0x61, 0xff, 0xfe, 0x62, 0xc3]);
  const rig = new Rig().parse(
    makeBlock(Buffer.concat([Buffer.from(line('good\n')), bad, Buffer.from(`\n${line('good\n')}`)])),
  );
  const [before, document, after] = rig.documents();
  assert.equal(before?.source.message, 'good');
  assert.equal(after?.source.message, 'good');
  assert.equal(document?.source.message, 'a\ufffd\ufffdb\ufffd');
  assert.deepEqual(document?.source.event, { malformed: true, original_base64: bad.toString('base64') });
});

test('at most 4 KiB are kept in base64', () => {
  const bad = Buffer.alloc(10_000, 0xff);
  const [document] = parseText(Buffer.concat([bad, Buffer.from('\n')]));
  assert.equal(Buffer.from(document!.source.event.original_base64, 'base64').length, 4096);
  assert.equal(document?.source.message.length, 10_000);
});

test('an envelope with a byte that is not UTF-8 is no JSON, whatever else it says', () => {
  const bytes = Buffer.from(line('a?b\n'));
  bytes[bytes.indexOf('?')] = 0xff;
  const [document] = parseText(bytes);
  assert.equal(document?.source.event.malformed, true);
  assert.equal(document?.source.message, bytes.toString().slice(0, -1));
});

test('a junk line cannot make lines or fields of its own', () => {
  const junk = '"}\r{"create":{"_id":"evil"}}\u2028{"message":"\\"';
  const documents = parseText(`${junk}\n`);
  assert.equal(documents.length, 1);
  assert.equal(documents[0]?.source.message, junk);
});

test('NULs before a line belong to no line: its offset is the same wherever the reader skipped them', () => {
  const text = line('good\n');
  const hole = Buffer.concat([Buffer.alloc(500), Buffer.from(text)]);
  const whole = new Rig().parse(makeBlock(hole));
  const skipped = new Rig();
  const source = makeSource();
  skipped.parser.skip(source, 0, 500, skipped.writer);
  skipped.parse(makeBlock(text, { source, from: 500 }));
  assert.deepEqual(whole.documents(), skipped.documents());
  assert.equal(whole.documents()[0]?.id, 'KEY-OF-16-BYTES_.500.123456789');
  assert.deepEqual(whole.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: 500 + text.length }]);
  assert.deepEqual(skipped.spans(), whole.spans());
});

test('blank lines and NULs alone settle without a document', () => {
  const rig = new Rig().parse(makeBlock(`\n\n\0\0\0\n${line('good\n')}\0\0`));
  assert.deepEqual(messages(rig.documents()), ['good']);
  assert.deepEqual(rig.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 0, to: 8 + line('good\n').length }]);
});

test('the last line of an ended generation may have no LF', () => {
  const whole = line('good\n').slice(0, -1);
  assert.deepEqual(messages(parseText(line('first\n') + whole)), ['first', 'good']);
  const [cut] = parseText('{"log":"cut o');
  assert.equal(cut?.source.event.malformed, true);
  assert.deepEqual(parseText(''), []);
});

test('a piece of an overlong line is one document', () => {
  const piece = makeBlock('x'.repeat(3_000_000), { from: 77, cut: true });
  const rig = new Rig().parse(piece);
  const documents = rig.documents();
  assert.equal(documents.length, 1);
  assert.equal(documents[0]?.id, `KEY-OF-16-BYTES_.77.${checkOfBytes('x'.repeat(3_000_000))}`);
  assert.equal(documents[0]?.source.message.length, 3_000_000);
  assert.deepEqual(documents[0]?.source.event, { malformed: true, cut: true });
  assert.deepEqual(rig.spans(), [{ key: 'KEY-OF-16-BYTES_', from: 77, to: 3_000_077 }]);
});

test('lines that match nothing are dropped by choice; malformed and cut ones never', () => {
  const access = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12\n';
  const text = `${line('hello\n')} ${line('slow\n')}${line(access)}junk\n${line('part ')}${line('end\n')}`;
  const rig = new Rig({ unmatched: 'drop' }).parse(makeBlock(text));
  assert.deepEqual(
    rig.documents().map(({ source }) => source.ip ?? source.message),
    ['192.0.2.7', 'junk'],
  );
  const settled = rig.spans().reduce((sum, span) => sum + span.to - span.from, 0);
  assert.equal(settled, text.length);
});

test('a full batch is handed on in the middle of a block with the spans of its documents', () => {
  const lines = Array.from({ length: 500 }, (_, i) => line(`line ${i}\n`, i % 2 ? 'stdout' : 'stderr'));
  const rig = new Rig({}, 4000).parse(makeBlock(lines.join('')));
  const documents = rig.documents();
  assert.ok(rig.batches.length > 10);
  assert.deepEqual(
    messages(documents),
    lines.map((_, i) => `line ${i}`),
  );
  for (const batch of rig.batches) {
    assert.ok(batch.length <= 4000);
    assert.equal(batch.spans.length, 1);
    const offsets = documentsOf(batch).map(({ source }) => source.log.offset);
    assert.equal(batch.spans[0]!.from, offsets[0]);
    assert.ok(batch.spans[0]!.to > offsets.at(-1)!);
  }
});

test('lone surrogates cannot reach the body', () => {
  const [document] = parseText(`{"log":"a\\ud800b\\n","stream":"stdout","time":"${TIME}"}\n`);
  assert.equal(document?.source.message, 'a\ufffdb');
});

test('offsets beyond 32 bits', () => {
  const from = 5_000_000_000_123;
  const rig = new Rig().parse(makeBlock(line('fast\n') + line('part ') + line('end\n'), { from }));
  const check = checkOfBytes(`${TIME} ${TIME} part end\n`);
  assert.deepEqual(
    rig.documents().map(({ id }) => id),
    [`KEY-OF-16-BYTES_.${from}.123456789`, `KEY-OF-16-BYTES_.${from + line('fast\n').length}.${check}`],
  );
});

test('a part shorter than the full buffer of Docker is the last of its stream: what follows is the next run', () => {
  const PART = 16 * 1024;
  const line = (log: string) => `${JSON.stringify({ log, stream: 'stdout', time: TIME })}\n`;
  const full = 'f'.repeat(PART);
  const accents = 'é'.repeat(PART / 2);
  const texts = ['last words', full, 'end\n', full, 'short end', 'next run\n', accents, '\n'];
  const documents = parseText(texts.map(line).join(''), { partBytes: PART });
  assert.deepEqual(
    documents.map(({ source }) => source.message),
    ['last words', `${full}end`, `${full}short end`, 'next run', accents],
  );
});
