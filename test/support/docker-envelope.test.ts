import assert from 'node:assert/strict';
import { test } from 'node:test';
import { envelope, escapeLog, PART_BYTES, rfc3339Nano, splitParts } from './docker-envelope.ts';

const escaped = (text: string): string => escapeLog(Buffer.from(text));

test('a text is escaped as Go does it for Docker', () => {
  assert.equal(escaped('"A line with \\"'), String.raw`"\"A line with \\\""`);
  assert.equal(escaped('a\r\n\tb\u0000\u001f\u007f'), '"a\\r\\n\\u0009b\\u0000\\u001f\u007f"');
  assert.equal(escaped('& < >'), String.raw`"\u0026 \u003c \u003e"`);
  assert.equal(escaped('\u2028 \u2029'), String.raw`"\u2028 \u2029"`);
  assert.equal(escaped('🚀 ψ ω β'), '"🚀 ψ ω β"');
});

test('each byte that is not UTF-8 becomes an escaped replacement character, a real one stays', () => {
  assert.equal(escapeLog(Buffer.from([0xaf])), String.raw`"\ufffd"`);
  assert.equal(escapeLog(Buffer.from('a\xe4\xf6<"', 'latin1')), String.raw`"a\ufffd\ufffd\u003c\""`);
  assert.equal(escapeLog(Buffer.from([0x20, 0xe2, 0x82])), String.raw`" \ufffd\ufffd"`);
  assert.equal(escaped('é\ufffdé'), '"é\ufffdé"');
});

test('an escaped text is JSON for the same text', () => {
  const text = 'all of "\\<>&\u2028\u2029\n\r\t\u0001é🚀';
  assert.equal(JSON.parse(escaped(text)), text);
});

test('an entry has its members in the order of Docker and leaves out empty ones', () => {
  const time = '2024-05-01T10:00:00.5Z';
  const log = Buffer.from('hello\n');
  assert.equal(envelope(log, 'stdout', time), `{"log":"hello\\n","stream":"stdout","time":"${time}"}\n`);
  assert.equal(
    envelope(log, 'stderr', time, '{"a":1}'),
    `{"log":"hello\\n","stream":"stderr","attrs":{"a":1},"time":"${time}"}\n`,
  );
  assert.equal(envelope(Buffer.alloc(0), '', time), `{"time":"${time}"}\n`);
});

test('times have nanoseconds without trailing zeros', () => {
  const second = 1_714_557_600n * 1_000_000_000n;
  assert.equal(rfc3339Nano(second), '2024-05-01T10:00:00Z');
  assert.equal(rfc3339Nano(second + 1n), '2024-05-01T10:00:00.000000001Z');
  assert.equal(rfc3339Nano(second + 120_000_000n), '2024-05-01T10:00:00.12Z');
});

test('lines over 16 KiB are split, and only the last part ends with a newline', () => {
  const lengths = (size: number, newline?: boolean): number[] =>
    splitParts(Buffer.alloc(size, 'x'), newline).map((part) => part.length);
  assert.deepEqual(lengths(10), [11]);
  assert.deepEqual(lengths(PART_BYTES), [PART_BYTES, 1]);
  assert.deepEqual(lengths(2 * PART_BYTES + 5), [PART_BYTES, PART_BYTES, 6]);
  assert.deepEqual(lengths(PART_BYTES + 5, false), [PART_BYTES, 5]);
  assert.deepEqual(lengths(PART_BYTES, false), [PART_BYTES]);
});
