import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_NOTES } from '../../src/log/notes.ts';
import { dropUnmatched } from './drop-unmatched.ts';
import { container, line, makeBlock, makeSource, messages, parseText, Rig } from './rig.ts';

const KEY = 'KEY-OF-16-BYTES_';
const TEN = '1234567890';
const ACCESS = '192.0.2.7 - - [17/May/2015:10:05:03 +0000] "GET /forged HTTP/1.1" 200 12 "-" "-"';
const cut = { cut: true };

const seen = (rig: Rig) =>
  rig.documents().map(({ source: { message, event, ip } }) => ({
    message,
    cut: event?.cut === true,
    ...(ip !== undefined && { ip }),
  }));

test('a text beyond the limit is cut there, and each of its pieces is marked', () => {
  const parts = Array.from({ length: 6 }, (_, i) => line(`${i}234567890`));
  const rig = new Rig({ maxEventBytes: 25 }).parse(
    makeBlock(parts.join('') + line('end\n') + line('next\n')),
  );
  assert.deepEqual(seen(rig), [
    { message: '02345678901234567890', cut: true },
    { message: '22345678903234567890', cut: true },
    { message: '42345678905234567890end', cut: true },
    { message: 'next', cut: false },
  ]);
  const at = (count: number) => line(TEN).length * count;
  assert.deepEqual(
    rig.documents().map(({ id, source }) => [id, source.log.offset]),
    [
      [`${KEY}.${at(1)}.123456789`, 0],
      [`${KEY}.${at(3)}.123456789`, at(2)],
      [`${KEY}.${at(6)}.123456789`, at(4)],
      [`${KEY}.${at(6) + line('end\n').length}.123456789`, at(6) + line('end\n').length],
    ],
  );
  assert.deepEqual(rig.noted.of(KEY), {
    boundaries: [],
    cuts: [at(2), at(4)],
    rests: [
      { stream: 'stdout', at: at(2) },
      { stream: 'stdout', at: at(4) },
    ],
  });
});

test('a long text can’t end in forged fields: no piece of it is parsed', () => {
  for (const end of [`${ACCESS}\n`, ACCESS]) {
    const rig = new Rig({ maxEventBytes: 100 });
    rig.parse(makeBlock(line('x'.repeat(90)) + line(end)));
    rig.parser.finish(container.id, undefined, rig.writer);
    assert.deepEqual(seen(rig), [
      { message: 'x'.repeat(90), cut: true },
      { message: ACCESS, cut: true },
    ]);
  }
  // Nor does it begin or go on in some.
  const rig = new Rig({ maxEventBytes: 100 });
  rig.parse(makeBlock([ACCESS, ACCESS, ACCESS, '\n'].map((log) => line(log)).join('') + line(`${ACCESS}\n`)));
  assert.deepEqual(seen(rig), [
    { message: ACCESS, cut: true },
    { message: ACCESS, cut: true },
    { message: ACCESS, cut: true },
    { message: undefined, cut: false, ip: '192.0.2.7' },
  ]);
});

test('a long text’s pieces are shipped whatever becomes of lines that match nothing', () => {
  const rig = new Rig({ maxEventBytes: 15, filter: dropUnmatched });
  rig.parse(makeBlock(line(TEN) + line(TEN) + line('end\n') + line('dropped\n')));
  assert.deepEqual(messages(rig.documents()), [TEN, `${TEN}end`]);
});

test('a piece whose beginning was delivered is the same document when it is read again alone', () => {
  const parts = [line(TEN), line(TEN), line(`${ACCESS}\n`)];
  const next = line('next\n');
  const options = { maxEventBytes: 100 };
  const rig = new Rig(options).parse(makeBlock(parts.join('') + next));
  const whole = rig.documents();
  assert.deepEqual(
    whole.map(({ source }) => source.event),
    [cut, cut, undefined],
  );
  const from = parts[0]!.length + parts[1]!.length;
  const source = makeSource({ notes: rig.noted.of(KEY) });
  const again = new Rig(options).parse(makeBlock(parts[2] + next, { source, from }));
  assert.deepEqual(again.documents(), whole.slice(1));
  // Without the note it would be an access line: whoever printed the text chose its fields.
  const unknown = new Rig(options).parse(makeBlock(parts[2] + next, { from }));
  assert.equal(unknown.documents()[0]?.source.ip, '192.0.2.7');
});

test('a text whose rest beyond the limit has settled is cut at the same place when it is read again', () => {
  const begin = [line(TEN), line('other ', 'stderr'), line(TEN)].join('');
  const rest = [line(TEN), line('end\n')].join('');
  const next = [line('x\n'), line('way\n', 'stderr')].join('');
  const options = { maxEventBytes: 25 };
  const rig = new Rig(options).parse(makeBlock(begin + rest + next));
  const whole = rig.documents();
  const source = makeSource({ notes: rig.noted.of(KEY) });
  const again = new Rig(options).parse(makeBlock(begin, { source }));
  // The rest is not handed on again.
  again.parse(makeBlock(next, { source, from: begin.length + rest.length }));
  assert.deepEqual(messages(again.documents()), [TEN + TEN, 'x', 'other way']);
  assert.deepEqual(
    again.documents(),
    whole.filter(({ source }) => source.message !== `${TEN}end`),
  );
});

test('read again with all its notes a text is cut as it was, wherever reading goes on', () => {
  const parts = Array.from({ length: 9 }, (_, i) => line(`${i}234567890`, i === 4 ? 'stderr' : 'stdout'));
  const lines = [line('before\n'), ...parts, line('end\n'), line('end\n', 'stderr'), line('next\n')];
  const options = { maxEventBytes: 25 };
  const rig = new Rig(options).parse(makeBlock(lines.join('')));
  const whole = rig.documents();
  const source = makeSource({ notes: rig.noted.of(KEY) });
  // Reading goes on where documents begin only: what has settled below ends with whole ones.
  for (const { source: begun } of whole) {
    const from = begun.log.offset;
    const again = new Rig(options).parse(
      makeBlock(Buffer.from(lines.join('')).subarray(from), { source, from }),
    );
    const expected = whole.filter(({ source: { log } }) => log.offset >= from).map(({ id }) => id);
    assert.deepEqual(
      again
        .documents()
        .filter(({ id }) => expected.includes(id))
        .map(({ id, source: { event } }) => [id, event]),
      whole.filter(({ id }) => expected.includes(id)).map(({ id, source: { event } }) => [id, event]),
    );
  }
});

test('a text that is cut in the next generation has its notes in both', () => {
  const rig = new Rig({ maxEventBytes: 25 });
  const [old, live] = [makeSource({ key: 'OLD' }), makeSource({ key: 'NEW' })];
  rig.parse(makeBlock(line(TEN) + line(TEN), { source: old }));
  rig.parse(makeBlock(line(TEN) + line('end\n'), { source: live }));
  assert.deepEqual(
    rig.documents().map(({ id, source }) => [id, source.event]),
    [
      [`OLD.${line(TEN).length}.123456789`, cut],
      [`NEW.${line(TEN).length}.123456789`, cut],
    ],
  );
  assert.deepEqual(rig.noted.of('OLD'), { ...NO_NOTES, cuts: [2 * line(TEN).length] });
  assert.deepEqual(rig.noted.of('NEW'), { ...NO_NOTES, rests: [{ stream: 'stdout', at: 0 }] });
});

test('the limit is one of bytes, and a text that is just as long is whole', () => {
  assert.deepEqual(
    parseText(line('ööööö') + line('\n'), { maxEventBytes: 11 }).map(({ source }) => source.event),
    [undefined],
  );
  assert.deepEqual(
    parseText(line('ööööö') + line('\n'), { maxEventBytes: 10 }).map(({ source }) => source.event),
    [cut, cut],
  );
});

test('a single part beyond the limit is one event', () => {
  const documents = parseText(line(TEN) + line('x\n'), { maxEventBytes: 5 });
  assert.deepEqual(messages(documents), [TEN, 'x']);
  const one = parseText(line(`${TEN}\n`) + line('x\n'), { maxEventBytes: 5 });
  assert.deepEqual(
    one.map(({ source }) => [source.message, source.event]),
    [
      [TEN, undefined],
      ['x', undefined],
    ],
  );
});
