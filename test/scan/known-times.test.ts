import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { copyAccessTime, copyUtcTime } from '../../src/scan/copy-dates.ts';
import { EscapedScanner } from '../../src/scan/escaped-scanner.ts';
import { KnownTimes } from '../../src/scan/known-times.ts';
import { dockerEscapeLength } from '../../src/source/docker/escapes.ts';

/** Where the fraction's digits are to be written too. */
const FRACTION_AT = 60;

type Copy = (scan: EscapedScanner) => boolean;

/** The bytes that the copier wrote and how far it read; undefined when it refused. */
function run(text: string, copy: Copy): string | undefined {
  const scan = new EscapedScanner(dockerEscapeLength);
  scan.source = Buffer.from(text);
  scan.target = Buffer.alloc(100, '.');
  if (!copy(scan)) return undefined;
  const fraction = scan.target.toString('utf8', FRACTION_AT - 4).replaceAll('.', '');
  return `${scan.target.toString('utf8', 0, scan.out)}|${scan.at}${fraction && `|${fraction}`}`;
}

/** Texts that differ from `good` in a few bytes, so that much of one is known from the one before. */
const near = (good: string): fc.Arbitrary<string> =>
  fc
    .array(
      fc.tuple(fc.nat(good.length - 1), fc.oneof(fc.nat(9).map(String), fc.constantFrom(...'+-:/. TZx"'))),
      { maxLength: 3 },
    )
    .map((changes) =>
      changes.reduce((text, [at, byte]) => `${text.slice(0, at)}${byte}${text.slice(at + 1)}`, good),
    );

function sameAsUnknown(good: string, known: (times: KnownTimes) => Copy, copy: Copy): void {
  fc.assert(
    fc.property(fc.array(near(good), { minLength: 2, maxLength: 20 }), fc.nat(4), (texts, cut) => {
      const copyKnown = known(new KnownTimes());
      for (const text of [good, ...texts, good]) {
        // At the end of a block no whole word may be left.
        const shown = text.slice(0, text.length - cut);
        assert.equal(run(shown, copyKnown), run(shown, copy), shown);
      }
    }),
    { numRuns: 2000 },
  );
}

test('an access log’s time is the same whether its minute is known or not', () => {
  sameAsUnknown(
    '17/May/2015:10:05:03 +0000',
    (times) => (scan) => times.copyAccessTime(scan),
    copyAccessTime,
  );
});

test('Docker’s time is the same whether its minute is known or not', () => {
  for (const good of ['2015-05-17T10:05:03.123456789Z"}\n', '2015-05-17T10:05:03.5Z"}\n']) {
    sameAsUnknown(
      good,
      (times) => (scan) => times.copyUtcTime(scan, FRACTION_AT),
      (scan) => copyUtcTime(scan, FRACTION_AT),
    );
  }
});

test('times that follow each other', () => {
  const times = new KnownTimes();
  const access: Copy = (scan) => times.copyAccessTime(scan);
  assert.equal(run('31/Dec/2015:23:59:58 +0130', access), '2015-12-31T23:59:58+01:30|26');
  assert.equal(run('31/Dec/2015:23:59:59 +0130', access), '2015-12-31T23:59:59+01:30|26');
  assert.equal(run('31/Dec/2015:23:58:07 +0130', access), '2015-12-31T23:58:07+01:30|26');
  assert.equal(run('31/Dec/2015:23:58:60 +0130', access), undefined);
  assert.equal(run('31/Dec/2015:23:58:59 -0130', access), '2015-12-31T23:58:59-01:30|26');
  assert.equal(run('31/Nov/2015:23:58:59 -0130', access), undefined);
});

test('NULs are no time, though no time is known yet', () => {
  const nuls = '\0'.repeat(16);
  const times = new KnownTimes();
  assert.equal(
    run(`${nuls}:05.123456789Z"}\n`, (scan) => times.copyUtcTime(scan, FRACTION_AT)),
    undefined,
  );
  assert.equal(
    run(`${nuls}5:05${nuls}`, (scan) => times.copyAccessTime(scan)),
    undefined,
  );
});
