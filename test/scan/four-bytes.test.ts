import assert from 'node:assert/strict';
import { test } from 'node:test';
import { areDigits, firstMarked, spacesIn, specialIn } from '../../src/scan/four-bytes.ts';

const BYTES = [
  0x00, 0x01, 0x1f, 0x20, 0x21, 0x22, 0x23, 0x5b, 0x5c, 0x5d, 0x7f, 0x80, 0x9f, 0xa0, 0xa2, 0xdc, 0xff,
];

/** The first byte that fits, in the order of memory; 4 for none. */
const first = (bytes: readonly number[], fits: (byte: number) => boolean): number =>
  [...bytes, 0].findIndex((byte, i) => i === 4 || fits(byte));

const marked = (marks: number): number => (marks === 0 ? 4 : firstMarked(marks));

test('of each four bytes the first special one and the first space are found', () => {
  for (const a of BYTES)
    for (const b of BYTES)
      for (const c of BYTES)
        for (const d of BYTES) {
          const bytes = [a, b, c, d];
          const word = Buffer.from(bytes).readInt32LE();
          const special = first(bytes, (byte) => byte < 0x20 || byte === 0x22 || byte === 0x5c);
          assert.equal(marked(specialIn(word)), special);
          assert.equal(marked(spacesIn(word)), bytes.includes(0x20) ? bytes.indexOf(0x20) : 4);
        }
});

test('four bytes are digits when each of them is one', () => {
  for (let byte = 0; byte < 256; byte++)
    for (let place = 0; place < 4; place++)
      for (const others of [0x30, 0x39]) {
        const bytes = Buffer.alloc(4, others).fill(byte, place, place + 1);
        assert.equal(areDigits(bytes.readInt32LE()), byte >= 0x30 && byte <= 0x39, bytes.toString('hex'));
      }
  const bytes = [0x2f, 0x30, 0x39, 0x3a, 0x3f, 0x40, 0xb0, 0xff];
  for (const a of bytes)
    for (const b of bytes) {
      const all = [a, b, b, a].every((byte) => byte >= 0x30 && byte <= 0x39);
      assert.equal(areDigits(Buffer.from([a, b, b, a]).readInt32LE()), all);
    }
});
