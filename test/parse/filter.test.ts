import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DROPPED, type Filter, KEPT } from '../../src/parse/filter.ts';
import { UNSURE } from '../../src/parse/formats/format.ts';
import { envelope } from '../support/docker-envelope.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import { container, makeBlock, Rig, TIME } from './rig.ts';

const access = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 5';

const line = (text: string, stream = 'stdout') => envelope(Buffer.from(text), stream as 'stdout', TIME);

/** Each line for the fast way, and once more with a space at its end, which leaves it to the reference. */
const bothWays = (lines: readonly string[]) => lines.flatMap((each) => [each, each.replace('\n', ' \n')]);

function parsed(lines: readonly string[], filter?: Filter): Rig {
  const rig = new Rig({ maxEventBytes: 100, ...(filter && { filter }) });
  rig.parse(makeBlock(bothWays(lines).join('')));
  rig.parser.finish(container.id, undefined, rig.writer);
  return rig;
}

function assertAllSettled(rig: Rig, lines: readonly string[]): void {
  const bytes = Buffer.byteLength(bothWays(lines).join(''));
  assert.deepEqual(
    rig.spans().map(({ from, to }) => [from, to]),
    [[0, bytes]],
  );
}

const messages = (rig: Rig) => rig.documents().map(({ source }) => source.message ?? source.ip);

/** Leaves what is the same in all documents as it is. */
const others: Pick<Filter, 'needsText' | 'drops' | 'metadata'> = {
  needsText: false,
  drops: () => false,
  metadata: (_path, value) => value,
};

const dropStderr: Filter = {
  ...others,
  read: (content) => (content.stream === 'stderr' ? DROPPED : content),
  copy: ({ stream }) => (stream === 'stderr' ? DROPPED : KEPT),
};

/** Hides addresses; it has no fast way of its own. */
const hideAddresses: Filter = {
  ...others,
  read: (content) => ({ ...content, fields: content.fields.replaceAll('192.0.2.7', '192.0.2.x') }),
  copy: () => UNSURE,
};

test('without a filter every document ships', () => {
  const lines = [line('a\n'), line('b\n', 'stderr')];
  assert.deepEqual(messages(parsed(lines)), ['a', 'a', 'b', 'b']);
});

test('unmatched lines are dropped, and settle', () => {
  const lines = [line('a\n'), line(`${access}\n`), line('b\n')];
  const rig = parsed(lines, dropUnmatched);
  assert.deepEqual(messages(rig), ['192.0.2.7', '192.0.2.7']);
  assertAllSettled(rig, lines);
});

test('malformed lines and pieces are not unmatched', () => {
  const rig = parsed(['junk\n', line('x'.repeat(90)), line('y\n')], dropUnmatched);
  const marks = rig.documents().map(({ source }) => source.event);
  assert.ok(marks.length > 3);
  assert.ok(marks.every((mark) => mark?.malformed === true || mark?.cut === true));
});

test('a filter by stream: its lines settle and ship nothing, parts of one event included', () => {
  const lines = [
    line('a\n'),
    line('b\n', 'stderr'),
    line('c ', 'stderr'),
    line('d\n', 'stderr'),
    line('e\n'),
  ];
  const rig = parsed(lines, dropStderr);
  assert.deepEqual(messages(rig), ['a', 'a', 'e', 'e']);
  assertAllSettled(rig, lines);
});

test('a filter may change documents, by the reference alone', () => {
  const lines = [line(`${access}\n`), line('from 192.0.2.7\n')];
  const rig = parsed(lines, hideAddresses);
  assert.deepEqual(messages(rig), ['192.0.2.x', '192.0.2.x', 'from 192.0.2.x', 'from 192.0.2.x']);
  assertAllSettled(rig, lines);
});

test('a document of which a filter has left no fields is one all the same', () => {
  const removeFields: Filter = {
    ...others,
    read: (content) => ({ ...content, fields: '' }),
    copy: () => UNSURE,
  };
  const [document] = parsed([line('a\n')], removeFields).documents();
  assert.deepEqual(Object.keys(document?.source), ['stream', '@timestamp', 'log', 'container', 'host']);
});
