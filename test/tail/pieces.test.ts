import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { divide, endOfNuls, type Piece } from '../../src/tail/file/pieces.ts';

const options = { maxLineBytes: 1000, cutting: false, last: false };

/** Pieces as text: `lines:a\nb\n`. */
function show(bytes: Buffer, pieces: readonly Piece[]): string[] {
  return pieces.map(({ kind, from, to }) => `${kind}:${bytes.subarray(from, to).toString('latin1')}`);
}

function pieces(text: string, changes: Partial<typeof options> = {}): string[] {
  const bytes = Buffer.from(text, 'latin1');
  return show(bytes, divide(bytes, { ...options, ...changes }).pieces);
}

test('complete lines are one piece, the incomplete rest is none', () => {
  assert.deepEqual(pieces('a\nb\nc'), ['lines:a\nb\n']);
  assert.deepEqual(pieces('c'), []);
  assert.deepEqual(pieces(''), []);
  assert.deepEqual(pieces('\n\n'), ['lines:\n\n']);
});

test('of what will not grow the rest is a line too', () => {
  assert.deepEqual(pieces('a\nb', { last: true }), ['lines:a\n', 'lines:b']);
  assert.deepEqual(pieces('', { last: true }), []);
});

test('NULs are passed over where a line begins, and kept within a line', () => {
  assert.deepEqual(pieces('\0\0a\n'), ['nuls:\0\0', 'lines:a\n']);
  assert.deepEqual(pieces('a\n\0\0b\nc'), ['lines:a\n', 'nuls:\0\0', 'lines:b\n']);
  assert.deepEqual(pieces('a\nb\0c\nd\n'), ['lines:a\n', 'lines:b\0c\n', 'lines:d\n']);
  assert.deepEqual(pieces('a\nb\0c'), ['lines:a\n']);
  assert.deepEqual(pieces('\0\0'), ['nuls:\0\0']);
});

test('a line over the limit is cut at multiples of the limit', () => {
  assert.deepEqual(pieces('a\nbbbbbbbbb\nc\n', { maxLineBytes: 4 }), [
    'lines:a\n',
    'cut:bbbb',
    'cut:bbbb',
    'cut:b\n',
    'lines:c\n',
  ]);
  assert.deepEqual(pieces('bbb\n', { maxLineBytes: 4 }), ['lines:bbb\n']);
  assert.deepEqual(pieces('bbbb\n', { maxLineBytes: 4 }), ['cut:bbbb', 'cut:\n']);
  assert.deepEqual(pieces('bbbbb', { maxLineBytes: 4, last: true }), ['cut:bbbb', 'cut:b']);
});

test('a line that is being cut ends at a hole: NULs at the end of a piece or at the beginning of the next', () => {
  const four = { maxLineBytes: 4 };
  const hole = '\0'.repeat(9);
  // Read from its beginning, and from each place where a piece of it ends.
  assert.deepEqual(pieces(`bbbb${hole}a\n`, four), ['cut:bbbb', `nuls:${hole}`, 'lines:a\n']);
  assert.deepEqual(pieces(`${hole}a\n`, { ...four, cutting: true }), [`nuls:${hole}`, 'lines:a\n']);
  assert.deepEqual(pieces(`bbbbb${hole}a\n`, four), [
    'cut:bbbb',
    'cut:b\0\0\0',
    `nuls:${'\0'.repeat(6)}`,
    'lines:a\n',
  ]);
  assert.deepEqual(pieces('bb\0\0a\n', four), ['cut:bb\0\0', 'lines:a\n']);
  // NULs within a piece are the line's.
  assert.deepEqual(pieces('bbb\0bb\0b\na\n', four), ['cut:bbb\0', 'cut:bb\0b', 'cut:\n', 'lines:a\n']);
});

test('cutting goes on in the next block', () => {
  const bytes = Buffer.from('bbbbbb');
  const first = divide(bytes, { ...options, maxLineBytes: 4 });
  assert.deepEqual(first, { pieces: [{ kind: 'cut', from: 0, to: 4 }], cutting: true });
  assert.deepEqual(pieces('bb', { maxLineBytes: 4, cutting: true }), []);
  assert.deepEqual(pieces('bb\nc\n', { maxLineBytes: 4, cutting: true }), ['cut:bb\n', 'lines:c\n']);
});

test('runs of NULs of any length end where they end', () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 200_000]) {
    const bytes = Buffer.concat([Buffer.from('x'), Buffer.alloc(length), Buffer.from('y')]);
    assert.equal(endOfNuls(bytes, 1), length + 1);
  }
});

/** Reads a text block by block as the reader does, and gives back the pieces with neighbouring lines joined. */
function readInBlocks(text: Buffer, blocks: readonly number[], maxLineBytes: number): string[] {
  const shown: string[] = [];
  let offset = 0;
  let cutting = false;
  for (let turn = 0; offset < text.length; turn++) {
    const size = blocks[turn % blocks.length]! + (turn > 1000 ? maxLineBytes : 0);
    const bytes = text.subarray(offset, offset + size);
    const last = offset + size >= text.length;
    const division = divide(bytes, { maxLineBytes, cutting, last });
    for (const entry of show(bytes, division.pieces)) {
      const before = shown.at(-1);
      if (before !== undefined && !entry.startsWith('cut') && before.split(':')[0] === entry.split(':')[0])
        shown[shown.length - 1] = before + entry.slice(entry.indexOf(':') + 1);
      else shown.push(entry);
    }
    offset += division.pieces.at(-1)?.to ?? 0;
    cutting = division.cutting;
  }
  return shown;
}

test('how the bytes come in changes nothing: each byte is in one piece, and cuts are at the same places', () => {
  const text = fc
    .array(fc.constantFrom('a', 'bb', '\n', '\0', 'cccccccc'), { maxLength: 60 })
    .map((parts) => Buffer.from(parts.join('')));
  const blocks = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(text, blocks, fc.integer({ min: 1, max: 12 }), (bytes, sizes, maxLineBytes) => {
      const whole = readInBlocks(bytes, [bytes.length + 1], maxLineBytes);
      assert.deepEqual(readInBlocks(bytes, sizes, maxLineBytes), whole);
      const joined = whole.map((entry) => entry.slice(entry.indexOf(':') + 1)).join('');
      assert.equal(joined, bytes.toString('latin1'));
      for (const entry of whole.filter((entry) => entry.startsWith('lines'))) {
        for (const line of entry.slice(6).split(/(?<=\n)/)) assert.ok(line.length <= maxLineBytes);
      }
    }),
    { numRuns: 2000 },
  );
});
