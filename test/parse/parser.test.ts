import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OPTIONAL_FIELDS } from '../../src/parse/schemas/names.ts';
import { combinedLines, seededRandom } from '../support/lines.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import {
  container,
  documentsOf,
  line,
  makeBlock,
  makeSource,
  messages,
  parseText,
  Rig,
  TIME,
} from './rig.ts';

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
  assert.deepEqual(rig.ranges(), [{ key: 'KEY-OF-16-BYTES_', from: 10_000, to: offset }]);
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

test('lines that match nothing are dropped by choice; malformed and cut ones never', () => {
  const access = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12\n';
  const text = `${line('hello\n')} ${line('slow\n')}${line(access)}junk\n${line('part ')}${line('end\n')}`;
  const rig = new Rig({ filter: dropUnmatched }).parse(makeBlock(text));
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

test('optional fields: without them a document is the same but for these, whichever way its line went', () => {
  const text = `${line('fast\n')} ${line('decoded\n')}junk\n${line('192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 12\n')}`;
  const whole = parseText(text);
  for (let chosen = 0; chosen < 2 ** OPTIONAL_FIELDS.length; chosen++) {
    const optionalFields = OPTIONAL_FIELDS.filter((_, i) => (chosen >> i) & 1);
    const rig = new Rig({ optionalFields }).parse(makeBlock(text));
    const expected = structuredClone(whole);
    for (const { source } of expected) {
      if (!optionalFields.includes('container.id')) delete source.container.id;
      if (!optionalFields.includes('log.file.path')) delete source.log.file;
      if (!optionalFields.includes('log.offset')) delete source.log.offset;
      if (Object.keys(source.log).length === 0) delete source.log;
    }
    assert.deepEqual(rig.documents(), expected, optionalFields.join());
  }
});

test('an access line becomes at most 1.9 times as many bytes on the wire', () => {
  const id = 'c0ffee'.repeat(11).slice(0, 64);
  const source = makeSource({
    container: { id, name: 'prod1', image: 'nginx:1.27', labels: { 'com.docker.compose.project': 'shop' } },
    path: `/var/lib/docker/containers/${id}/${id}-json.log`,
  });
  const make = combinedLines(seededRandom(1));
  const text = Array.from({ length: 1000 }, (_, i) => line(`${make(`t${i}`).text}\n`)).join('');
  const rig = new Rig({ optionalFields: [] }).parse(makeBlock(text, { source, from: 100_000 }));
  rig.documents();
  const bytes = rig.batches.reduce((sum, { length }) => sum + length, 0);
  assert.ok(bytes / text.length <= 1.9, `${bytes / text.length}`);
});

test('lone surrogates cannot reach the body', () => {
  const [document] = parseText(`{"log":"a\\ud800b\\n","stream":"stdout","time":"${TIME}"}\n`);
  assert.equal(document?.source.message, 'a\ufffdb');
});

test('offsets beyond 32 bits', () => {
  const from = 5_000_000_000_123;
  const rig = new Rig().parse(makeBlock(line('fast\n') + line('part ') + line('end\n'), { from }));
  assert.deepEqual(
    rig.documents().map(({ id }) => id),
    [
      `KEY-OF-16-BYTES_.${from}.123456789`,
      `KEY-OF-16-BYTES_.${from + line('fast\n').length + line('part ').length}.123456789`,
    ],
  );
});
