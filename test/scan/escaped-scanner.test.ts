import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Constant } from '../../src/scan/constant.ts';
import { EscapedScanner, OVERHANG_BYTES } from '../../src/scan/escaped-scanner.ts';
import { copyNumber, putNumber } from '../../src/scan/numbers.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';

type Step = (scan: EscapedScanner) => boolean | undefined;

/** The text that a step copied and the rest that it left unread; undefined when it refused. */
function run(text: string, step: Step): { copied: string; rest: string } | undefined {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(`${text}\n`);
  scan.target = Buffer.alloc(1000);
  if (step(scan) === false) return undefined;
  return {
    copied: scan.target.toString('utf8', 0, scan.out),
    rest: scan.source.toString('utf8', scan.at).slice(0, -1),
  };
}

const put = (step: (scan: EscapedScanner) => void) =>
  run('', (scan) => {
    step(scan);
    return true;
  })?.copied;

test('constants and repetitions', () => {
  assert.equal(
    put((scan) => {
      scan.put(new Constant('ab'));
      scan.putLong(Buffer.from('CDEF'));
      scan.putAgain(1, 4);
    }),
    'abCDEFbCD',
  );
});

test('numbers of every length', () => {
  const numbers = [
    0,
    7,
    10,
    99,
    100,
    12_345,
    999_999_999,
    1e9,
    1_000_000_001,
    4_294_967_296,
    12_000_000_034,
    1e15,
    2 ** 53 - 1,
  ];
  for (const number of numbers)
    assert.equal(
      put((scan) => putNumber(scan, number)),
      String(number),
    );
});

test('pass wants exactly the bytes', () => {
  assert.deepEqual(
    run('abcd', (scan) => scan.pass(new Constant('abc'))),
    { copied: '', rest: 'd' },
  );
  assert.equal(
    run('abx', (scan) => scan.pass(new Constant('abc'))),
    undefined,
  );
  assert.equal(
    run('ab', (scan) => scan.pass(new Constant('abc'))),
    undefined,
  );
});

test('a word ends at a space', () => {
  const word: Step = (scan) => scan.copyWord();
  assert.deepEqual(run('2001:db8::1 - x', word), { copied: '2001:db8::1', rest: '- x' });
  assert.deepEqual(run('SHOP\\\\jürgen\\u0026 x', word), { copied: 'SHOP\\\\jürgen\\u0026', rest: 'x' });
  assert.deepEqual(run('\\"a\\" b', word), { copied: '\\"a\\"', rest: 'b' });
  for (const bad of ['', ' x', 'x', 'x"y z', 'x\ty z', 'x\\u0020y z', 'x\\q z'])
    assert.equal(run(bad, word), undefined, bad);
});

test('a quoted field ends at the text’s own quote', () => {
  const quoted: Step = (scan) => scan.copyQuoted();
  assert.deepEqual(run('GET / HTTP/1.1\\" 200', quoted), { copied: 'GET / HTTP/1.1', rest: ' 200' });
  assert.deepEqual(run('\\" x', quoted), { copied: '', rest: ' x' });
  // In the text: a\"b" — the backslash takes the quote with it.
  assert.deepEqual(run('a\\\\\\"b\\"c', quoted), { copied: 'a\\\\\\"b', rest: 'c' });
  // In the text: a\\" — the second backslash belongs to the first.
  assert.deepEqual(run('a\\\\\\\\\\"c', quoted), { copied: 'a\\\\\\\\', rest: 'c' });
  assert.deepEqual(run('a\\\\x16\\u0026é🚀\\n\\t\\"c', quoted), {
    copied: 'a\\\\x16\\u0026é🚀\\n\\t',
    rest: 'c',
  });
  for (const bad of [
    '',
    'a',
    'a"',
    'a\\\\"',
    'a\\\\\\"',
    'a\u0001\\"',
    'a\\\\\u0001\\"',
    'a\\u0022\\"',
    'a\\q\\"',
    'a\\\\\\q\\"',
  ]) {
    assert.equal(run(bad, quoted), undefined, bad);
  }
});

test('a line ends with its newline, a terminal’s with CR LF', () => {
  const line: Step = (scan) => scan.copyLine();
  assert.deepEqual(run('hello\\n",', line), { copied: 'hello', rest: ',' });
  assert.deepEqual(run('\\n",', line), { copied: '', rest: ',' });
  assert.deepEqual(run('hello\\r\\n",', line), { copied: 'hello', rest: ',' });
  assert.deepEqual(run('hello\\r\\r\\n",', line), { copied: 'hello\\r', rest: ',' });
  assert.deepEqual(run('a\\nb\\rc\\\\n\\n",', line), { copied: 'a\\nb\\rc\\\\n', rest: ',' });
  for (const bad of ['hello",', 'hello\\\\n",', 'hello\\r",', 'hello\\n', 'hello\\u000a",', 'tab\t\\n",']) {
    assert.equal(run(bad, line), undefined, bad);
  }
});

test('escapes that Docker writes are copied, others are not', () => {
  const line: Step = (scan) => scan.copyLine();
  const dockers = [
    '\\"',
    '\\\\',
    '\\b',
    '\\f',
    '\\r',
    '\\t',
    '\\u0000',
    '\\u001f',
    '\\u000b',
    '\\u0026',
    '\\u003c',
    '\\u003e',
    '\\u2028',
    '\\u2029',
    '\\ufffd',
  ];
  for (const sequence of dockers)
    assert.equal(run(`a${sequence}b\\n"`, line)?.copied, `a${sequence}b`, sequence);
  const others = [
    '\\u0020',
    '\\u0022',
    '\\u005c',
    '\\u0041',
    '\\u003C',
    '\\u000a',
    '\\u000d',
    '\\u007f',
    '\\u00e9',
    '\\ud83d\\ude80',
    '\\ud800',
    '\\u2027',
    '\\u202a',
    '\\ufffe',
    '\\u00',
    '\\u000g',
    '\\u00g0',
    '\\x41',
    '\\U0026',
    '\\ ',
    '\\\u0001',
  ];
  for (const sequence of others) assert.equal(run(`a${sequence}b\\n"`, line), undefined, sequence);
});

test('numbers that JSON reads as the same', () => {
  const number: Step = (scan) => copyNumber(scan, 15);
  assert.deepEqual(run('0 x', number), { copied: '0', rest: ' x' });
  assert.deepEqual(run('203023 x', number), { copied: '203023', rest: ' x' });
  assert.deepEqual(run('999999999999999 x', number), { copied: '999999999999999', rest: ' x' });
  for (const bad of ['', '-', 'x', '01', '00', '1234567890123456', '-1'])
    assert.equal(run(bad, number), undefined, bad);
});

test('a block that ends anywhere is refused, not read over', () => {
  const steps: Step[] = [
    (scan) => scan.copyWord(),
    (scan) => scan.copyQuoted(),
    (scan) => scan.copyLine(),
    (scan) => scan.passLineEnd(),
  ];
  for (const text of ['', 'a', 'a\\', 'a\\u', 'a\\u00', 'a\\\\', 'a\\r', 'a\\r\\', 'a\\n', '\\r\\n']) {
    for (const step of steps) assert.equal(run(text, step), undefined, text);
  }
});

test('a special byte ends ordinary text wherever it stands', () => {
  const others = [0x00, 0x0a, 0x1f, 0x7f, 0x80, 0xa0, 0xff];
  for (let length = 0; length <= 9; length++) {
    for (const filler of [0x20, 0x21, 0x23, 0x5b, 0x5d, 0x61, ...others.slice(3)]) {
      for (const special of [0x00, 0x0a, 0x1f, 0x22, 0x5c]) {
        for (const behind of [0, 1, 5]) {
          const scan = new EscapedScanner(dockerEscapeLength);
          scan.source = Buffer.from([
            ...Array(length).fill(filler),
            special,
            ...Array(behind).fill(filler),
            10,
          ]);
          scan.target = Buffer.alloc(40);
          scan.copyLine();
          assert.equal(scan.at, length, `${filler} ${special}`);
          assert.deepEqual(scan.target.subarray(0, scan.out), Buffer.alloc(length, filler));
        }
      }
    }
  }
});

test('behind what is written no more than the overhang is touched', () => {
  for (let length = 1; length <= 9; length++) {
    const text = 'x'.repeat(length);
    const steps: Step[] = [
      (scan) => scan.put(new Constant(text)) === undefined,
      (scan) => scan.copyWord(),
      (scan) => {
        scan.putAgain(20, 20 + length);
        return true;
      },
    ];
    for (const step of steps) {
      const scan = new EscapedScanner(dockerEscapeLength);
      scan.source = Buffer.from(`${text} and more\n`);
      scan.target = Buffer.alloc(60, '.');
      assert.ok(step(scan));
      assert.equal(scan.out, length);
      assert.equal(
        scan.target.toString('latin1', length + OVERHANG_BYTES),
        '.'.repeat(60 - OVERHANG_BYTES - length),
      );
    }
  }
});
